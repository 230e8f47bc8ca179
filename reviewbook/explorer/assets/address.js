// The state of an explorer in the address of its page, and back.
import { same } from "./dom.js";

function asText(value) {
  return encodeURIComponent(value === true ? 1 : value === false ? 0 : value);
}

export function asFragment(content, state) {
  const parts = content.state
    .filter((name) => !same(state[name], content.start[name]))
    .map((name) => {
      const value = name === "outcome" ? content.outcomes[state.outcome].key : state[name];
      return `${name}=${[value].flat().map(asText).join(",")}`;
    });
  return `#explore-${content.name}${parts.length ? `?${parts.join("&")}` : ""}`;
}

// What a part of an address says of one name; undefined where it says nothing that can be shown.
function read(content, name, values) {
  const start = content.start[name];
  if (name === "outcome") {
    return Math.max(0, content.outcomes.findIndex((outcome) => outcome.key === values[0]));
  }
  if (name === "left_out" || name === "instead") {
    return values.filter((key) => content.reports.some((report) => report.key === key));
  }
  if (Array.isArray(start)) {
    const numbers = values.map(Number);
    return numbers.length === 2 && numbers.every(Number.isFinite) ? numbers : undefined;
  }
  if (typeof start === "boolean") return values[0] === "1";
  const masks = content.choices.find((choice) => choice.name === name)?.masks ?? [];
  return masks[Number(values[0])] === undefined ? undefined : Number(values[0]);
}

// The state an address asks for; null where it asks this explorer for nothing that can be read.
export function fromFragment(content, hash) {
  if (decoded(hash) === null) return null;
  const [name, query = ""] = hash.split("?");
  if (name !== `#explore-${content.name}`) return null;
  const state = { ...content.start };
  for (const part of query.split("&").filter(Boolean)) {
    const [key, text = ""] = part.split("=");
    if (!content.state.includes(key)) continue;
    const value = read(content, key, text.split(",").filter(Boolean).map(decodeURIComponent));
    if (value !== undefined) state[key] = value;
  }
  return state;
}
