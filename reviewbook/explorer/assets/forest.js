// The forest of an explorer: each report is a box to tick.
import { fill, set, shape, wrap } from "./dom.js";
import { bar, diamond, position } from "./marks.js";
import { isPooled } from "./outcome.js";

const FONT = '"Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif';
const LETTER = 6.3;
const ARIA = ["role", "aria-checked", "aria-label", "aria-hidden"];
const ONLY_LIVE = ["class", "tabindex", "data-key", "data-fate", ...ARIA];

export class Forest {
  constructor(content, toggle) {
    Object.assign(this, { content, words: content.words, colours: content.colours });
    this.svg = shape("svg", { role: "group", class: "rb-forest" });
    const act = (event) => {
      const row = event.target.closest("[role=checkbox]");
      if (row) toggle(row.dataset.key);
      return row;
    };
    this.svg.addEventListener("click", act);
    this.svg.addEventListener("keydown", (event) => {
      if ((event.key === " " || event.key === "Enter") && act(event)) event.preventDefault();
    });
  }

  paint(part, name) {
    return { [part]: this.colours[name], class: `${part}-${name.replace(" ", "-")}` };
  }

  text(parent, text, x, y, anchor = "start", colour = "ink", weight = "normal") {
    const place = { x, y, "text-anchor": anchor, "dominant-baseline": "middle", "font-weight": weight };
    const made = shape("text", { ...place, ...this.paint("fill", colour) }, text);
    parent.append(made);
    return made;
  }

  line(parent, ends, colour, more = {}) {
    const [x1, x2, y1, y2] = ends;
    parent.append(shape("line", { x1, x2, y1, y2, ...more, ...this.paint("stroke", colour) }));
  }

  // Draws an outcome anew for a width.
  lay(outcome, width) {
    this.measure(outcome, width);
    this.svg.replaceChildren();
    set(this.svg, { "font-family": FONT, "font-size": this.narrow ? 11.5 : 12 });
    let y = this.head();
    const grid = shape("g", { "aria-hidden": "true" });
    this.svg.append(grid);
    const top = y;
    this.rows = outcome.rows.map((row) => {
      const made = this.row(row, y);
      y += made.height;
      return made;
    });
    if (!outcome.listed) {
      y += 6;
      this.pooled = this.summary(y);
      y += this.narrow ? 76 : 50;
    }
    this.axis(grid, top, y);
    this.H = this.title(y + 34);
    set(this.svg, {
      viewBox: `0 0 ${this.W} ${this.H}`,
      width: this.W,
      height: this.H,
      "aria-label": fill(this.words.forest, { title: outcome.title }),
    });
  }

  measure(outcome, width) {
    const narrow = width < 560;
    const W = Math.max(280, Math.min(width, 780));
    const letters = narrow ? Math.floor((W - 26) / LETTER) : 36;
    const longest = Math.min(letters, Math.max(...outcome.rows.map((row) => row.label.length), 20));
    const left = narrow ? 22 : 26 + longest * LETTER;
    const sized = !narrow && outcome.rows.some((row) => row.n);
    const spans = outcome.rows.some((row) => row.interval) || !outcome.listed;
    const weighted = !narrow && outcome.kind !== "median" && !outcome.listed && outcome.weights.length > 0;
    const end = W - (weighted ? 50 : 0);
    const x0 = left + (sized ? 44 : 0) + 8;
    const x1 = end - (spans ? 96 : 0) - 52;
    Object.assign(this, { outcome, width, W, narrow, letters, left, sized, spans, weighted, end, x0, x1 });
  }

  scale(value) {
    return position(this.outcome, value, [this.x0, this.x1]);
  }

  head() {
    const y = this.narrow ? 12 : 14;
    const head = shape("g", { "aria-hidden": "true" });
    if (!this.narrow) this.text(head, this.words.report, 22, y, "start", "muted");
    if (this.sized) this.text(head, "N", this.left + 36, y, "end", "muted");
    if (this.spans) this.text(head, this.words.interval, this.end, y, "end", "muted");
    if (this.weighted) this.text(head, this.words.weight, this.W, y, "end", "muted");
    this.line(head, [0, this.W, y + 12, y + 12], "rule");
    this.svg.append(head);
    return y + 12;
  }

