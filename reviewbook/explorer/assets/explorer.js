// Shows an explorer: looks up what Python has computed, draws it, and lets the reader leave reports
// out. Nothing is estimated here; numbers arrive as whole numbers of their last printed digit.
const NS = "http://www.w3.org/2000/svg";
const MISSING = -(2 ** 31);
const BEYOND = 2 ** 31 - 1;
const FONT = '"Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif';

function node(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function shape(name, attributes = {}, text) {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function fill(template, facts) {
  return template.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
}

async function unpack(text) {
  if (!text) return new ArrayBuffer(0);
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

function digits(whole, places, greatest, sign = false) {
  if (whole === MISSING) return "";
  if (Math.abs(whole) === BEYOND) return whole > 0 ? `> ${greatest}` : `< −${greatest}`;
  let text = String(Math.abs(whole)).padStart(places + 1, "0");
  if (places) text = `${text.slice(0, -places)}.${text.slice(-places)}`;
  return `${whole < 0 ? "−" : sign && whole > 0 ? "+" : ""}${text}`;
}

function bits(flags) {
  let text = "";
  for (let i = flags.length - 1; i >= 0; i--) text += flags[i] ? "1" : "0";
  return BigInt(`0b${text || "0"}`);
}

function wrap(text, letters) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last && `${last} ${word}`.length > letters) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}

// ---------------------------------------------------------------- what is in use, and its numbers

class Outcome {
  constructor(outcome, words) {
    Object.assign(this, outcome);
    this.words = words;
    this.members = this.rows.filter((row) => row.member !== null);
  }

  async read() {
    if (this.kind === "listed") return;
    const count = this.packed.states;
    const table = new Int32Array(await unpack(this.packed.table));
    this.column = Object.fromEntries(
      this.columns.map((name, i) => [name, table.subarray(i * count, (i + 1) * count)]),
    );
    this.weights = new Uint8Array(await unpack(this.packed.weights));
    this.yields = this.packed.yields.map((hex) => BigInt(`0x${hex}`));
    if (this.packed.subsets) {
      this.at = new Map(this.packed.subsets.map((hex, i) => [BigInt(`0x${hex}`), i]));
    }
  }

  place(subset) {
    return this.at ? this.at.get(subset) : Number(subset);
  }

  counted(subset, twice) {
    if (twice) return subset;
    let kept = subset;
    this.yields.forEach((rivals, i) => {
      if (rivals & subset) kept &= ~(1n << BigInt(i));
    });
    return kept;
  }

  number(name, place, sign) {
    return digits(this.column[name][place], this.packed.places[name], this.greatest, sign);
  }

  weight(member, place) {
    return this.weights.length ? this.weights[member * this.packed.states + place] : null;
  }
}

// The rows of the forest with what became of each: in, left, outside, same, alone (no N).
function look(content, outcome, state) {
  const left = new Set(state.left_out);
  const kept = content.reports.map((_, i) => {
    const bit = 1n << BigInt(i);
    const chosen = content.choices.every((c) => c.masks[state[c.name]] & bit);
    return chosen && content.ranges.every((range) => {
      const [low, high] = [range.low[i], range.high[i]];
      if (low === null || high === null) return state[`${range.name}_unknown`];
      return low >= state[range.name][0] && high <= state[range.name][1];
    });
  });
  const fates = new Map();
  const flags = new Array(outcome.members.length).fill(false);
  for (const row of outcome.rows) {
    const out = left.has(content.reports[row.report].key);
    const fate = !kept[row.report] ? "outside" : out ? "left" : row.member === null ? "alone" : "in";
    fates.set(row, outcome.kind === "listed" && fate === "alone" ? "in" : fate);
    if (fate === "in") flags[row.member] = true;
  }
  if (outcome.kind === "listed") return { fates, subset: 0n, counted: 0n };
  const subset = bits(flags);
  const counted = outcome.counted(subset, state.twice);
  for (const [row, fate] of fates) {
    const bit = row.member === null ? 0n : 1n << BigInt(row.member);
    if (fate === "in" && !(counted & bit)) fates.set(row, "same");
  }
  return { fates, subset, counted };
}

function facts(outcome, seen, state) {
  const names = (fate) =>
    outcome.rows.filter((row) => seen.fates.get(row) === fate).map((row) => row.label);
  const words = outcome.words;
  const base = { title: outcome.subject, of: outcome.members.length, reason: outcome.reason };
  if (outcome.kind === "listed") {
    const used = names("in");
    const status = used.length ? "listed" : "no report";
    return { ...base, status, k: String(used.length), of: outcome.rows.length, sentence: fill(words[status], { ...base, k: used.length, of: outcome.rows.length }) };
  }
  const place = outcome.place(seen.counted);
  if (place === undefined) {
    return { ...base, status: "not computed", sentence: words["not computed"] };
  }
  const numbers = Object.fromEntries(
    outcome.columns.filter((name) => name !== "status").map((name) => [name, outcome.number(name, place, name === "change")]),
  );
  let status = outcome.statuses[outcome.column.status[place]];
  if (status === "one study" && seen.subset !== seen.counted) status = "same patients";
  const said = { ...base, ...numbers, place, status, unit: outcome.said_unit, points: outcome.points };
  said.study = names("in")[0];
  said.doubled = names("same").join(", ");
  const whole = outcome.column.change[place];
  const key = ["pooled", "no spread"].includes(status) && !numbers.low ? "no interval" : status;
  said.crowd = said.patients ? fill(words.crowd, said) : "";
  const sentences = [words[key]];
  if (numbers.estimate && ["pooled", "no interval"].includes(key)) {
    said.distance = numbers.change.replace(/[−+]/, "");
    sentences.push(words[seen.counted === outcome.whole ? "whole" : whole > 0 ? "above" : whole < 0 ? "below" : "equal"]);
    if (numbers.prediction_low) sentences.push(words[outcome.kind === "median" ? "range" : "prediction"]);
  }
  if (said.doubled && status !== "same patients") sentences.push(words.once);
  if (state.twice && outcome.counted(seen.subset, false) !== seen.subset) sentences.push(words.twice);
  if (["pooled", "no interval"].includes(key)) sentences.push(words[`reading ${outcome.kind}`]);
  said.sentence = sentences.map((text) => fill(text, said)).join(" ").replace(/ {2,}/g, " ");
  return said;
}

// --------------------------------------------------------------------------------- the drawing

class Forest {
  constructor(content, colours, toggle) {
    Object.assign(this, { content, colours, toggle });
    this.svg = shape("svg", { role: "group", class: "rb-forest" });
    this.svg.addEventListener("click", (event) => this.act(event));
    this.svg.addEventListener("keydown", (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      if (event.target.closest("[role=checkbox]")) {
        event.preventDefault();
        this.act(event);
      }
    });
  }

  act(event) {
    const row = event.target.closest("[role=checkbox]");
    if (row) this.toggle(row.dataset.key);
  }

  paint(part, name) {
    return { [part]: this.colours[name], class: `${part}-${name.replace(" ", "-")}` };
  }

  text(parent, text, x, y, anchor = "start", colour = "ink", weight = "normal") {
    const made = shape("text", { x, y, "text-anchor": anchor, "dominant-baseline": "middle", "font-weight": weight, ...this.paint("fill", colour) }, text);
    parent.append(made);
    return made;
  }

  lay(outcome, width) {
    const narrow = width < 560;
    const W = Math.max(280, Math.min(width, 780));
    const letters = narrow ? Math.floor((W - 26) / 6.3) : 36;
    const longest = Math.min(letters, Math.max(...outcome.rows.map((row) => row.label.length), 20));
    const left = narrow ? 22 : 26 + longest * 6.3;
    const sized = !narrow && outcome.rows.some((row) => row.n);
    const spans = outcome.rows.some((row) => row.interval) || outcome.kind !== "listed";
    const weighted = !narrow && outcome.kind !== "median" && outcome.kind !== "listed" && outcome.weights.length > 0;
    const right = 52 + (spans ? 96 : 0) + (weighted ? 50 : 0);
    const x0 = left + (sized ? 44 : 0) + 8;
    const x1 = W - right;
    Object.assign(this, { outcome, width, W, narrow, x0, x1, spans, weighted, sized, left });
    this.scale = (value) => {
      const [low, high] = outcome.domain;
      const at = outcome.unit === "ratio" ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
      return x0 + Math.min(1, Math.max(0, at)) * (x1 - x0);
    };
    const svg = this.svg;
    svg.replaceChildren();
    svg.setAttribute("font-family", FONT);
    svg.setAttribute("font-size", narrow ? 11.5 : 12);
    let y = narrow ? 12 : 14;
    const head = shape("g", { "aria-hidden": "true" });
    if (!narrow) this.text(head, this.content.words.report, 22, y, "start", "muted");
    if (sized) this.text(head, "N", left + 36, y, "end", "muted");
    if (spans) this.text(head, this.content.words.interval, W - (weighted ? 50 : 0), y, "end", "muted");
    if (weighted) this.text(head, this.content.words.weight, W, y, "end", "muted");
    y += 12;
    head.append(shape("line", { x1: 0, x2: W, y1: y, y2: y, ...this.paint("stroke", "rule") }));
    svg.append(head);
    this.top = y;
    const grid = shape("g", { "aria-hidden": "true" });
    svg.append(grid);
    this.rows = outcome.rows.map((row) => {
      const lines = wrap(row.label, letters);
      const height = narrow ? 20 + 16 * lines.length : 8 + 15 * lines.length;
      const made = this.row(row, lines, y, height);
      y += height;
      return made;
    });
    if (outcome.kind !== "listed") {
      y += 6;
      this.pooled = this.summary(y, narrow);
      y += narrow ? 76 : 50;
    }
    grid.append(shape("line", { x1: x0, x2: x1, y1: y, y2: y, ...this.paint("stroke", "rule") }));
    for (const tick of outcome.ticks) {
      const x = this.scale(tick.value);
      grid.append(shape("line", { x1: x, x2: x, y1: this.top, y2: y, ...this.paint("stroke", outcome.unit === "ratio" && tick.value === 1 ? "muted" : "grid") }));
      grid.append(shape("line", { x1: x, x2: x, y1: y, y2: y + 4, ...this.paint("stroke", "rule") }));
      this.text(grid, tick.text, x, y + 14, "middle", "muted");
    }
    y += 34;
    for (const line of wrap(outcome.title, Math.floor((W - 10) / 6.4))) {
      this.text(svg, line, narrow ? 0 : Math.min((x0 + x1) / 2, W - line.length * 3.2), y, narrow ? "start" : "middle").setAttribute("aria-hidden", "true");
      y += 15;
    }
    this.H = y;
    svg.setAttribute("viewBox", `0 0 ${W} ${this.H}`);
    svg.setAttribute("width", W);
    svg.setAttribute("height", this.H);
    svg.setAttribute("aria-label", fill(this.content.words.forest, { title: outcome.title }));
  }

  row(row, lines, y, height) {
    const group = shape("g", { role: "checkbox", tabindex: 0, class: "rb-row" });
    group.dataset.key = this.content.reports[row.report].key;
    group.append(shape("rect", { x: 0, y, width: this.W, height, fill: "transparent", class: "hit" }));
    const middle = y + (this.narrow ? height - 11 : height / 2);
    const first = this.narrow ? y + 10 : middle - (lines.length - 1) * 7;
    const box = shape("rect", { x: 2.5, y: first - 5.5, width: 11, height: 11, rx: 2, "fill-opacity": 0, ...this.paint("stroke", "muted") });
    const tick = shape("path", { d: `M5 ${first}l2.4 2.6l4.2 -5`, fill: "none", "stroke-width": 1.7, ...this.paint("stroke", "ink") });
    group.append(box, tick);
    lines.forEach((line, i) => this.text(group, line, 22, first + i * 14.5));
    if (this.sized) this.text(group, row.n ?? "–", this.left + 36, middle, "end");
    const end = this.W - (this.weighted ? 50 : 0);
    this.text(group, row.estimate, end - (this.spans ? 96 : 0), middle, "end");
    if (row.interval) this.text(group, row.interval, end, middle, "end", row.dashed ? "muted" : "ink");
    const weight = this.weighted ? this.text(group, "", this.W, middle, "end") : null;
    if (row.low !== null) {
      const [low, high] = this.outcome.domain;
      const dash = row.dashed ? { "stroke-dasharray": "3 2.5" } : {};
      group.append(shape("line", { x1: this.scale(row.low), x2: this.scale(row.high), y1: middle, y2: middle, "stroke-width": 1.3, ...dash, ...this.paint("stroke", row.dashed ? "muted" : "ink") }));
      if (row.low < low) group.append(this.arrow(this.x0, middle, 1));
      if (row.high > high) group.append(this.arrow(this.x1, middle, -1));
    }
    const mark = shape(this.weighted ? "rect" : "circle", { "stroke-width": 1.4, ...this.paint("stroke", "ink") });
    const filled = this.paint("fill", row.feasible ? "ink" : "paper");
    mark.setAttribute("fill", filled.fill);
    mark.setAttribute("class", `${filled.class} stroke-ink`);
    if (!this.weighted) for (const [k, v] of Object.entries({ cx: this.scale(row.value), cy: middle, r: 4 })) mark.setAttribute(k, v);
    group.append(mark);
    this.svg.append(group);
    return { row, group, tick, mark, weight, middle };
  }

  arrow(x, y, way) {
    return shape("path", { d: `M${x} ${y}l${7 * way} -4v8z`, ...this.paint("fill", "ink") });
  }

  summary(y, narrow) {
    const group = shape("g", { "aria-hidden": "true" });
    group.append(shape("line", { x1: 0, x2: this.W, y1: y - 2, y2: y - 2, ...this.paint("stroke", "rule") }));
    const words = this.content.words;
    const lines = narrow ? [y + 9, y + 25, y + 45, y + 61] : [y + 12, y + 12, y + 34, y + 34];
    this.text(group, words["row pooled"], narrow ? 0 : 22, lines[0], "start", "ink", "bold");
    this.text(group, words[this.outcome.kind === "median" ? "row range" : "row prediction"], narrow ? 0 : 22, lines[2], "start", "ink");
    const end = this.W - (this.weighted ? 50 : 0);
    const made = {
      group,
      lines,
      patients: this.sized ? this.text(group, "", this.left + 36, lines[1], "end", "ink", "bold") : null,
      estimate: this.text(group, "", end - 96, lines[1], "end", "ink", "bold"),
      interval: this.text(group, "", end, lines[1], "end", "ink", "bold"),
      prediction: this.text(group, "", end, lines[3], "end", "ink"),
      diamond: shape("polygon", { ...this.paint("fill", "accent") }),
      bar: shape("rect", { y: lines[3] - 2.5, height: 5, rx: 1, ...this.paint("fill", "accent soft") }),
    };
    group.append(made.diamond, made.bar);
    this.svg.append(group);
    return made;
  }

  update(seen, said) {
    const { outcome, content } = this;
    let heaviest = 1;
    if (this.weighted && said.place !== undefined) {
      for (const row of outcome.members) heaviest = Math.max(heaviest, outcome.weight(row.member, said.place));
    }
    for (const { row, group, tick, mark, weight, middle } of this.rows) {
      const fate = seen.fates.get(row);
      const used = fate === "in";
      group.setAttribute("opacity", used ? 1 : 0.42);
      group.setAttribute("aria-checked", fate === "left" ? "false" : "true");
      group.setAttribute("aria-label", `${row.label}, ${row.spoken}, ${content.words[`fate ${fate}`]}`);
      group.dataset.fate = fate;
      tick.setAttribute("visibility", fate === "left" ? "hidden" : "visible");
      if (!this.weighted) continue;
      const share = used && said.place !== undefined ? outcome.weight(row.member, said.place) : null;
      weight.textContent = share === null ? "" : `${share}%`;
      const side = share === null ? 5 : Math.sqrt(Math.max(16, (150 * share) / heaviest));
      const x = this.scale(row.value);
      for (const [k, v] of Object.entries({ x: x - side / 2, y: middle - side / 2, width: side, height: side })) mark.setAttribute(k, v);
    }
    if (outcome.kind === "listed") return;
    const shown = this.pooled;
    const drawn = ["pooled", "no spread"].includes(said.status);
    const put = (target, text) => target && (target.textContent = drawn ? text : "");
    put(shown.patients, said.patients);
    put(shown.estimate, said.estimate);
    put(shown.interval, said.low ? `[${said.low}, ${said.high}]` : "");
    put(shown.prediction, said.prediction_low ? `[${said.prediction_low}, ${said.prediction_high}]` : "");
    const value = (name) => outcome.column[name][said.place] / 10 ** outcome.packed.places[name];
    const there = drawn && said.estimate;
    shown.diamond.setAttribute("visibility", there ? "visible" : "hidden");
    if (there) {
      const x = this.scale(value("estimate"));
      const [a, b] = said.low ? [this.scale(value("low")), this.scale(value("high"))] : [x - 4, x + 4];
      const y = shown.lines[1];
      shown.diamond.setAttribute("points", `${a},${y} ${x},${y - 7} ${b},${y} ${x},${y + 7}`);
    }
    const reach = drawn && said.prediction_low;
    shown.bar.setAttribute("visibility", reach ? "visible" : "hidden");
    if (reach) {
      const [a, b] = [this.scale(value("prediction_low")), this.scale(value("prediction_high"))];
      shown.bar.setAttribute("x", a);
      shown.bar.setAttribute("width", Math.max(1, b - a));
    }
  }

  // A drawing that stands alone: light, with its title and what it says.
  file(said) {
    const copy = this.svg.cloneNode(true);
    for (const part of copy.querySelectorAll("*")) {
      for (const name of ["class", "tabindex", "role", "aria-checked", "aria-label", "aria-hidden", "data-key", "data-fate"]) part.removeAttribute(name);
    }
    const lines = wrap(said.sentence, Math.floor(this.W / 6));
    const height = this.H + 16 * lines.length + 12;
    copy.setAttribute("xmlns", NS);
    copy.setAttribute("role", "img");
    copy.setAttribute("viewBox", `-8 -8 ${this.W + 16} ${height + 16}`);
    copy.setAttribute("width", this.W + 16);
    copy.setAttribute("height", height + 16);
    copy.removeAttribute("class");
    copy.prepend(shape("title", {}, this.outcome.title), shape("desc", {}, said.sentence), shape("rect", { x: -8, y: -8, width: this.W + 16, height: height + 16, fill: this.colours.paper }));
    lines.forEach((line, i) => copy.append(shape("text", { x: 0, y: this.H + 12 + 16 * i, fill: this.colours.muted }, line)));
    return { text: new XMLSerializer().serializeToString(copy), width: this.W + 16, height: height + 16 };
  }
}

// ------------------------------------------------------------------------- the state of the page

function plain(model, content) {
  return Object.fromEntries(content.state.map((name) => [name, model.get(name)]));
}

function same(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

function asFragment(content, state) {
  const parts = content.state
    .filter((name) => !same(state[name], content.start[name]))
    .map((name) => {
      const value = name === "outcome" ? content.outcomes[state.outcome].key : state[name];
      const text = [value].flat().map((v) => encodeURIComponent(v === true ? 1 : v === false ? 0 : v));
      return `${name}=${text.join(",")}`;
    });
  return `#explore-${content.name}${parts.length ? `?${parts.join("&")}` : ""}`;
}

function fromFragment(content, hash) {
  const [name, query = ""] = hash.split("?");
  if (name !== `#explore-${content.name}`) return null;
  const state = { ...content.start };
  for (const part of query.split("&").filter(Boolean)) {
    const [key, text = ""] = part.split("=");
    if (!content.state.includes(key)) continue;
    const start = content.start[key];
    const values = text.split(",").filter(Boolean).map(decodeURIComponent);
    if (key === "outcome") {
      state.outcome = Math.max(0, content.outcomes.findIndex((o) => o.key === values[0]));
    } else if (key === "left_out") {
      state.left_out = values.filter((v) => content.reports.some((r) => r.key === v));
    } else if (Array.isArray(start)) {
      const numbers = values.map(Number);
      if (numbers.length === 2 && numbers.every(Number.isFinite)) state[key] = numbers;
    } else if (typeof start === "boolean") {
      state[key] = values[0] === "1";
    } else if (content.choices.find((c) => c.name === key)?.masks[Number(values[0])] !== undefined) {
      state[key] = Number(values[0]);
    }
  }
  return state;
}

function save(name, blob) {
  const link = node("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function csv(rows) {
  const cell = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => row.map((text) => cell(String(text ?? ""))).join(",")).join("\r\n");
}

// ------------------------------------------------------------------------------------- the widget

async function render({ model, el }) {
  const raw = model.get("content");
  const words = raw.words;
  const content = {
    ...raw,
    choices: raw.choices.map((c) => ({ ...c, masks: c.masks.map((hex) => BigInt(`0x${hex}`)) })),
  };
  const outcomes = raw.outcomes.map((outcome) => new Outcome({ ...raw.shared, ...outcome, whole: BigInt(`0x${outcome.whole}`) }, words));
  await Promise.all(outcomes.map((outcome) => outcome.read()));
  const stop = new AbortController();

  el.classList.add("rb-live-explorer");
  const sentence = node("p", { class: "rb-sentence", role: "status", "aria-live": "polite" });
  const numbers = node("dl", { class: "rb-numbers" });
  const view = node("div", { class: "rb-forest-view" });
  const tools = node("div", { class: "rb-tools", role: "group", "aria-label": words.tools });
  const address = node("input", { type: "text", readonly: "", hidden: "", "aria-label": words.address });
  const said_by = node("p", { class: "rb-said", role: "status" });
  const table = node("div", { class: "rb-used", tabindex: 0, role: "group", "aria-label": words.used });
  const absent = node("p", { class: "rb-absent" });
  el.append(sentence, numbers, view, absent, tools, address, said_by, node("details", { open: "" }, node("summary", {}, words.used), table));

  const cells = {};
  for (const name of raw.numbers) {
    cells[name] = node("dd", { "data-number": name });
    numbers.append(node("div", {}, node("dt", {}, words[`number ${name}`]), cells[name]));
  }
  const forest = new Forest(content, raw.colours, toggle);
  view.append(forest.svg);

  let state = plain(model, content);
  let said, seen, rows;
  let restoring = false;
  const past = [];
  let last = { name: "", time: 0 };

  function assign(next) {
    restoring = true;
    for (const name of content.state) if (!same(model.get(name), next[name])) model.set(name, next[name]);
    model.save_changes();
    restoring = false;
    refresh();
  }

  function change(next) {
    if (same(next, state)) return;
    past.push(state);
    assign(next);
  }

  function toggle(key) {
    const left = state.left_out.includes(key) ? state.left_out.filter((k) => k !== key) : [...state.left_out, key];
    const large = outcomes[state.outcome].at;
    change({ ...state, left_out: large ? left.slice(-1) : left });
  }

  let width = view.clientWidth || 700;
  function build(outcome) {
    forest.lay(outcome, width);
    const head = node("tr");
    for (const column of raw.columns) head.append(node("th", { scope: "col" }, column));
    const body = node("tbody");
    rows = outcome.rows.map((row) => {
      const line = node("tr", {}, node("th", { scope: "row" }, row.label));
      const texts = [row.n ?? "–", row.estimate, row.interval || "–", "–", ...content.reports[row.report].cells];
      for (const text of texts) line.append(node("td", {}, text));
      body.append(line);
      return { row, line, weight: line.cells[4] };
    });
    table.replaceChildren(node("table", {}, node("thead", {}, head), body));
    absent.textContent = outcome.absent ? fill(words.absent, { names: outcome.absent }) : "";
  }

  let built = null;
  function refresh() {
    state = plain(model, content);
    const outcome = outcomes[state.outcome];
    if (built !== outcome) {
      build(outcome);
      built = outcome;
    }
    seen = look(content, outcome, state);
    said = facts(outcome, seen, state);
    forest.update(seen, said);
    for (const { row, line, weight } of rows) {
      line.hidden = seen.fates.get(row) !== "in";
      const share = outcome.kind === "listed" || said.place === undefined || line.hidden ? null : outcome.weight(row.member, said.place);
      weight.textContent = share === null ? "–" : `${share}%`;
    }
    const shown = { ...said, interval: said.low ? `${said.low} – ${said.high}` : "", prediction: said.prediction_low ? `${said.prediction_low} – ${said.prediction_high}` : "" };
    if (shown.i2) shown.i2 += "%";
    for (const [name, cell] of Object.entries(cells)) {
      cell.textContent = shown[name] || "–";
    }
    numbers.dataset.status = said.status;
    if (sentence.textContent !== said.sentence) sentence.textContent = said.sentence;
    buttons.undo.disabled = past.length === 0;
    buttons.reset.disabled = same(state, content.start);
    view.dataset.state = JSON.stringify(state);
  }

  const actions = {
    undo: () => past.length && assign(past.pop()),
    reset: () => change({ ...content.start }),
    link: () => {
      const fragment = asFragment(content, state);
      const url = location.href.split("#")[0] + fragment;
      history.replaceState(history.state, "", fragment);
      address.hidden = false;
      address.value = url;
      address.select();
      navigator.clipboard?.writeText(url).then(() => (said_by.textContent = words.copied), () => {});
      said_by.textContent = words.linked;
    },
    csv: () => {
      const used = rows.filter(({ line }) => !line.hidden);
      const lines = used.map(({ line }) => [...line.cells].map((cell) => (cell.textContent === "–" ? "" : cell.textContent)));
      save(`${content.name}.csv`, new Blob([`\ufeff${csv([raw.columns, ...lines])}\r\n`], { type: "text/csv" }));
    },
    svg: () => save(`${content.name}.svg`, new Blob([forest.file(said).text], { type: "image/svg+xml" })),
    png: async () => {
      const { text, width, height } = forest.file(said);
      const image = new Image();
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
      await image.decode();
      const canvas = node("canvas", { width: 2 * width, height: 2 * height });
      canvas.getContext("2d").drawImage(image, 0, 0, 2 * width, 2 * height);
      canvas.toBlob((blob) => save(`${content.name}.png`, blob));
    },
  };
  const buttons = {};
  for (const [name, act] of Object.entries(actions)) {
    buttons[name] = node("button", { type: "button", "data-action": name }, words[`button ${name}`]);
    buttons[name].addEventListener("click", act);
    tools.append(buttons[name]);
  }

  if (raw.exercises.length) el.append(exercises(raw, outcomes, change, content));

  for (const name of content.state) {
    model.on(`change:${name}`, () => {
      if (restoring) return;
      const now = performance.now();
      if (last.name !== name || now - last.time > 700 || name === "left_out") past.push(state);
      last = { name, time: now };
      refresh();
    });
  }

  refresh();
  const watch = new ResizeObserver(() => {
    width = view.clientWidth || 700;
    if (Math.abs(width - forest.width) > 2) {
      const focused = document.activeElement?.dataset?.key;
      forest.lay(outcomes[state.outcome], width);
      forest.update(seen, said);
      if (focused) [...forest.svg.querySelectorAll("[role=checkbox]")].find((g) => g.dataset.key === focused)?.focus();
    }
  });
  watch.observe(view);

  function restore() {
    const asked = fromFragment(content, location.hash);
    if (!asked) return false;
    change(asked);
    requestAnimationFrame(() => document.getElementById(`explore-${content.name}`)?.scrollIntoView());
    return true;
  }
  window.addEventListener("hashchange", restore, { signal: stop.signal });
  nameControls(el, stop.signal);
  document.querySelector(`.rb-still-explorer[data-explorer="${content.name}"]`)?.classList.add("rb-replaced");
  restore();
  el.dataset.explorer = content.name;
  el.dataset.ready = "true";
  return () => {
    stop.abort();
    watch.disconnect();
  };
}

// The sliders of ipywidgets have no accessible names of their own.
function nameControls(el, signal) {
  const root = () => el.closest(".rb-explorer");
  function name() {
    for (const slider of root()?.querySelectorAll(".widget-slider") ?? []) {
      const label = slider.querySelector(".widget-label")?.textContent ?? "";
      slider.querySelectorAll(".noUi-handle").forEach((handle, i) => {
        const end = i ? slider.dataset.to ?? "to" : slider.dataset.from ?? "from";
        handle.setAttribute("aria-label", `${label}, ${end}`);
      });
      const readout = slider.querySelector(".widget-readout");
      readout?.setAttribute("role", "textbox");
      readout?.setAttribute("aria-label", label);
    }
  }
  const watch = new MutationObserver(name);
  const begin = () => {
    if (signal.aborted) return;
    if (!root()) return requestAnimationFrame(begin);
    name();
    watch.observe(root(), { childList: true, subtree: true });
    setTimeout(() => watch.disconnect(), 3000);
  };
  begin();
  signal.addEventListener("abort", () => watch.disconnect());
}

function exercises(raw, outcomes, change, content) {
  const words = raw.words;
  const section = node("section", { class: "rb-exercises", "aria-label": words.exercises });
  section.append(node("p", { class: "rb-exercises-title" }, words.exercises));
  raw.exercises.forEach((exercise, number) => {
    const field = node("fieldset", {}, node("legend", {}, exercise.question));
    const result = node("div", { class: "rb-result", role: "status" });
    const check = node("button", { type: "button", disabled: "" }, words.check);
    exercise.options.forEach((option, i) => {
      const input = node("input", { type: "radio", name: `${raw.name}-${number}`, value: i });
      input.addEventListener("change", () => check.removeAttribute("disabled"));
      field.append(node("label", {}, input, option));
    });
    check.addEventListener("click", () => {
      const chosen = Number(field.querySelector("input:checked").value);
      const verdict = exercise.right === null ? words.open : chosen === exercise.right ? words.right : fill(words.wrong, { answer: exercise.options[exercise.right] });
      const show = node("button", { type: "button" }, words.show);
      show.addEventListener("click", () => {
        change({ ...content.start, ...exercise.state });
        document.getElementById(`explore-${raw.name}`)?.scrollIntoView({ block: "start" });
      });
      result.replaceChildren(node("p", {}, node("strong", {}, verdict), ` ${exercise.why}`), show);
      result.dataset.verdict = exercise.right === null ? "open" : chosen === exercise.right ? "right" : "wrong";
    });
    field.append(check, result);
    section.append(field);
  });
  return section;
}

export default { render };
