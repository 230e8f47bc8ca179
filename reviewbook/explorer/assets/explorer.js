// Shows an explorer: looks up what Python has computed, draws it, and lets the reader leave reports
// out.
import { asFragment, fromFragment } from "./address.js";
import { csv, fill, node, same, save } from "./dom.js";
import { Band } from "./band.js";
import { changed } from "./changes.js";
import { Controls } from "./controls.js";
import { Forest } from "./forest.js";
import { Outcome, asking, facts, hexadecimal, isPooled, look } from "./outcome.js";
import { ENDINGS, Program, program } from "./program.js";
import { leading, questions } from "./questions.js";

const PAUSE = 700;

// The name of a report, a link to its study where the page around leads there, too.
function linked(label) {
  const links = [...document.querySelectorAll(".rb-still-explorer a")];
  const href = links.find((link) => link.textContent === label)?.getAttribute("href");
  return href ? node("a", { class: "reference internal", href }, label) : label;
}

class Explorer {
  constructor(model, el) {
    const raw = model.get("content");
    const choices = raw.choices.map((choice) => ({ ...choice, masks: choice.masks.map(hexadecimal) }));
    const outcomes = raw.outcomes.map((outcome) => new Outcome(outcome, raw.shared));
    Object.assign(this, { model, el, content: { ...raw, choices }, outcomes, words: raw.words });
    Object.assign(this, { past: [], last: { name: "", time: 0 }, restoring: false, drawn: null });
    this.before = null;
    this.stop = new AbortController();
  }

  async begin() {
    await Promise.all(this.outcomes.map((outcome) => outcome.read()));
    this.furnish();
    for (const name of this.content.state) this.model.on(`change:${name}`, () => this.follow(name));
    this.refresh();
    this.watch = new ResizeObserver(() => this.resize());
    this.watch.observe(this.parts.view);
    window.addEventListener("hashchange", () => this.restore(), { signal: this.stop.signal });
    const { name } = this.content;
    document.querySelector(`.rb-still-explorer[data-explorer="${name}"]`)?.classList.add("rb-replaced");
    this.restore();
    Object.assign(this.el.dataset, { explorer: name, ready: "true" });
  }

  end() {
    this.stop.abort();
    this.watch.disconnect();
  }

  furnish() {
    const { words, content } = this;
    this.el.classList.add("rb-explorer");
    this.controls = new Controls(content, (name, value) => this.choose(name, value));
    this.parts = {
      title: node("p", { class: "rb-title" }, content.title),
      result: node("div", { class: "rb-band-place" }),
      controls: this.controls.el,
      tools: node("div", { class: "rb-tools", role: "group", "aria-label": words.tools }),
      address: node("input", { type: "text", readonly: "", hidden: "", "aria-label": words.address }),
      said: node("p", { class: "rb-said", role: "status" }),
      view: node("div", { class: "rb-forest-view" }),
      absent: node("p", { class: "rb-absent" }),
      sentence: node("p", { class: "rb-sentence" }),
      takes: node("div", { class: "rb-tools", role: "group", "aria-label": words.takes }),
    };
    this.band = new Band();
    this.numbers = node("dl", { class: "rb-numbers" });
    this.change = node("p", { class: "rb-change", role: "status", "aria-live": "polite" });
    this.caution = node("p", { class: "rb-caution" });
    this.parts.result.append(this.numbers, this.band.svg, this.change, this.caution);
    this.program = new Program(content);
    this.table = node("div", { class: "rb-used", tabindex: 0, role: "group", "aria-label": words.used });
    const details = node("details", {}, node("summary", {}, words.used), this.table);
    this.el.append(...Object.values(this.parts), this.program.el, details);
    this.cells = Object.fromEntries(content.numbers.map((name) => [name, this.cell(name)]));
    this.forest = new Forest(content, (key) => this.toggle(key));
    this.parts.view.append(this.forest.svg);
    this.buttons = Object.fromEntries(ACTIONS.map(([name, act]) => [name, this.button(name, act)]));
    if (content.exercises.length > 1) this.el.append(questions(content, (state) => this.show(state)));
    if (content.exercises.length) this.ask();
    else this.el.dataset.waiting = "false";
    this.state = this.read();
  }

  cell(name) {
    const made = node("dd", { "data-number": name });
    this.numbers.append(node("div", {}, node("dt", {}, this.words[`number ${name}`]), made));
    return made;
  }

