// The posture rules of SEMANTICS section 3 in JavaScript, for scrubbing. domain/posture.py is the
// meaning; tests/page/vectors.json binds the two, and on the page the server's answer wins.
import { AGAINST, EVEN, PROJECTION, RELAYED } from "./book.js";
import { readStatus } from "./status.js";

/** All stances of the actor at (day, knownBy). */
export function posture(book, day, knownBy) {
  const found = [];
  for (const slot of book.slots) {
    const stance = judge(book, slot, day, knownBy);
    if (stance) found.push(stance);
  }
  return found;
}

/** The stance of one slot, or null. */
export function judge(book, slot, day, knownBy) {
  const visible = visibleClaims(book, slot, knownBy);
  const force = inForce(book, visible, day);
  const possible = read(book, force.possible, day);
  if (!possible) return null;
  const certain = read(book, force.begun, day);
  const answer = certain ?? possible;
  const headline = answer.headline;
  const value = book.values[book.value[headline]];
  return {
    slot, day, headline, active: answer.active, against: force.against, visible: visible.length,
    value: value.value, comparator: value.comparator, spelled: value.spelled,
    status: readStatus(book, slot.aspect, answer, force.against),
    certain: certain !== null && isCertain(book, answer, possible, visible, day),
    alternatives: alternatives(book, possible, answer),
    since: [book.start_lo[headline], book.start_hi[headline]],
    vouched: book.vouched[headline],
    stale: Math.max(0, day - book.vouched[headline]),
    origins: originsOf(book, answer, book.value[headline]).size,
    mentions: mentions(book, answer, visible),
    displaced: answer.displaced,
  };
}

/** Step 1, and the earliest publication of each (origin, value, start) for step 4a. */
function visibleClaims(book, slot, knownBy) {
  const { published, gone, flags, breath, scratch } = book;
  const tick = ++scratch.tick;
  const visible = [];
  for (const i of slot.claims) {
    if (published[i] > knownBy || knownBy >= gone[i]) continue;
    visible.push(i);
    if (flags[i] & AGAINST) continue;
    const key = breath[i];
    if (scratch.stamp[key] !== tick || published[i] < scratch.first[key]) scratch.first[key] = published[i];
    scratch.stamp[key] = tick;
  }
  return visible;
}

const first = (book, i) =>
  book.flags[i] & RELAYED ? book.scratch.first[book.breath[i]] : book.published[i];

/** Steps 2 and 3: denials take older words of their origin out, sight takes forecasts out. */
function inForce(book, visible, day) {
  const { flags, start_lo, start_hi, end_hi, vouched } = book;
  const dated = visible.filter((i) => start_lo[i] <= day && day <= end_hi[i]);
  let against = dated.filter((i) => flags[i] & AGAINST);
  const observed = against.filter((i) => !(flags[i] & PROJECTION));
  const older = new Set(observed.length ? dated.filter((i) => thoughtBetterOf(book, i, observed)) : []);
  const seen = dated.filter((i) =>
    start_hi[i] <= day && !(flags[i] & (PROJECTION | EVEN)) && !older.has(i));
  const sight = seen.reduce((last, i) => Math.max(last, vouched[i]), -1);
  const overtaken = (i) => (flags[i] & PROJECTION) && sight >= start_hi[i];
  against = against.filter((i) => !overtaken(i));
  if (against.some((i) => flags[i] & PROJECTION)) {
    for (const i of dated) if (thoughtBetterOf(book, i, against)) older.add(i);
  }
  const standing = (i) => !(flags[i] & AGAINST) && !older.has(i) && !overtaken(i);
  return { possible: dated.filter(standing), begun: seen.filter(standing), against };
}

function thoughtBetterOf(book, i, against) {
  if (!against.length || book.flags[i] & AGAINST) return false;
  return against.some((j) => book.word[j] === book.word[i]
    && first(book, i) < book.published[j] && book.start_lo[i] <= book.vouched[j]);
}

