// Checks a reader's own table in the page, with the Python that checks the book. Nothing is sent.
(() => {
  const form = document.querySelector("form.rb-own-table");
  const [status, headings, answer] = ["status", "headings", "answer"].map((name) => form.querySelector(`.rb-own-${name}`));
  const [text, file] = [form.querySelector("textarea"), form.querySelector("input[type=file]")];
  const folder = new URL(`${document.documentElement.dataset.content_root ?? ""}_static/own-table/`, location.href).href;
  const meant = {};
  let python;
  let choices;

  function node(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  async function start() {
    const { loadPyodide } = await import(`${folder}pyodide.mjs`);
    const made = await loadPyodide({ indexURL: folder });
    const packed = await fetch(`${folder}checks.zip`);
    made.unpackArchive(await packed.arrayBuffer(), "zip");
    made.runPython("import json\nfrom pathlib import Path\nfrom reviewbook.checks.own_answer import CHOICES, answer");
    choices = JSON.parse(made.runPython("json.dumps(CHOICES)"));
    return made;
  }

  // The file that was chosen, else what was pasted.
  async function table() {
    const [chosen] = file.files;
    if (chosen) return [chosen.name, new Uint8Array(await chosen.arrayBuffer())];
    return ["your table", new TextEncoder().encode(text.value)];
  }

  async function ask() {
    const [name, bytes] = await table();
    const path = `/tmp/${name.replaceAll("/", " ")}`;
    python.FS.writeFile(path, bytes);
    python.globals.set("asked", JSON.stringify({ path, meant }));
    return JSON.parse(
      python.runPython('asked = json.loads(asked)\njson.dumps(answer(Path(asked["path"]), asked["meant"]))'),
    );
  }

  function choice(printed, column) {
    const select = node("select", { "aria-label": `What ${printed} means` });
    if (!column && !(printed in meant)) select.append(node("option", { value: "?", selected: "" }, "not understood: choose"));
    if (column) select.append(node("option", { value: "=" }, choices[column] ?? column));
    for (const [value, said] of Object.entries(choices)) {
      const option = node("option", { value }, said);
      option.selected = meant[printed] === value;
      select.append(option);
    }
    select.addEventListener("change", () => {
      if (["=", "?"].includes(select.value)) delete meant[printed];
      else meant[printed] = select.value;
      check();
    });
    return select;
  }

  function scrolling(label, head, rows) {
    const cells = (kind, texts) => texts.map((each) => node(kind, kind === "th" ? { scope: "col" } : {}, each));
    const body = node("tbody", {}, ...rows.map((row) => node("tr", {}, ...cells("td", row))));
    const made = node("table", {}, node("caption", {}, label), node("thead", {}, node("tr", {}, ...cells("th", head))), body);
    return node("div", { class: "rb-scroll", tabindex: 0, role: "region", "aria-label": label }, made);
  }

  function show({ headings: read, problems, found }) {
    const focused = document.activeElement?.getAttribute("aria-label");
    const rows = read.map(([printed, column]) => [printed, choice(printed, column)]);
    headings.replaceChildren(...(read.length ? [scrolling("How your headings are read", ["Heading", "Read as"], rows)] : []));
    if (focused) [...headings.querySelectorAll("select")].find((each) => each.ariaLabel === focused)?.focus();
    const faults = found.filter(({ fault }) => fault).length;
    if (problems.length) {
      status.textContent = "The table cannot be checked yet.";
      answer.replaceChildren(node("ul", {}, ...problems.map((each) => node("li", {}, each))));
      return;
    }
    status.textContent = `Checks run: ${found.length}. Faults found: ${faults}.`;
    const lines = found.map((each) => [each.of, each.fault ? node("strong", {}, each.verdict) : each.verdict, each.sentence]);
    answer.replaceChildren(...(lines.length ? [scrolling("What the checks found", ["Of", "Verdict", "Found"], lines)] : []));
  }

  async function check() {
    try {
      if (!python) {
        status.textContent = "Python is being loaded, once …";
        python = await start();
      }
      show(await ask());
    } catch (problem) {
      status.textContent = `The check could not be made: ${problem.message}`;
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (location.protocol === "file:") {
      status.textContent = "A browser runs Python only in pages that come from a server. Open this page on the web, or use the command below.";
    } else if (file.files.length || text.value.trim()) check();
    else status.textContent = "Paste a table or choose a file first.";
  });
  text.addEventListener("input", () => (file.value = ""));
})();
