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

  // The note of a claim, beside the number it is about.
  let note;

  function hide() {
    note?.remove();
    note = undefined;
    document.querySelector("a.claim[aria-describedby]")?.removeAttribute("aria-describedby");
  }

  function show(claim) {
    hide();
    note = document.createElement("div");
    note.id = "claim-note";
    note.setAttribute("role", "tooltip");
    note.textContent = claim.dataset.claimNote;
    document.body.append(note);
    claim.setAttribute("aria-describedby", note.id);
    const at = claim.getBoundingClientRect();
    const left = Math.min(at.left, root.clientWidth - note.offsetWidth - 8);
    const below = at.bottom + note.offsetHeight + 8 < root.clientHeight;
    const top = below ? at.bottom + 6 : at.top - note.offsetHeight - 6;
    note.style.left = `${Math.max(8, left) + scrollX}px`;
    note.style.top = `${top + scrollY}px`;
  }

  function claimOf(event) {
    return event.target.closest?.("a.claim[data-claim-note]");
  }

  for (const kind of ["mouseover", "focusin"]) {
    document.addEventListener(kind, (event) => {
      const claim = claimOf(event);
      if (claim) show(claim);
      else if (!event.target.closest?.("#claim-note")) hide();
    });
  }
  document.addEventListener("focusout", hide);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());

  // An address that cannot be read names nothing on the page: the reader is told.
  function unreadable() {
    try {
      return decodeURIComponent(location.hash) === undefined;
    } catch {
      return true;
    }
  }

  function tellOfAddress() {
    document.getElementById("address-note")?.remove();
    if (!unreadable()) return;
    const told = document.createElement("p");
    told.id = "address-note";
    told.setAttribute("role", "alert");
    told.textContent = "The part of this address after # cannot be read and is left aside.";
    document.querySelector("article")?.prepend(told);
  }

  document.addEventListener("DOMContentLoaded", tellOfAddress);
  window.addEventListener("hashchange", tellOfAddress);
})();