/** Step 4: each origin's latest word, then later changes, then the headline. */
function read(book, claims, day) {
  if (!claims.length) return null;
  const origins = new Map();
  for (const i of claims) {
    const group = origins.get(book.origin[i]);
    if (group) group.push(i);
    else origins.set(book.origin[i], [i]);
  }
  const latest = [];
  for (const group of origins.values()) latest.push(...latestWord(book, group, day));
  const turns = new Tops();
  for (const i of latest) turns.add(book.value[i], book.start_lo[i]);
  const displaced = latest.filter((i) => turns.other(book.value[i]) > book.vouched[i]);
  const active = latest.filter((i) => turns.other(book.value[i]) <= book.vouched[i]);
  return { active, displaced, headline: active.reduce((a, b) => (ahead(book, b, a, day) ? b : a)) };
}

/** Step 4a for the facts of one origin, which stand in the order of their start. */
function latestWord(book, group, day) {
  const { value, speaks, start_lo } = book;
  const later = new Tops();
  let best = [], nearest = -1, newest = -1, flushed = group.length;
  for (let k = group.length - 1; k >= 0; k--) {
    const i = group[k], start = start_lo[i], published = first(book, i);
    while (flushed > k + 1 && start_lo[group[flushed - 1]] > start) {
      flushed -= 1;
      later.add(value[group[flushed]], first(book, group[flushed]));
    }
    if (later.other(value[i]) >= published) continue;
    const near = Math.min(day, speaks[i]);
    const order = near - nearest || published - newest || start - (best.length ? start_lo[best[0]] : -1);
    if (order > 0) [best, nearest, newest] = [[i], near, published];
    else if (order === 0) best.push(i);
  }
  return best;
}

/** The greatest numbers of two different values: of another value than mine, the greatest. */
class Tops {
  constructor() {
    this.value = this.number = this.nextValue = this.nextNumber = -1;
  }

  add(value, number) {
    if (this.value === value) this.number = Math.max(this.number, number);
    else if (number > this.number) {
      [this.nextValue, this.nextNumber, this.value, this.number] = [this.value, this.number, value, number];
    } else if (this.nextValue === value) this.nextNumber = Math.max(this.nextNumber, number);
    else if (number > this.nextNumber) [this.nextValue, this.nextNumber] = [value, number];
  }

  other(value) {
    return this.value === value ? this.nextNumber : this.number;
  }
}

function compareLists(a, b) {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return a[k] - b[k];
  return 0;
}

/** Step 4c: whether one claim is the headline before another; the smaller id, here index, wins. */
function ahead(book, one, other, day) {
  const key = (i) => [Math.min(day, book.speaks[i]), book.reliability[i], book.published[i],
    book.start_lo[i], -i];
  return compareLists(key(one), key(other)) > 0;
}

/** Step 5, for an answer that is the certain reading. */
function isCertain(book, answer, possible, visible, day) {
  const values = new Set(answer.active.map((i) => book.value[i]));
  const held = new Set(answer.active.filter((i) => day <= book.end_lo[i]).map((i) => book.value[i]));
  const could = new Set(possible.active.map((i) => book.value[i]));
  if (held.size !== values.size || could.size !== values.size) return false;
  for (const value of could) if (!values.has(value)) return false;
  const h = answer.headline;
  return !visible.some((i) => !(book.flags[i] & AGAINST) && book.value[i] !== book.value[h]
    && book.vouched[h] < book.start_lo[i] && book.end_hi[i] < day);
}

function alternatives(book, possible, answer) {
  const held = new Set(answer.active.map((i) => book.value[i]));
  const other = new Set(possible.active.map((i) => book.value[i]).filter((value) => !held.has(value)));
  return [...other].map((value) => book.values[value].spelled).sort();
}

/** The origins that hold a value among the active facts. */
export function originsOf(book, answer, value) {
  return new Set(answer.active.filter((i) => book.value[i] === value).map((i) => book.origin[i]));
}

/** Step 8: reports that repeat an active fact of the headline's value. */
function mentions(book, answer, visible) {
  const value = book.value[answer.headline];
  const held = new Set(answer.active.filter((i) => book.value[i] === value).map((i) => book.breath[i]));
  const reports = new Set();
  for (const i of visible) {
    if (!(book.flags[i] & AGAINST) && held.has(book.breath[i])) reports.add(book.report[i]);
  }
  return reports.size;
}
