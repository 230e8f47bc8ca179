// Small things every page needs, before and after it is read.
(() => {
  const root = document.documentElement;

  // The reader's own setting is known at once, so the page is not painted twice.
  if (!["light", "dark"].includes(root.dataset.theme)) {
    root.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }

  // From a folder the summaries of search results cannot be read; the results still can.
  if (typeof DOCUMENTATION_OPTIONS === "object" && location.protocol === "file:") {
    DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  }

  // The note of a number or a term, beside what it is about.
  let note;
  let noted;

  function hide() {
    note?.remove();
    noted?.removeAttribute("aria-describedby");
    note = noted = undefined;
  }

  function show(about, hint = "") {
    hide();
    noted = about;
    note = document.createElement("div");
    note.id = "rb-note";
    note.setAttribute("role", "tooltip");
    note.textContent = about.dataset.note + hint;
    document.body.append(note);
    about.setAttribute("aria-describedby", note.id);
    const at = about.getClientRects()[0];
    const left = Math.min(at.left, root.clientWidth - note.offsetWidth - 8);
    const below = at.bottom + note.offsetHeight + 8 < root.clientHeight;
    const top = below ? at.bottom + 6 : at.top - note.offsetHeight - 6;
    note.style.left = `${Math.max(8, left) + scrollX}px`;
    note.style.top = `${top + scrollY}px`;
  }

  function aboutOf(event) {
    return event.target.closest?.("[data-note]");
  }

  for (const kind of ["mouseover", "focusin"]) {
    document.addEventListener(kind, (event) => {
      const about = aboutOf(event);
      if (about && about !== noted) show(about);
      else if (!about && !event.target.closest?.("#rb-note")) hide();
    });
  }
  document.addEventListener("focusout", hide);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());

  // A finger cannot hover: its first tap opens the note, the second follows the link.
  let tapped = false;
  let before;
  document.addEventListener(
    "pointerdown",
    (event) => {
      tapped = event.pointerType === "touch";
      before = noted;
    },
    true,
  );
  document.addEventListener("click", (event) => {
    const about = aboutOf(event);
    if (!tapped || !about || about === before) return;
    event.preventDefault();
    show(about, about.hasAttribute("href") ? " Tap again to follow the link." : "");
  });

  // A section that went elsewhere is followed there, with what the address says after it.
  function follow(name) {
    const moves = document.getElementById("rb-moves");
    if (!moves || (name && document.getElementById(name))) return;
    const known = JSON.parse(moves.textContent);
    const [section, ...state] = name.split("?");
    const target = known[section] ?? known[""];
    if (target) location.replace([target, ...state].join("?"));
  }

  // An address that cannot be read names nothing on the page: the reader is told.
  function tell() {
    const told = document.createElement("p");
    told.id = "address-note";
    told.setAttribute("role", "alert");
    told.textContent = "The part of this address after # cannot be read and is left aside.";
    document.querySelector("article")?.prepend(told);
  }

  function heed() {
    document.getElementById("address-note")?.remove();
    const name = decoded(location.hash);
    if (name === null) tell();
    else follow(name);
  }

  document.addEventListener("DOMContentLoaded", heed);
  window.addEventListener("hashchange", heed);
})();
