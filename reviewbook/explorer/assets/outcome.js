// What is in use in a state, and its numbers: looked up in what Python has computed. Nothing is
// estimated here; numbers arrive as whole numbers of their last printed digit.
import { fill } from "./dom.js";

async function unpack(text) {
  if (!text) return new Uint8Array(0);
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// Columns of 32-bit whole numbers, from every lowest byte of a column, then every next one. Each
// number is the step from the one before it: 0, −1, 1, −2 … as 0, 1, 2, 3 ….
function wholes(bytes, count) {
  const made = new Int32Array(bytes.length / 4);
  for (let at = 0; at < bytes.length; at += count) {
    const plane = at / count;
    const column = Math.floor(plane / 4) * count;
    for (let i = 0; i < count; i++) made[column + i] |= bytes[at + i] << (8 * (plane % 4));
  }
  for (let i = 0; i < made.length; i++) {
    const before = i % count ? made[i - 1] : 0;
    made[i] = before + ((made[i] >>> 1) ^ -(made[i] & 1));
  }
  return made;
}

function subsets(bytes, count) {
  const planes = Array.from({ length: bytes.length / count }, (_, i) => bytes.subarray(i * count));
  return Array.from({ length: count }, (_, i) =>
    planes.reduceRight((made, plane) => (made << 8n) | BigInt(plane[i]), 0n),
  );
}

function digits(whole, places, { missing, beyond, greatest }, sign = false) {
  if (whole === missing) return "";
  if (Math.abs(whole) === beyond) return whole > 0 ? `> ${greatest}` : `< −${greatest}`;
  let text = String(Math.abs(whole)).padStart(places + 1, "0");
  if (places) text = `${text.slice(0, -places)}.${text.slice(-places)}`;
  return `${whole < 0 ? "−" : sign && whole > 0 ? "+" : ""}${text}`;
}

export function hexadecimal(text) {
  return BigInt(`0x${text}`);
}

export function bit(i) {
  return 1n << BigInt(i);
}

function bits(flags) {
  return flags.reduceRight((made, flag) => (made << 1n) | (flag ? 1n : 0n), 0n);
}

export class Outcome {
  constructor(outcome, shared) {
    Object.assign(this, outcome, { shared, impossible: hexadecimal(outcome.impossible) });
    this.listed = this.kind === "listed";
    this.members = this.rows.filter((row) => row.member !== null);
  }

  async read() {
    if (this.listed) return;
    const count = this.packed.states;
    const table = wholes(await unpack(this.packed.table), count);
    this.column = Object.fromEntries(
      this.shared.columns.map((name, i) => [name, table.subarray(i * count, (i + 1) * count)]),
    );
    const { change, estimate } = this.column;
    for (let i = 0; i < count; i++) change[i] += estimate[i];
    this.weights = await unpack(this.packed.weights);
    this.cohorts = this.packed.cohorts.map(hexadecimal);
    this.chosen = hexadecimal(this.packed.chosen);
    const computed = subsets(await unpack(this.packed.subsets), count);
    this.places = new Map(computed.map((subset, i) => [subset, i]));
  }

  // The reports that stand for their cohorts: those chosen, or asked for in their place.
  standing(asked) {
    return this.cohorts.reduce(
      (found, cohort, i) => (asked & bit(i) ? (found & ~cohort) | bit(i) : found),
      this.chosen,
    );
  }

  number(name, place) {
    return digits(this.column[name][place], this.packed.places[name], this.shared, name === "change");
  }

  value(name, place) {
    return this.column[name][place] / 10 ** this.packed.places[name];
  }

  weight(member, place) {
    return this.weights.length ? this.weights[member * this.packed.states + place] : null;
  }
}

// Whether a filter keeps a report.
export function kept(each, state, i) {
  if (each.masks) return Boolean(each.masks[state[each.name]] & bit(i));
  const [low, high] = [each.low[i], each.high[i]];
  if (low === null || high === null) return state[`${each.name}_unknown`];
  return low >= state[each.name][0] && high <= state[each.name][1];
}

function fateOf(row, content, outcome, state) {
  const { choices, ranges } = content;
  if (![...choices, ...ranges].every((each) => kept(each, state, row.report))) return "outside";
  if (state.left_out.includes(content.reports[row.report].key)) return "left";
  return row.member === null && !outcome.listed ? "alone" : "in";
}

// The rows of the forest with what became of each: in, left, outside, same, alone (no N).
export function look(content, outcome, state) {
  const fates = new Map(outcome.rows.map((row) => [row, fateOf(row, content, outcome, state)]));
  if (outcome.listed) return { fates, counted: 0n, standing: 0n };
  const asked = bits(outcome.members.map(({ report }) => state.instead.includes(content.reports[report].key)));
  const standing = outcome.standing(asked);
  const subset = bits(outcome.members.map((row) => fates.get(row) === "in"));
  const counted = state.twice ? subset : subset & standing;
  for (const row of outcome.members) {
    if (fates.get(row) === "in" && !(counted & bit(row.member))) fates.set(row, "same");
  }
  return { fates, counted, standing, asked: asked & counted & standing & ~outcome.chosen };
}

// The state in which a report stands for its patients in place of the one that did.
export function asking(content, outcome, state, row) {
  const cohort = outcome.cohorts[row.member];
  const same = outcome.members.filter(({ member }) => cohort & bit(member));
  const keys = same.map(({ report }) => content.reports[report].key);
  const others = (name) => state[name].filter((key) => !keys.includes(key));
  const chosen = outcome.chosen & bit(row.member);
  const asked = chosen ? [] : [content.reports[row.report].key];
  return { ...state, left_out: others("left_out"), instead: [...others("instead"), ...asked] };
}

export function named(names, words, { named: most }) {
  if (names.length <= most) return names.join(", ");
  const first = names.slice(0, most - 1).join(", ");
  return fill(words["and more"], { names: first, more: names.length - most + 1 });
}

// Which reports do not count, because another stands for their patients.
function doubled(outcome, seen, words) {
  const unheard = new Map();
  for (const row of outcome.members.filter((each) => seen.fates.get(each) === "same")) {
    const cohort = outcome.cohorts[row.member] & seen.standing;
    const standing = outcome.members.find(({ member }) => cohort & bit(member));
    unheard.set(standing, [...(unheard.get(standing) ?? []), row.label]);
  }
  const sentences = [...unheard].map(([row, names]) => {
    const said = { standing: row.label, names: named(names, words, outcome.shared) };
    return fill(words[`same ${seen.fates.get(row)}`], said);
  });
  return sentences.join(" ");
}

export function isPooled({ status }) {
  return status === "pooled" || status === "no spread";
}

// What would be pooled without the values that cannot be as they are printed.
function withoutImpossible(outcome, counted, words) {
  const faulty = counted & outcome.impossible;
  const place = outcome.places.get(counted & ~faulty);
  if (!faulty || place === undefined) return "";
  const names = outcome.members.filter(({ member }) => faulty & bit(member)).map(({ label }) => label);
  const status = outcome.shared.statuses[outcome.column.status[place]];
  const few = isPooled({ status }) ? "pooled" : "few";
  const said = { names: named(names, words, outcome.shared), unit: outcome.said_unit };
  return fill(words[`faulty ${few}`], { ...said, estimate: outcome.number("estimate", place) });
}

function lookedUp(outcome, seen, words) {
  const names = (fate) =>
    outcome.rows.filter((row) => seen.fates.get(row) === fate).map((row) => row.label);
  const said = (each) => named(each, words, outcome.shared);
  const { subject: title, reason, kind, origin, clock, said_unit: unit, points } = outcome;
  const found = { title, reason, kind, origin, clock, unit, points };
  Object.assign(found, { left: said(names("left")), outside: said(names("outside")) });
  const used = names("in");
  if (outcome.listed) {
    const status = used.length ? "listed" : "no report";
    return { ...found, status, k: String(used.length), of: outcome.rows.length };
  }
  const asked = outcome.members.filter(({ member }) => seen.asked & bit(member)).map(({ label }) => label);
  Object.assign(found, { of: outcome.members.length, asked: said(asked) });
  found.doubled = doubled(outcome, seen, words);
  const place = outcome.places.get(seen.counted);
  if (place === undefined) return { ...found, status: "not computed" };
  for (const name of outcome.shared.columns.slice(1)) found[name] = outcome.number(name, place);
  const change = outcome.column.change[place];
  return Object.assign(found, {
    place,
    faulty: withoutImpossible(outcome, seen.counted, words),
    study: used[0] ?? "",
    status: outcome.shared.statuses[outcome.column.status[place]],
    distance: found.change.replace(/^[−+]/, ""),
    move: seen.counted === outcome.chosen ? "whole" : change > 0 ? "above" : change < 0 ? "below" : "equal",
    twice: seen.counted & ~seen.standing ? "yes" : "",
  });
}

function holds([name, wanted], found) {
  return typeof wanted === "boolean" ? Boolean(found[name]) === wanted : wanted.includes(found[name]);
}

// The facts of a state, with the sentence that Python's phrases make of them.
export function facts(content, outcome, seen) {
  const found = lookedUp(outcome, seen, content.words);
  const said = (phrases) =>
    phrases
      .filter(({ when }) => Object.entries(when).every((each) => holds(each, found)))
      .map(({ say }) => fill(say, found))
      .join("");
  const caution = said(content.cautions);
  return { ...found, caution, sentence: said(content.phrases) + caution };
}
