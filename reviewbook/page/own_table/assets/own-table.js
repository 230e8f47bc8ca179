// Checks a reader's own table in the page. Python is loaded when it is first asked for; what the
// reader gives is written into Python's memory and goes nowhere else.
(() => {
  const PAUSE = 20;
  const PLACE = new URL("vendor/python/", document.currentScript.src);
  let python;

  function made(name, attributes = {}, ...inside) {
    const element = Object.assign(document.createElement(name), attributes);
    element.append(...inside);
    return element;
  }

  function loaded(file) {
    return new Promise((resolve, reject) => {
      const script = made("script", { src: new URL(file, PLACE).href });
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => reject(new Error(`${file} could not be read.`)));
      document.head.append(script);
    });
  }

  function bytes(text) {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  }

  // Pyodide asks for two of its files by address: they are here already.
  async function withFiles(files, work) {
    const ask = globalThis.fetch;
    globalThis.fetch = async (address, ...rest) => {
      const name = String(address).split("/").pop();
      return name in files
        ? new Response(files[name], { headers: { "Content-Type": "application/wasm" } })
        : ask(address, ...rest);
    };
    try {
      return await work();
    } finally {
      globalThis.fetch = ask;
    }
  }

  async function start() {
    for (const file of ["pyodide.js", "core.js", "pack.js"]) await loaded(file);
    const { machine, library, book, lock, entrance, made_up } = globalThis.rbPack;
    const unzip = new Blob([bytes(machine)]).stream().pipeThrough(new DecompressionStream("gzip"));
    const files = {
      "pyodide.asm.wasm": await new Response(unzip).arrayBuffer(),
      "python_stdlib.zip": bytes(library),
    };
    const { createPyodideModule, loadPyodide } = globalThis;
    const machineOf = { indexURL: PLACE.href, createPyodideModule, lockFileContents: lock };
    const found = await withFiles(files, () => loadPyodide(machineOf));
    delete globalThis.rbPack;
    found.unpackArchive(bytes(book), "zip", { extractDir: "/book" });
    found.pyimport("sys").path.append("/book");
    return { files: found.FS, answer: found.pyimport(entrance.module)[entrance.function], example: made_up };
  }

  function tableOf(headings, rows, caption) {
    const head = made("tr", {}, ...headings.map((h) => made("th", { scope: "col" }, h)));
    const body = rows.map((cells) => made("tr", {}, ...cells.map((c) => made("td", {}, c))));
    const table = made("table", {}, made("caption", {}, caption), made("thead", {}, head));
    table.append(made("tbody", {}, ...body));
    const frame = { className: "rb-scroll", tabIndex: 0, role: "region", ariaLabel: caption };
    return made("div", frame, table);
  }

  function verdict(name) {
    const kind = `claim-${name.replaceAll(" ", "-")}`;
    const mark = made("span", { className: "claim-mark", ariaHidden: "true" });
    return made("span", { className: `verdict ${kind}` }, mark, ` ${name}`);
  }

  function say(view, words, busy = false) {
    view.status.replaceChildren(words);
    if (busy) view.status.append(made("progress", { ariaLabel: words }));
  }

  async function written(source, typed, name) {
    const chosen = source?.files[0];
    if (!chosen && !typed) return "";
    const end = chosen ? chosen.name.replace(/^.*(?=\.)/, "").toLowerCase() : ".csv";
    const path = `/${name}${end}`;
    python.files.writeFile(path, chosen ? new Uint8Array(await chosen.arrayBuffer()) : typed);
    return path;
  }

  function choice(view, heading, taken, { choices, unknown }) {
    const select = made("select");
    if (unknown.includes(heading)) {
      select.append(made("option", { value: "?", disabled: true, selected: true }, "please choose"));
    } else if (!(taken in choices)) {
      select.append(made("option", { value: taken }, taken));
    }
    for (const [value, said] of Object.entries(choices)) {
      select.append(made("option", { value }, said));
    }
    if (!unknown.includes(heading)) select.value = taken;
    select.addEventListener("change", () => {
      view.meant[heading] = select.value;
      begin(view);
    });
    return made("label", {}, made("span", {}, heading || "(no heading)"), select);
  }

  function choose(view, found) {
    const fields = found.headings.map(([heading, taken]) => choice(view, heading, taken, found));
    const asked = found.unknown.length > 0;
    const title = asked ? "Say what each column is" : "What each column is taken for";
    const open = asked || Boolean(view.columns.querySelector("details")?.open);
    const inside = [made("summary", {}, title), made("div", {}, ...fields)];
    view.columns.replaceChildren(made("details", { open }, ...inside));
  }

  function refuse(view, { problems, unknown }) {
    const rows = problems.map((p) => [String(p.row || ""), p.column, p.value, p.expected]);
    const headings = ["Row", "Column", "Found", "Expected"];
    const told = rows.length ? [tableOf(headings, rows, "What cannot be read yet")] : [];
    view.results.replaceChildren(...told);
    const asked = unknown.length ? `Please say what these columns are: ${unknown.join(", ")}. ` : "";
    const wrong = rows.length ? `To be mended before the checks can run: ${rows.length}.` : "";
    say(view, asked + wrong);
  }

  function show(view, { found, told }) {
    const rows = found.map((one) => [one.of, verdict(one.verdict), one.sentence]);
    const shown = rows.length ? [tableOf(["Of", "Verdict", "Found"], rows, told)] : [];
    view.results.replaceChildren(...shown);
    say(view, told);
  }

  async function check(view) {
    const table = await written(view.file, view.text.value, "table");
    const all = await written(null, view.pooled.value, "pooled");
    const found = JSON.parse(python.answer(table, JSON.stringify(view.meant), all));
    choose(view, found);
    const refused = found.problems.length > 0 || found.unknown.length > 0;
    return refused ? refuse(view, found) : show(view, found);
  }

  function example(view) {
    view.file.value = "";
    view.text.value = python.example;
    view.meant = {};
    return check(view);
  }

  async function attempt(view, work) {
    try {
      if (!python) {
        say(view, "Python is being loaded. This is done once.", true);
        python = await start();
      }
      say(view, "The table is being checked.", true);
      await new Promise((shown) => setTimeout(shown, PAUSE));
      await work(view);
    } catch (error) {
      say(view, `Python could not be started here: ${error.message.split("\n")[0]}`);
    }
  }

  function begin(view) {
    const given = view.text.value.trim() || view.file.files.length > 0;
    return given ? attempt(view, check) : say(view, "Paste a table, or choose a file.");
  }

  function equip(frame) {
    const parts = [...frame.querySelectorAll("[data-part]")];
    const view = Object.fromEntries(parts.map((part) => [part.dataset.part, part]));
    view.meant = {};
    view.check.addEventListener("click", () => begin(view));
    view.example.addEventListener("click", () => attempt(view, example));
    for (const source of [view.text, view.file]) {
      source.addEventListener("input", () => {
        view.meant = {};
      });
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const frame of document.querySelectorAll(".rb-own-table")) equip(frame);
  });
})();
