// The controls of an explorer: each shows a part of the reader's state and changes it.
import { fill, node } from "./dom.js";

const THUMB = 24;

function choice(label, options, change) {
  const select = node("select", { "aria-label": label }, ...options.map((text) => node("option", {}, text)));
  select.addEventListener("change", () => change(select.selectedIndex));
  const el = node("label", { class: "rb-choice" }, node("span", {}, label), select);
  return { el, show: (value) => (select.selectedIndex = value) };
}

function box(label, change) {
  const input = node("input", { type: "checkbox" });
  input.addEventListener("change", () => change(input.checked));
  return { el: node("label", { class: "rb-box" }, input, label), show: (value) => (input.checked = value) };
}

// Two handles on one track. They count steps from the lowest value; the last step is the highest,
// however far it is.
class Range {
  constructor({ label, ends, step, places }, words, change) {
    Object.assign(this, { ends, step, places, change });
    this.last = Math.ceil((ends[1] - ends[0]) / step - 1e-9);
    this.handles = ["from", "to"].map((end, i) => this.handle(fill(words[end], { label }), i));
    this.track = node("div", { class: "rb-track" }, ...this.handles);
    this.track.addEventListener("click", (event) => event.target === this.track && this.reach(event.offsetX));
    this.readout = node("span", { class: "rb-readout", "aria-hidden": "true" });
    this.el = node("div", { class: "rb-range" }, node("span", {}, label), this.readout, this.track);
  }

  handle(label, i) {
    const made = node("input", { type: "range", min: 0, max: this.last, step: 1, "aria-label": label });
    made.addEventListener("input", () => this.move(i, Number(made.value)));
    return made;
  }

  valueAt(place) {
    return place >= this.last ? this.ends[1] : Number((this.ends[0] + place * this.step).toFixed(6));
  }

  placeOf(value) {
    return value >= this.ends[1] ? this.last : Math.round((value - this.ends[0]) / this.step);
  }

  // Moves a handle as far as the other one allows.
  move(i, place) {
    const [low, high] = this.value;
    const asked = this.valueAt(place);
    const next = i ? [low, Math.max(low, asked)] : [Math.min(high, asked), high];
    this.show(next);
    this.change(next);
  }

  // Moves the nearer handle to where the track is pressed.
  reach(x) {
    const place = Math.round((this.last * (x - THUMB / 2)) / (this.track.clientWidth - THUMB));
    const [low, high] = this.value.map((value) => this.placeOf(value));
    const i = Math.abs(place - high) < Math.abs(place - low) || place > high ? 1 : 0;
    this.handles[i].focus();
    this.move(i, Math.max(0, place));
  }

  show(value) {
    this.value = value;
    const texts = value.map((end) => end.toFixed(this.places));
    const places = value.map((end) => this.placeOf(end));
    this.handles.forEach((handle, i) => {
      handle.value = places[i];
      handle.setAttribute("aria-valuetext", texts[i]);
    });
    this.readout.textContent = texts.join(" – ");
    // Where both handles meet, the one that can still move lies on top.
    this.track.classList.toggle("rb-late", places[0] > this.last / 2);
    const shares = places.map((place) => Math.min(1, Math.max(0, place / (this.last || 1))));
    ["--from", "--to"].forEach((name, i) => this.track.style.setProperty(name, shares[i]));
  }
}

// The controls of all that a reader can choose by them; `change` is given a name and its new value.
export class Controls {
  constructor(content, change) {
    const { words, outcomes, choices, ranges, overlap } = content;
    this.parts = new Map();
    this.el = node("div", { class: "rb-filters", role: "group", "aria-label": words.controls });
    const add = (name, make, into = this.el) => {
      const made = make((value) => change(name, value));
      this.parts.set(name, made);
      into.append(made.el);
      return made.el;
    };
    const titles = outcomes.map(({ title }) => title);
    if (titles.length > 1) add("outcome", (turn) => choice(words.outcome, titles, turn));
    for (const { name, label, options } of choices) add(name, (turn) => choice(label, options, turn));
    for (const each of ranges) {
      const pair = node("div", { class: "rb-filter" });
      add(each.name, (turn) => new Range(each, words, turn), pair);
      add(`${each.name}_unknown`, (turn) => box(each.unknown, turn), pair);
      this.el.append(pair);
    }
    if (overlap) add("twice", (turn) => box(words.double, turn)).classList.add("rb-error");
  }

  show(state) {
    for (const [name, part] of this.parts) part.show(state[name]);
  }
}
