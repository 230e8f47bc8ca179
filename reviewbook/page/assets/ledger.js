// Search, narrow and sort the ledger; open it at a row that a link names, narrowed or not.
(() => {
  function narrowing(frame, rows) {
    const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
    const search = frame.querySelector("input[type=search]");
    const selects = [...frame.querySelectorAll("select[data-by]")];
    const status = frame.querySelector("[role=status]");

    function narrow() {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const fits =
          selects.every((s) => !s.value || row.dataset[s.dataset.by] === s.value) &&
          words.every((word) => texts.get(row).includes(word));
        row.hidden = !fits;
        shown += fits;
      }
      status.textContent = shown === rows.length ? `${shown} numbers` : `${shown} of ${rows.length} numbers`;
    }

    function showAll() {
      search.value = "";
      for (const select of selects) select.value = "";
      narrow();
    }

    frame.querySelector(".rb-ledger-controls").addEventListener("input", narrow);
    frame.querySelector(".rb-ledger-controls button").addEventListener("click", showAll);
    narrow();
    return showAll;
  }

  function key(row, { sort: by, order }, column) {
    if (order) return order.split("|").indexOf(row.dataset[by]);
    return row.cells[column].textContent.trim().toLowerCase();
  }

  function sort(head, body, rows) {
    const down = head.getAttribute("aria-sort") === "ascending";
    const column = head.cellIndex;
    const keys = new Map(rows.map((row) => [row, key(row, head.dataset, column)]));
    const compare = (a, b) =>
      typeof a === "number" ? a - b : a.localeCompare(b, "en", { numeric: true });
    const sorted = [...rows].sort((a, b) => compare(keys.get(a), keys.get(b)) * (down ? -1 : 1));
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    body.append(...sorted);
  }

  function sorting(frame, body, rows) {
    for (const head of frame.querySelectorAll("th[data-sort]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(head, body, rows));
      head.append(button);
    }
  }

  function revealing(body, showAll) {
    function reveal() {
      const row = document.getElementById(decoded(location.hash) ?? "");
      if (!row || !body.contains(row)) return;
      if (row.hidden) showAll();
      row.scrollIntoView({ block: "center" });
      row.focus({ preventScroll: true });
    }

    window.addEventListener("hashchange", reveal);
    reveal();
    if (document.readyState !== "complete") window.addEventListener("load", reveal);
  }

  function equip(frame) {
    const body = frame.querySelector("tbody");
    const rows = [...body.rows];
    sorting(frame, body, rows);
    frame.classList.add("equipped");
    revealing(body, narrowing(frame, rows));
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const frame of document.querySelectorAll(".rb-ledger")) equip(frame);
  });
})();