  button(name, act) {
    const made = node("button", { type: "button", "data-action": name }, this.words[`button ${name}`]);
    made.addEventListener("click", () => act(this));
    this.parts[TAKES.includes(name) ? "takes" : "tools"].append(made);
    return made;
  }

  answered() {
    this.el.dataset.waiting = "false";
    this.el.querySelector(".rb-lead fieldset")?.parentElement.remove();
  }

  // Puts the first question above all else; the controls come once it is answered or skipped.
  ask() {
    this.el.dataset.waiting = "true";
    this.parts.title.after(
      leading(this.content, (state) => {
        this.el.dataset.waiting = "false";
        if (state) this.turn({ ...this.content.start, ...state });
        this.controls.el.querySelector("select, input")?.focus();
      }),
    );
  }

  read() {
    return Object.fromEntries(this.content.state.map((name) => [name, this.model.get(name)]));
  }

  assign(next) {
    this.before = this.state;
    this.restoring = true;
    for (const name of this.content.state) {
      if (!same(this.model.get(name), next[name])) this.model.set(name, next[name]);
    }
    this.model.save_changes();
    this.restoring = false;
    this.refresh();
  }

  turn(next) {
    if (same(next, this.state)) return;
    this.past.push(this.state);
    this.assign(next);
  }

  choose(name, value) {
    this.model.set(name, value);
    this.model.save_changes();
  }

  // Follows a control; what one control does within a moment is undone at once.
  follow(name) {
    if (this.restoring) return;
    const time = performance.now();
    const apart = this.last.name !== name || time - this.last.time > PAUSE || ["left_out", "instead"].includes(name);
    if (apart) {
      this.past.push(this.state);
      this.before = this.state;
    }
    this.last = { name, time };
    this.refresh();
  }

  toggle(key) {
    const { state } = this;
    const row = this.outcomes[state.outcome].rows.find((each) => this.content.reports[each.report].key === key);
    if (this.seen.fates.get(row) === "same") {
      this.turn(asking(this.content, this.outcomes[state.outcome], state, row));
      return;
    }
    const there = state.left_out.includes(key);
    const left = there ? state.left_out.filter((each) => each !== key) : [...state.left_out, key];
    const { large } = this.outcomes[state.outcome].packed;
    this.turn({ ...state, left_out: large ? left.slice(-1) : left });
  }

  show(state) {
    this.turn({ ...this.content.start, ...state });
    document.getElementById(`explore-${this.content.name}`)?.scrollIntoView({ block: "start" });
  }

  restore() {
    const asked = fromFragment(this.content, location.hash);
    if (!asked) return;
    const { state, unknown } = asked;
    if (unknown.length || !same(state, this.content.start)) this.answered();
    this.turn(state);
    const parts = unknown.join(", ");
    this.parts.said.textContent = parts && fill(this.words["unknown address"], { parts });
    const place = `explore-${this.content.name}`;
    requestAnimationFrame(() => document.getElementById(place)?.scrollIntoView());
  }

  refresh() {
    this.state = this.read();
    const { state, content, parts } = this;
    const outcome = this.outcomes[state.outcome];
    if (this.drawn !== outcome) this.draw(outcome);
    const now = this.result(outcome, state);
    Object.assign(this, now);
    const was = this.before?.outcome === state.outcome ? this.result(outcome, this.before) : null;
    this.earlier = was?.said ?? null;
    this.controls.show(state);
    this.forest.update(this.seen, this.said, this.earlier);
    this.band.update(this.said, this.earlier);
    this.tabulate(outcome);
    this.number();
    parts.sentence.textContent = this.said.sentence;
    this.caution.textContent = this.said.caution;
    this.change.textContent = this.before
      ? changed(content, outcome, [this.before, was], [state, now])
      : this.words["change none"];
    this.code();
    this.buttons.undo.disabled = this.past.length === 0;
    this.buttons.reset.disabled = same(state, content.start);
    parts.view.dataset.state = JSON.stringify(state);
  }

  result(outcome, state) {
    const seen = look(this.content, outcome, state);
    return { seen, said: facts(this.content, outcome, seen) };
  }

  code(language = this.program.language) {
    const text = (name) => program(this.content, this.outcomes[this.state.outcome], this.seen, this.said, name);
    const pooled = !this.outcomes[this.state.outcome].listed && isPooled(this.said);
    for (const name of Object.keys(ENDINGS)) this.buttons[name].disabled = !pooled;
    if (language) this.program.show(text(language));
  }

  open(language) {
    this.program.open(language);
    this.code(language);
  }

