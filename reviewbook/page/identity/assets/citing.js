// Copy how something is cited, and say that it was copied; cite the row a link of the ledger names.
(() => {
  const SAID = 4000;

  function selected(text) {
    const range = document.createRange();
    range.selectNodeContents(text);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  // Without a clipboard, as on a page that came without encryption, the text is left selected.
  async function copy(text, status) {
    try {
      await navigator.clipboard.writeText(text.textContent);
      status.textContent = "Copied";
    } catch {
      selected(text);
      status.textContent = "Selected: copy it with your keyboard";
    }
    setTimeout(() => (status.textContent = ""), SAID);
  }

  function equip(reference) {
    for (const text of reference.querySelectorAll("pre")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "rb-copy";
      button.textContent = "Copy";
      button.setAttribute("aria-label", `Copy ${text.getAttribute("aria-label")}`);
      const status = document.createElement("span");
      status.setAttribute("role", "status");
      status.className = "rb-form";
      button.addEventListener("click", () => copy(text, status));
      text.before(button, status);
    }
  }

  // The reference of a number is the same for every row but for its name and what it says.
  function filled(text, name, said) {
    return text.replaceAll("NUMBER-SAID", () => said).replaceAll("NUMBER-NAME", name);
  }

  function cite(row, template) {
    if (!row?.matches(".rb-ledger tbody tr") || row.querySelector(".rb-cite")) return;
    const made = template.content.cloneNode(true).firstElementChild;
    const said = `${row.cells[0].firstChild.textContent.trim()}: ${row.cells[1].textContent.trim()}`;
    for (const text of made.querySelectorAll("pre")) {
      const known = text.getAttribute("aria-label") === "BibTeX" ? said.replace(/[%&#_$]/g, "\\$&") : said;
      text.textContent = filled(text.textContent, row.id, known);
    }
    equip(made);
    row.cells[0].append(made);
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".rb-cite").forEach(equip);
    const template = document.getElementById("rb-number");
    if (!template) return;
    const named = () => cite(document.getElementById(decoded(location.hash) ?? ""), template);
    addEventListener("hashchange", named);
    named();
  });
})();
