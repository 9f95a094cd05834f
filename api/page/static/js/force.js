// Steps 1 to 3 of SEMANTICS section 3: what is visible, what speaks against, what is in force.
// Claims are read from the book's columns into its scratch room, an origin after the other.
import { AGAINST, EVEN, PROJECTION, RELAYED } from "./book.js";

/** Leaves what is in force in `scratch.dated`, marked in `scratch.out`; returns what is against. */
export function inForce(book, slot, day, knownBy) {
  const { flags, start_hi, scratch } = book;
  let against = dated(book, slot, day, knownBy);
  if (against.some((i) => !(flags[i] & PROJECTION))) disown(book, against, (i) => !(flags[i] & PROJECTION));
  let sight = seenThrough(book, day);
  const overtaken = (i) => flags[i] & PROJECTION && sight >= start_hi[i];
  against = against.filter((i) => !overtaken(i));
  if (against.some((i) => flags[i] & PROJECTION)) {
    disown(book, against, () => true);
    // What an origin has taken back has seen nothing.
    sight = seenThrough(book, day);
  }
  for (let k = 0; k < scratch.count; k++) {
    const i = scratch.dated[k];
    if (flags[i] & AGAINST || overtaken(i)) scratch.out[i] = 1;
  }
  return against;
}

/** Whether a claim was seen to have begun: step 3 without what takes it out of force. */
export const hasBegun = (book, i, day) =>
  book.start_hi[i] <= day && !(book.flags[i] & (PROJECTION | EVEN));

/** The visible claims dated to the day; and the earliest publication of each breath, for step 4a. */
function dated(book, slot, day, knownBy) {
  const { published, gone, flags, breath, start_lo, end_hi, scratch } = book;
  const { first, out, bounds } = scratch;
  const { groups } = slot;
  const against = [];
  let found = 0, run = -1;
  for (let g = 0; g + 1 < groups.length; g++) {
    bounds[g] = found;
    const end = groups[g + 1];
    for (let i = groups[g]; i < end && start_lo[i] <= day; i++) {
      if (published[i] > knownBy || knownBy >= gone[i]) continue;
      const denial = flags[i] & AGAINST;
      if (breath[i] !== run) {
        run = breath[i];
        first[run] = denial ? 0x7fffffff : published[i];
      } else if (!denial && published[i] < first[run]) first[run] = published[i];
      if (day > end_hi[i]) continue;
      out[i] = 0;
      scratch.dated[found++] = i;
      if (denial) against.push(i);
    }
  }
  bounds[groups.length - 1] = scratch.count = found;
  return against;
}

/** Step 2: older words of an origin that thinks otherwise now. */
function disown(book, against, counts) {
  const { flags, value, origin, published, start_lo, vouched, scratch } = book;
  for (const j of against) {
    if (!counts(j)) continue;
    for (const i of datedOf(book, origin[j])) {
      if (!(flags[i] & AGAINST) && value[i] === value[j] && firstPublished(book, i) < published[j]
        && start_lo[i] <= vouched[j]) scratch.out[i] = 1;
    }
  }
}

/** The dated claims of one origin. */
function datedOf(book, wanted) {
  const { dated: found, bounds } = book.scratch;
  for (let g = 0; ; g++) {
    if (bounds[g] < bounds[g + 1] && book.origin[found[bounds[g]]] === wanted) return found.subarray(bounds[g], bounds[g + 1]);
  }
}

/** The last day that somebody who saw it begin vouches for. */
function seenThrough(book, day) {
  const { vouched, scratch } = book;
  let last = -1;
  for (let k = 0; k < scratch.count; k++) {
    const i = scratch.dated[k];
    if (vouched[i] > last && !scratch.out[i] && hasBegun(book, i, day)) last = vouched[i];
  }
  return last;
}

export const firstPublished = (book, i) =>
  (book.flags[i] & RELAYED ? book.scratch.first[book.breath[i]] : book.published[i]);
