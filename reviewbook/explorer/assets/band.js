// The pooled result on its axis, in a narrow band that stays in sight, with the one before it.
import { set, shape } from "./dom.js";
import { bar, diamond, position } from "./marks.js";

const [MIDDLE, BASE, HEIGHT] = [13, 28, 46];

export class Band {
  constructor() {
    this.svg = shape("svg", { class: "rb-band", "aria-hidden": "true", height: HEIGHT });
  }

  lay(outcome, width) {
    this.outcome = outcome;
    this.ends = [14, Math.max(240, width) - 14];
    const [x1, x2] = this.ends;
    this.bar = shape("rect", { y: MIDDLE - 3, height: 6, rx: 1, class: "fill-accent-soft" });
    this.diamond = shape("polygon", { class: "fill-accent" });
    this.ghost = shape("polygon", { class: "rb-ghost" });
    const line = shape("line", { x1, x2, y1: BASE, y2: BASE, class: "stroke-rule" });
    const ticks = outcome.ticks.flatMap(({ value, text }) => {
      const x = position(outcome, value, this.ends);
      const tick = shape("line", { x1: x, x2: x, y1: BASE, y2: BASE + 4, class: "stroke-rule" });
      return [tick, shape("text", { x, y: BASE + 16, "text-anchor": "middle", class: "fill-muted" }, text)];
    });
    this.svg.replaceChildren(line, ...ticks, this.bar, this.diamond, this.ghost);
    set(this.svg, { width: this.ends[1] + 14 });
    this.svg.style.display = outcome.listed ? "none" : "";
  }

  update(said, earlier) {
    if (this.outcome.listed) return;
    bar(this.bar, this.outcome, said, this.ends);
    diamond(this.diamond, this.outcome, said, this.ends, MIDDLE);
    diamond(this.ghost, this.outcome, earlier, this.ends, MIDDLE);
  }
}