  draw(outcome) {
    const width = this.parts.view.clientWidth || 700;
    this.forest.lay(outcome, width);
    this.band.lay(outcome, width);
    const head = node("tr", {}, ...this.content.columns.map((name) => node("th", { scope: "col" }, name)));
    this.rows = outcome.rows.map((row) => {
      const cells = this.content.reports[row.report].cells;
      const texts = [row.n ?? "–", row.estimate, row.interval || "–", "–", ...cells];
      const tds = texts.map((text) => node("td", {}, text));
      return { row, line: node("tr", {}, node("th", { scope: "row" }, linked(row.label)), ...tds) };
    });
    const body = node("tbody", {}, ...this.rows.map(({ line }) => line));
    this.table.replaceChildren(node("table", {}, node("thead", {}, head), body));
    const { absent } = outcome;
    this.parts.absent.textContent = absent ? fill(this.words.absent, { names: absent }) : "";
    this.drawn = outcome;
  }

  tabulate(outcome) {
    for (const { row, line } of this.rows) {
      line.hidden = this.seen.fates.get(row) !== "in";
      const known = !outcome.listed && this.said.place !== undefined && !line.hidden;
      const share = known ? outcome.weight(row.member, this.said.place) : null;
      line.cells[4].textContent = share === null ? "–" : `${share}%`;
    }
  }

  number() {
    const { said } = this;
    const span = (low, high) => (low ? `${low} – ${high}` : "");
    const interval = span(said.low, said.high);
    const prediction = span(said.prediction_low, said.prediction_high);
    const shown = { ...said, interval, prediction, i2: said.i2 && `${said.i2}%` };
    for (const [name, cell] of Object.entries(this.cells)) cell.textContent = shown[name] || "–";
    this.numbers.dataset.status = said.status;
  }

  resize() {
    const width = this.parts.view.clientWidth || 700;
    if (Math.abs(width - this.forest.width) <= 2) return;
    const focused = document.activeElement?.dataset?.key;
    this.forest.lay(this.outcomes[this.state.outcome], width);
    this.band.lay(this.outcomes[this.state.outcome], width);
    this.forest.update(this.seen, this.said, this.earlier);
    this.band.update(this.said, this.earlier);
    const rows = [...this.forest.svg.querySelectorAll("[role=checkbox]")];
    if (focused) rows.find((row) => row.dataset.key === focused)?.focus();
  }

  link() {
    const { address, said } = this.parts;
    const fragment = asFragment(this.content, this.state);
    history.replaceState(history.state, "", fragment);
    address.hidden = false;
    address.value = location.href.split("#")[0] + fragment;
    address.select();
    said.textContent = this.words.linked;
    const copied = () => (said.textContent = this.words.copied);
    navigator.clipboard?.writeText(address.value).then(copied, () => {});
  }

  saveRows() {
    const used = this.rows.filter(({ line }) => !line.hidden);
    const text = (cell) => (cell.textContent === "–" ? "" : cell.textContent);
    const lines = used.map(({ line }) => [...line.cells].map(text));
    const file = `\ufeff${csv([this.content.columns, ...lines])}\r\n`;
    save(`${this.content.name}.csv`, new Blob([file], { type: "text/csv" }));
  }

  saveDrawing() {
    const { text } = this.forest.file(this.said);
    save(`${this.content.name}.svg`, new Blob([text], { type: "image/svg+xml" }));
  }

  async savePicture() {
    const { text, width, height } = this.forest.file(this.said);
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = node("canvas", { width: 2 * width, height: 2 * height });
    canvas.getContext("2d").drawImage(image, 0, 0, 2 * width, 2 * height);
    canvas.toBlob((blob) => save(`${this.content.name}.png`, blob));
  }
}

const ACTIONS = [
  ["undo", (explorer) => explorer.past.length && explorer.assign(explorer.past.pop())],
  ["reset", (explorer) => explorer.turn({ ...explorer.content.start })],
  ["link", (explorer) => explorer.link()],
  ["csv", (explorer) => explorer.saveRows()],
  ["svg", (explorer) => explorer.saveDrawing()],
  ["png", (explorer) => explorer.savePicture()],
  ...Object.keys(ENDINGS).map((name) => [name, (explorer) => explorer.open(name)]),
];
const TAKES = ["csv", "svg", "png", ...Object.keys(ENDINGS)];

async function render({ model, el }) {
  const explorer = new Explorer(model, el);
  await explorer.begin();
  return () => explorer.end();
}

export default { render };
