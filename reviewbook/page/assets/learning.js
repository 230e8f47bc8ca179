// Questions, steps and the checklist. What a reader answers or ticks stays on this device; what is
// said of a patient is not kept at all.
(() => {
  const here = new URL(document.documentElement.dataset.content_root || "./", location.href);
  const place = `reviewbook learning ${here.pathname}`;

  function read() {
    try {
      return new Set(JSON.parse(localStorage.getItem(place)) ?? []);
    } catch {
      return new Set();
    }
  }

  const done = read();

  function keep() {
    try {
      if (done.size) localStorage.setItem(place, JSON.stringify([...done]));
      else localStorage.removeItem(place);
    } catch {
      // The browser keeps nothing: it lasts as long as the page.
    }
  }

  function mark(name, is) {
    if (is) done.add(name);
    else done.delete(name);
    keep();
    document.dispatchEvent(new Event("rb-progress"));
  }

  function add(parent, tag, words, properties = {}) {
    const element = Object.assign(document.createElement(tag), properties);
    if (words) element.textContent = words;
    parent.append(element);
    return element;
  }

  // A question says at once whether the chosen option is right; the answer is opened by the reader.
  function equipQuestion(question) {
    const right = question.dataset.right.split(" ");
    const said = question.querySelector("[role=status]");
    question.addEventListener("change", (event) => {
      if (event.target.type !== "radio") return;
      const is = right.includes(event.target.value);
      said.textContent = is ? "Right. Open the answer to see why." : "No. Try again, or open the answer.";
      question.dataset.state = is ? "right" : "wrong";
      if (is) mark(question.id, true);
    });
  }

  function equipStep(box) {
    box.checked = done.has(box.dataset.step);
    box.addEventListener("change", () => mark(box.dataset.step, box.checked));
  }

  function equipProgress(part) {
    const said = add(part, "p", "", { role: "status" });
    const forget = add(part, "button", "Forget my progress", { type: "button" });

    function tell() {
      const names = [...done];
      const questions = names.filter((name) => name.startsWith("quiz-")).length;
      const cases = names.filter((name) => name.startsWith("impossible-")).length;
      const steps = names.length - questions - cases;
      said.textContent =
        `Steps done: ${steps} of ${part.dataset.steps}. ` +
        `Questions answered rightly: ${questions} of ${part.dataset.questions}. ` +
        `Impossible numbers found: ${cases}.`;
      forget.disabled = names.length === 0;
    }

    forget.addEventListener("click", () => {
      done.clear();
      keep();
      for (const box of document.querySelectorAll("[data-step]")) box.checked = false;
      tell();
    });
    document.addEventListener("rb-progress", tell);
    tell();
  }

  // The checklist: each criterion gets a choice, and the page for the board follows from them.
  const MET = ["met", "not met", "not known"];

  function equipBoard(board) {
    const rows = [...board.querySelectorAll("tr[data-criterion]")];
    rows.forEach(choices);
    const sheet = document.createElement("section");
    sheet.className = "rb-sheet";
    sheet.setAttribute("aria-label", "The page for the board");
    board.append(sheet);
    const buttons = add(board, "p", "", { className: "rb-sheet-buttons" });
    const print = add(buttons, "button", "Print this page", { type: "button" });
    const clear = add(buttons, "button", "Clear", { type: "button" });
    const tell = () => write(sheet, rows);

    board.addEventListener("change", tell);
    print.addEventListener("click", () => window.print());
    clear.addEventListener("click", () => {
      for (const box of board.querySelectorAll("input")) box.checked = false;
      tell();
    });
    window.addEventListener("beforeprint", () => onPaper(rows.some(answer)));
    window.addEventListener("afterprint", () => onPaper(false));
    tell();
  }

  function choices(row) {
    const head = row.querySelector("th");
    const field = add(head, "fieldset", "", { className: "rb-met" });
    add(field, "legend", text(row, ".rb-criterion"), { className: "visually-hidden" });
    for (const value of MET) {
      const label = add(field, "label", "");
      add(label, "input", "", {
        type: "radio",
        name: `met-${row.dataset.criterion}`,
        value,
        autocomplete: "off",
      });
      label.append(` ${value}`);
    }
  }

  function text(row, part) {
    return row.querySelector(part).textContent.trim();
  }

  function answer(row) {
    return row.querySelector("input:checked")?.value;
  }

  function write(sheet, rows) {
    sheet.replaceChildren();
    add(sheet, "h2", "For the board");
    add(sheet, "p", "Case: ", { className: "rb-case" });
    if (!rows.some(answer)) {
      add(sheet, "p", "Say above what is met, what is not, and what is not known. The page is made here.");
      return;
    }
    const missing = rows.filter((row) => ![MET[0], MET[1]].includes(answer(row)));
    list(sheet, "Met: speaks for local treatment", rows.filter((row) => answer(row) === MET[0]));
    list(sheet, "Not met: speaks against", rows.filter((row) => answer(row) === MET[1]));
    list(sheet, "Not known: missing", missing);
    asks(sheet, missing);
    add(
      sheet,
      "p",
      "No score, and no advice: what speaks for it is mostly prognostic and does not show a gain. " +
        "The decision is the board's and the patient's. Nothing of this page was stored or sent.",
    );
  }

  function list(sheet, heading, rows) {
    add(sheet, "h3", heading);
    const items = add(sheet, "ul", "");
    for (const row of rows) {
      add(items, "li", `${text(row, ".rb-criterion")}${row.dataset.certainty}`);
    }
    if (!rows.length) add(items, "li", "nothing");
  }

  function asks(sheet, rows) {
    add(sheet, "h3", "Whom to ask");
    const items = add(sheet, "ul", "");
    const whom = new Map();
    for (const row of rows) {
      const known = whom.get(row.dataset.whom) ?? [];
      whom.set(row.dataset.whom, [...known, text(row, ".rb-ask")]);
    }
    for (const [who, what] of whom) add(items, "li", `${who}: ${what.join(" ")}`);
    if (!rows.length) add(items, "li", "nobody: nothing is missing");
  }

  // On paper only the page for the board, where something was said.
  function onPaper(is) {
    document.querySelector("body > .rb-paper")?.remove();
    document.documentElement.classList.toggle("rb-sheet-only", is);
    if (!is) return;
    const paper = document.querySelector(".rb-sheet").cloneNode(true);
    paper.classList.add("rb-paper");
    document.body.append(paper);
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".rb-question").forEach(equipQuestion);
    document.querySelectorAll("[data-step]").forEach(equipStep);
    document.querySelectorAll(".rb-progress").forEach(equipProgress);
    document.querySelectorAll(".rb-board").forEach(equipBoard);
  });
})();
