// Lets a reader search a table and choose from its columns; the rows stay those of the page.
(() => {
  function text(cell) {
    return cell.querySelector(".not-stated") ? "not stated" : cell.textContent.trim();
  }

  function equip(frame) {
    const rows = [...frame.querySelectorAll("tbody tr")];
    const selects = [...frame.querySelectorAll("select[data-column]")];
    const search = frame.querySelector("input[type=search]");
    const found = frame.querySelector("[role=status]");

    function narrow() {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const row of rows) {
        const whole = row.textContent.toLowerCase();
        row.hidden = !(
          words.every((word) => whole.includes(word)) &&
          selects.every((s) => !s.value || text(row.cells[s.dataset.column]) === s.value)
        );
      }
      found.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} rows`;
    }

    frame.querySelector(".rb-controls").addEventListener("input", narrow);
    narrow();
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const frame of document.querySelectorAll(".rb-lookup")) equip(frame);
  });
})();
