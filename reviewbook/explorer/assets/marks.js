// The diamond and the bar of a pooled result, which forest and band share.
import { set } from "./dom.js";
import { isPooled } from "./outcome.js";

export function position(outcome, value, [x0, x1]) {
  const [low, high] = outcome.domain;
  const ratio = outcome.unit === "ratio";
  const at = ratio ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return x0 + Math.min(1, Math.max(0, at)) * (x1 - x0);
}

function show(mark, there) {
  mark.setAttribute("visibility", there ? "visible" : "hidden");
  return there;
}

export function diamond(mark, outcome, said, ends, y) {
  if (!show(mark, Boolean(said && isPooled(said) && said.estimate))) return;
  const at = (name) => position(outcome, outcome.value(name, said.place), ends);
  const x = at("estimate");
  const [a, b] = said.low ? [at("low"), at("high")] : [x - 4, x + 4];
  mark.setAttribute("points", `${a},${y} ${x},${y - 7} ${b},${y} ${x},${y + 7}`);
}

export function bar(mark, outcome, said, ends) {
  if (!show(mark, Boolean(isPooled(said) && said.prediction_low))) return;
  const [a, b] = ["prediction_low", "prediction_high"].map((name) =>
    position(outcome, outcome.value(name, said.place), ends),
  );
  set(mark, { x: a, width: Math.max(1, b - a) });
}
