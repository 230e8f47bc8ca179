// What became of a result between two states: its figure, and which reports moved, and why.
import { fill } from "./dom.js";
import { isPooled, kept, named } from "./outcome.js";

function ofFigures(words, unit, was, now) {
  if (!was && !now) return "";
  const name = was === now ? "still" : !was ? "new" : now ? "to" : "gone";
  return fill(words[`change ${name}`], { was, now, unit });
}

function reason(words, each, at, way, after) {
  if (each.masks) return fill(words["is now"], { filter: each.said, option: each.options[after[each.name]] });
  if (each.low[at] === null || each.high[at] === null) {
    return fill(words[way === "entered" ? "kept again" : "not stated"], { filter: each.said });
  }
  const [low, high] = after[each.name].map((end) => end.toFixed(each.places));
  return fill(words["now between"], { filter: each.said, low, high });
}

function why({ words, choices, ranges }, at, fates, before, after) {
  const entered = fates[1] === "in";
  const [way, other, state] = entered ? ["entered", fates[0], before] : ["left", fates[1], after];
  if (other === "outside") {
    const against = [...choices, ...ranges].filter((each) => !kept(each, state, at));
    return [`${way} filter`, against.map((each) => reason(words, each, at, way, after)).join(words.and)];
  }
  if (other === "left") return [`${way} box`, ""];
  if (before.twice !== after.twice) return [`${way} twice`, ""];
  return [`${way} ${entered ? "asked" : "same"}`, ""];
}

// `was` and `now` are what is seen and what is said of the states `before` and `after`.
export function changed(content, outcome, [before, was], [after, now]) {
  const { words } = content;
  if (before.outcome !== after.outcome) return words["change outcome"];
  const moved = new Map();
  for (const row of outcome.rows) {
    const fates = [was.seen.fates.get(row), now.seen.fates.get(row)];
    if (!fates.includes("in") || fates[0] === fates[1]) continue;
    const found = why(content, row.report, fates, before, after);
    const { labels } = moved.get(found.join("\n")) ?? { labels: [] };
    moved.set(found.join("\n"), { found, labels: [...labels, row.label] });
  }
  const said = [...moved.values()].map(({ found, labels }) =>
    fill(words[found[0]], { names: named(labels, words, outcome.shared), reason: found[1] }),
  );
  const figure = ({ said: facts }) => (isPooled(facts) ? facts.estimate : "");
  const figures = ofFigures(words, outcome.said_unit, figure(was), figure(now));
  return [figures, ...(said.length ? said : [words["change nobody"]])].filter(Boolean).join(" ");
}
