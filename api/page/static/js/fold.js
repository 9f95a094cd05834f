// The posture rules of SEMANTICS section 3 in JavaScript, for scrubbing. domain/posture.py is the
// meaning; tests/page/vectors.json binds the two, and on the page the server's answer wins.
import { AGAINST } from "./book.js";
import { inForce } from "./force.js";
import { readings } from "./reading.js";
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
  const against = inForce(book, slot, day, knownBy);
  const found = readings(book, slot, day);
  if (!found) return null;
  const { possible, certain } = found;
  const answer = certain ?? possible;
  const { headline } = answer;
  const value = book.values[book.value[headline]];
  const holding = answer.active.filter((i) => book.value[i] === book.value[headline]);
  return {
    slot, day, headline, active: answer.active, against, displaced: answer.displaced,
    value: value.value, comparator: value.comparator, spelled: value.spelled,
    status: readStatus(book, slot.aspect, answer, against),
    certain: certain !== null && isCertain(book, slot, answer, possible, day, knownBy),
    alternatives: answer === possible ? [] : alternatives(book, possible, answer),
    since: [book.start_lo[headline], book.start_hi[headline]],
    vouched: book.vouched[headline],
    stale: Math.max(0, day - book.vouched[headline]),
    origins: new Set(holding.map((i) => book.origin[i])).size,
    mentions: mentions(book, holding, knownBy),
  };
}

/** Step 5, for an answer that is the certain reading. */
function isCertain(book, slot, answer, possible, day, knownBy) {
  const values = valuesOf(book, answer.active);
  const held = new Set();
  for (const i of answer.active) if (day <= book.end_lo[i]) held.add(book.value[i]);
  if (held.size !== values.size) return false;
  if (possible !== answer) {
    const could = valuesOf(book, possible.active);
    if (could.size !== values.size) return false;
    for (const value of could) if (!values.has(value)) return false;
  }
  return !interrupted(book, slot, answer.headline, day, knownBy);
}

function valuesOf({ value }, claims) {
  const found = new Set();
  for (const i of claims) found.add(value[i]);
  return found;
}

/** Whether another value began after the headline was last vouched for, and has ended since. */
function interrupted(book, slot, headline, day, knownBy) {
  const { published, gone, flags, value, start_lo, end_hi, vouched } = book;
  const last = vouched[headline], held = value[headline];
  for (let g = 0; g + 1 < slot.groups.length; g++) {
    for (let i = slot.groups[g + 1] - 1; i >= slot.groups[g] && start_lo[i] > last; i--) {
      if (end_hi[i] < day && value[i] !== held && !(flags[i] & AGAINST)
        && published[i] <= knownBy && knownBy < gone[i]) return true;
    }
  }
  return false;
}

function alternatives(book, possible, answer) {
  const held = valuesOf(book, answer.active);
  return [...valuesOf(book, possible.active)].filter((value) => !held.has(value))
    .map((value) => book.values[value].spelled).sort();
}

/** Step 8: reports that repeat an active fact of the headline's value. */
function mentions({ breath, runs, report, flags, published, gone }, holding, knownBy) {
  const reports = new Set();
  let before = -1;
  for (const one of holding) {
    if (breath[one] === before) continue;
    before = breath[one];
    for (let i = runs[before]; i < runs[before + 1]; i++) {
      if (!(flags[i] & AGAINST) && published[i] <= knownBy && knownBy < gone[i]) reports.add(report[i]);
    }
  }
  return reports.size;
}
