// What the timeline draws, before any pixel: lanes, rows, bars, publications, incidents.
import { AGAINST } from "../book.js";
import { OPEN } from "../days.js";
import { actorName } from "../directory.js";
import { aspectOf } from "../status.js";
import { slotWords, valueWord } from "../words.js";

const MOST_ROWS = 8;

/** Violence first, under the incidents; then the board's slots in their order. */
export function makeScene(book, directory, days) {
  const lanes = [...book.slots].sort((a, b) => (b.aspect === "violence") - (a.aspect === "violence"))
    .map((slot) => ({ ...makeLane(book, slot), title: slotWords(slot), toward: slot.toward ? `toward ${actorName(directory, slot.toward)}` : "" }))
    .filter(({ bars }) => bars.length);
  return { lanes, days, incidents: pick(book, "incident_recorded"),
    gaps: pick(book, "metric_withheld"), publications: days.publications };
}

function makeLane(book, slot) {
  const ends = [];
  const bars = claimsOf(book, slot).map((i) => bar(book, slot, i));
  for (const item of bars) {
    let row = ends.findIndex((end) => end < item.from);
    if (row < 0) row = ends.length < MOST_ROWS ? ends.length : MOST_ROWS - 1;
    ends[row] = Math.max(ends[row] ?? 0, item.to);
    item.row = row;
  }
  const rows = Math.max(1, ends.length);
  const rowHeight = rows > 4 ? 9 : 17;
  return { slot, bars, rows, rowHeight, body: rows * rowHeight + 10 };
}

/** A slot's claims by their start, without what the reader leaves out. */
function claimsOf(book, { groups, size }) {
  const claims = Array.from({ length: size }, (_, k) => groups[0] + k).filter((i) => !book.excluded?.[i]);
  return claims.sort((a, b) => book.start_lo[a] - book.start_lo[b] || book.rank[a] - book.rank[b]);
}

function bar(book, slot, i) {
  const open = book.end_hi[i] >= OPEN;
  const value = book.values[book.value[i]];
  return {
    i, lane: slot, open, unbounded: book.start_lo[i] <= 0, word: valueWord(value), side: sideOf(slot.aspect, value),
    lo: book.start_lo[i], hi: Math.max(book.start_hi[i], 0), endLo: book.end_lo[i], endHi: book.end_hi[i],
    vouched: book.vouched[i], published: book.published[i], gone: book.gone[i],
    against: Boolean(book.flags[i] & AGAINST),
    from: book.start_lo[i], to: Math.max(book.published[i], open ? book.vouched[i] : book.end_hi[i]),
  };
}

function sideOf(aspect, { value, comparator }) {
  if (comparator) return "neutral";
  const [low, high] = aspectOf(aspect).sides;
  return low.includes(value) ? "low" : high.includes(value) ? "high" : "neutral";
}

/** Starts of one kind of episode, sorted, with what is needed to look one up. */
function pick(book, type) {
  const { types, type: kinds, ...columns } = book.answer.episodes;
  const wanted = types.indexOf(type);
  const found = [];
  kinds.forEach((kind, k) => {
    if (kind === wanted && columns.start_lo[k] > 0) {
      found.push({ day: columns.start_lo[k], last: columns.start_hi[k], published: columns.published[k], gone: columns.gone[k], position: columns.position[k] });
    }
  });
  return found;
}

/** Index of the first entry at or after a day, in a list sorted by day. */
export function firstAt(list, day, key = (entry) => entry) {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (key(list[middle]) < day) low = middle + 1;
    else high = middle;
  }
  return low;
}