  axis(grid, top, y) {
    this.line(grid, [this.x0, this.x1, y, y], "rule");
    for (const tick of this.outcome.ticks) {
      const x = this.scale(tick.value);
      const none = this.outcome.unit === "ratio" && tick.value === 1;
      this.line(grid, [x, x, top, y], none ? "muted" : "grid");
      this.line(grid, [x, x, y, y + 4], "rule");
      this.text(grid, tick.text, x, y + 14, "middle", "muted");
    }
  }

  title(y) {
    const lines = wrap(this.outcome.title, Math.floor((this.W - 10) / 6.4));
    lines.forEach((line, i) => {
      const middle = Math.min((this.x0 + this.x1) / 2, this.W - line.length * 3.2);
      const [x, anchor] = this.narrow ? [0, "start"] : [middle, "middle"];
      this.text(this.svg, line, x, y + 15 * i, anchor).setAttribute("aria-hidden", "true");
    });
    return y + 15 * lines.length;
  }

  row(row, y) {
    const lines = wrap(row.label, this.letters);
    const height = this.narrow ? 20 + 16 * lines.length : 8 + 15 * lines.length;
    const middle = y + (this.narrow ? height - 11 : height / 2);
    const first = this.narrow ? y + 10 : middle - (lines.length - 1) * 7;
    const group = shape("g", { role: "checkbox", tabindex: 0, class: "rb-row" });
    group.dataset.key = this.content.reports[row.report].key;
    group.append(shape("rect", { x: 0, y, width: this.W, height, fill: "transparent", class: "hit" }));
    const tick = this.box(group, first);
    lines.forEach((line, i) => this.text(group, line, 22, first + i * 14.5));
    if (this.sized) this.text(group, row.n ?? "–", this.left + 36, middle, "end");
    this.text(group, row.estimate, this.end - (this.spans ? 96 : 0), middle, "end");
    const colour = row.dashed ? "muted" : "ink";
    if (row.interval) this.text(group, row.interval, this.end, middle, "end", colour);
    const weight = this.weighted ? this.text(group, "", this.W, middle, "end") : null;
    if (row.low !== null) this.whisker(group, row, middle, colour);
    const mark = this.mark(row, middle);
    group.append(mark);
    this.svg.append(group);
    return { row, group, tick, mark, weight, middle, height };
  }

  box(group, y) {
    const place = { x: 2.5, y: y - 5.5, width: 11, height: 11, rx: 2, "fill-opacity": 0 };
    const stroke = { fill: "none", "stroke-width": 1.7, ...this.paint("stroke", "ink") };
    const tick = shape("path", { d: `M5 ${y}l2.4 2.6l4.2 -5`, ...stroke });
    group.append(shape("rect", { ...place, ...this.paint("stroke", "muted") }), tick);
    return tick;
  }

  whisker(group, row, y, colour) {
    const dash = row.dashed ? { "stroke-dasharray": "3 2.5" } : {};
    const ends = [this.scale(row.low), this.scale(row.high), y, y];
    this.line(group, ends, colour, { "stroke-width": 1.3, ...dash });
    const [low, high] = this.outcome.domain;
    const arrow = (x, way) =>
      group.append(shape("path", { d: `M${x} ${y}l${7 * way} -4v8z`, ...this.paint("fill", "ink") }));
    if (row.low < low) arrow(this.x0, 1);
    if (row.high > high) arrow(this.x1, -1);
  }

  mark(row, y) {
    const filled = this.paint("fill", row.feasible ? "ink" : "paper");
    const stroke = { "stroke-width": 1.4, stroke: this.colours.ink };
    const look = { ...stroke, fill: filled.fill, class: `${filled.class} stroke-ink` };
    if (this.weighted) return shape("rect", look);
    return shape("circle", { ...look, cx: this.scale(row.value), cy: y, r: 4 });
  }

