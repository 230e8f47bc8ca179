// What the search shows of a page it found: the words of its text, without drawings and code.
(() => {
  const UNREAD = "script, style, svg, .cell_input, .headerlink, .rb-back, .visually-hidden";

  function words(page, anchor) {
    const article = new DOMParser().parseFromString(page, "text/html").querySelector("article");
    for (const part of article?.querySelectorAll(UNREAD) ?? []) part.remove();
    const found = (anchor && article?.querySelector(anchor)) || article;
    return found?.textContent.replace(/\s+/g, " ").trim() ?? "";
  }

  document.addEventListener("DOMContentLoaded", () => {
    Search.htmlToText = words;
  });
})();
