// The state of an explorer in the address of its page, and back.
import { same } from "./dom.js";

function asText(value) {
  return encodeURIComponent(value === true ? 1 : value === false ? 0 : value);
}

export function asFragment(content, state) {
  const parts = content.state
    .filter((name) => !same(state[name], content.start[name]))
    .map((name) => {
      const choice = content.choices.find((each) => each.name === name);
      const named = name === "outcome" ? content.outcomes[state.outcome].key : choice?.options[state[name]];
      const value = named ?? state[name];
      return `${name}=${[value].flat().map(asText).join(",")}`;
    });
  return `#explore-${content.name}${parts.length ? `?${parts.join("&")}` : ""}`;
}

function placeOf(names, name) {
  const at = names.indexOf(name);
  return at < 0 ? undefined : at;
}

// What a part of an address says of one name; undefined where it says nothing that can be shown.
function read(content, name, values) {
  const start = content.start[name];
  if (name === "outcome") {
    return placeOf(content.outcomes.map(({ key }) => key), values[0]);
  }
  if (name === "left_out" || name === "instead") {
    const known = values.every((key) => content.reports.some((report) => report.key === key));
    return known ? values : undefined;
  }
  if (Array.isArray(start)) {
    const numbers = values.map(Number);
    return numbers.length === 2 && numbers.every(Number.isFinite) ? numbers : undefined;
  }
  if (typeof start === "boolean") return values[0] === "1";
  return placeOf(content.choices.find((choice) => choice.name === name).options, values[0]);
}

// The state an address asks for, with the parts of it that are not known here; null where it asks
// this explorer for nothing that can be read.
export function fromFragment(content, hash) {
  if (decoded(hash) === null) return null;
  const [name, query = ""] = hash.split("?");
  if (name !== `#explore-${content.name}`) return null;
  const [state, unknown] = [{ ...content.start }, []];
  for (const part of query.split("&").filter(Boolean)) {
    const [key, text = ""] = part.split("=");
    const values = text.split(",").filter(Boolean).map(decodeURIComponent);
    const value = content.state.includes(key) ? read(content, key, values) : undefined;
    if (value === undefined) unknown.push(decodeURIComponent(part));
    else state[key] = value;
  }
  return { state, unknown };
}