  summary(y) {
    const { narrow, end, words } = this;
    const group = shape("g", { "aria-hidden": "true" });
    this.line(group, [0, this.W, y - 2, y - 2], "rule");
    const lines = narrow ? [y + 9, y + 25, y + 45, y + 61] : [y + 12, y + 12, y + 34, y + 34];
    const bold = (text, x, line, anchor = "end") =>
      this.text(group, text, x, line, anchor, "ink", "bold");
    const range = this.outcome.kind === "median" ? "row range" : "row prediction";
    bold(words["row pooled"], narrow ? 0 : 22, lines[0], "start");
    this.text(group, words[range], narrow ? 0 : 22, lines[2]);
    const made = {
      lines,
      patients: this.sized ? bold("", this.left + 36, lines[1]) : null,
      estimate: bold("", end - 96, lines[1]),
      interval: bold("", end, lines[1]),
      prediction: this.text(group, "", end, lines[3], "end"),
      diamond: shape("polygon", this.paint("fill", "accent")),
      ghost: shape("polygon", { class: "rb-ghost" }),
      bar: shape("rect", { y: lines[3] - 2.5, height: 5, rx: 1, ...this.paint("fill", "accent soft") }),
    };
    group.append(made.diamond, made.ghost, made.bar);
    this.svg.append(group);
    return made;
  }

  // Shows a state: what became of each report, and what is pooled.
  update(seen, said, earlier) {
    const known = this.weighted && said.place !== undefined;
    const weightOf = (row) => this.outcome.weight(row.member, said.place);
    const heaviest = Math.max(1, ...(known ? this.outcome.members.map(weightOf) : []));
    for (const drawn of this.rows) {
      const fate = seen.fates.get(drawn.row);
      this.show(drawn, fate);
      if (this.weighted) {
        this.weigh(drawn, fate === "in" && known ? weightOf(drawn.row) : null, heaviest);
      }
    }
    if (!this.outcome.listed) this.pool(said, earlier);
  }

  show({ row, group, tick }, fate) {
    const ticked = fate !== "left" && fate !== "same";
    set(group, {
      opacity: fate === "in" ? 1 : 0.42,
      "aria-checked": String(ticked),
      "aria-label": `${row.label}, ${row.spoken}, ${this.words[`fate ${fate}`]}`,
    });
    group.dataset.fate = fate;
    tick.setAttribute("visibility", ticked ? "visible" : "hidden");
  }

  weigh({ row, mark, weight, middle }, share, heaviest) {
    weight.textContent = share === null ? "" : `${share}%`;
    const side = share === null ? 5 : Math.sqrt(Math.max(16, (150 * share) / heaviest));
    const x = this.scale(row.value);
    set(mark, { x: x - side / 2, y: middle - side / 2, width: side, height: side });
  }

  pool(said, earlier) {
    const [shown, ends] = [this.pooled, [this.x0, this.x1]];
    const put = (target, text) => target && (target.textContent = isPooled(said) ? text : "");
    put(shown.patients, said.patients);
    put(shown.estimate, said.estimate);
    put(shown.interval, said.low ? `[${said.low}, ${said.high}]` : "");
    put(shown.prediction, said.prediction_low ? `[${said.prediction_low}, ${said.prediction_high}]` : "");
    diamond(shown.diamond, this.outcome, said, ends, shown.lines[1]);
    diamond(shown.ghost, this.outcome, earlier, ends, shown.lines[1]);
    bar(shown.bar, this.outcome, said, ends);
  }

  // A drawing that stands alone: light, with its title and what it says.
  file(said) {
    const copy = this.svg.cloneNode(true);
    copy.querySelector(".rb-ghost")?.remove();
    for (const part of copy.querySelectorAll("*")) {
      for (const name of ONLY_LIVE) part.removeAttribute(name);
    }
    const lines = wrap(said.sentence, Math.floor(this.W / 6));
    const [width, height] = [this.W + 16, this.H + 16 * lines.length + 28];
    copy.removeAttribute("class");
    const viewBox = `-8 -8 ${width} ${height}`;
    set(copy, { xmlns: this.svg.namespaceURI, role: "img", viewBox, width, height });
    const paper = shape("rect", { x: -8, y: -8, width, height, fill: this.colours.paper });
    copy.prepend(shape("title", {}, this.outcome.title), shape("desc", {}, said.sentence), paper);
    lines.forEach((line, i) => {
      copy.append(shape("text", { x: 0, y: this.H + 12 + 16 * i, fill: this.colours.muted }, line));
    });
    return { text: new XMLSerializer().serializeToString(copy), width, height };
  }
}
