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

function bits(flags) {
  return flags.reduceRight((made, flag) => (made << 1n) | (flag ? 1n : 0n), 0n);
}

export class Outcome {
  constructor(outcome, shared) {
    Object.assign(this, outcome, { shared, whole: hexadecimal(outcome.whole) });
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
    this.weights = await unpack(this.packed.weights);
    this.yields = this.packed.yields.map(hexadecimal);
    const computed = subsets(await unpack(this.packed.subsets), count);
    this.places = new Map(computed.map((subset, i) => [subset, i]));
  }

  counted(subset, twice) {
    if (twice) return subset;
    let counting = subset;
    this.yields.forEach((rivals, i) => {
      if (rivals & subset) counting &= ~(1n << BigInt(i));
    });
    return counting;
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

function kept(content, state, i) {
  const bit = 1n << BigInt(i);
  const chosen = content.choices.every((choice) => choice.masks[state[choice.name]] & bit);
  return chosen && content.ranges.every((range) => {
    const [low, high] = [range.low[i], range.high[i]];
    if (low === null || high === null) return state[`${range.name}_unknown`];
    return low >= state[range.name][0] && high <= state[range.name][1];
  });
}

function fateOf(row, content, outcome, state) {
  if (!kept(content, state, row.report)) return "outside";
  if (state.left_out.includes(content.reports[row.report].key)) return "left";
  return row.member === null && !outcome.listed ? "alone" : "in";
}

// The rows of the forest with what became of each: in, left, outside, same, alone (no N).
export function look(content, outcome, state) {
  const fates = new Map(outcome.rows.map((row) => [row, fateOf(row, content, outcome, state)]));
  if (outcome.listed) return { fates, subset: 0n, counted: 0n };
  const subset = bits(outcome.members.map((row) => fates.get(row) === "in"));
  const counted = outcome.counted(subset, state.twice);
  for (const row of outcome.members) {
    if (fates.get(row) === "in" && !(counted & (1n << BigInt(row.member)))) fates.set(row, "same");
  }
  return { fates, subset, counted };
}

function lookedUp(outcome, seen, state) {
  const names = (fate) =>
    outcome.rows.filter((row) => seen.fates.get(row) === fate).map((row) => row.label);
  const { subject: title, reason, kind, origin, clock, said_unit: unit, points } = outcome;
  const found = { title, reason, kind, origin, clock, unit, points };
  const used = names("in");
  if (outcome.listed) {
    const status = used.length ? "listed" : "no report";
    return { ...found, status, k: String(used.length), of: outcome.rows.length };
  }
  Object.assign(found, { of: outcome.members.length, doubled: names("same").join(", ") });
  const place = outcome.places.get(seen.counted);
  if (place === undefined) return { ...found, status: "not computed" };
  for (const name of outcome.shared.columns.slice(1)) found[name] = outcome.number(name, place);
  const status = outcome.shared.statuses[outcome.column.status[place]];
  const change = outcome.column.change[place];
  return Object.assign(found, {
    place,
    study: used[0] ?? "",
    status: status === "one study" && seen.subset !== seen.counted ? "same patients" : status,
    distance: found.change.replace(/^[−+]/, ""),
    move: seen.counted === outcome.whole ? "whole" : change > 0 ? "above" : change < 0 ? "below" : "equal",
    twice: state.twice && outcome.counted(seen.subset, false) !== seen.subset ? "yes" : "",
  });
}

function holds([name, wanted], found) {
  return typeof wanted === "boolean" ? Boolean(found[name]) === wanted : wanted.includes(found[name]);
}

// The facts of a state, with the sentence that Python's phrases make of them.
export function facts(content, outcome, seen, state) {
  const found = lookedUp(outcome, seen, state);
  const said = content.phrases.filter(({ when }) => Object.entries(when).every((each) => holds(each, found)));
  return { ...found, sentence: said.map(({ say }) => fill(say, found)).join("") };
}
