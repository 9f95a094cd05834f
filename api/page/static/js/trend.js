// Trend: the stance against the one on the day before the last change.
import { judge } from "./fold.js";
import { aspectOf } from "./status.js";
import { valueWord } from "./words.js";

const FAR = 6; // changes that only restate the value are walked past, so many at the most

/** {way: up | down | same | turned, from} or null where nothing was known before. */
export function trendOf(book, stance, knownBy) {
  let start = stance.since[0], before = null;
  if (!stance.slot.size) return null;
  for (let k = 0; k < FAR && start > 1; k++) {
    before = judge(book, stance.slot, start - 1, knownBy);
    if (!before) return null;
    if (before.spelled !== stance.spelled) break;
    start = before.since[0];
  }
  if (!before) return null;
  return { way: way(stance, before), from: valueWord(before) };
}

function way(now, before) {
  if (now.spelled === before.spelled) return "same";
  if (now.comparator) return now.value > before.value ? "up" : now.value < before.value ? "down" : "turned";
  const scale = aspectOf(now.slot.aspect).values;
  return scale.indexOf(now.value) > scale.indexOf(before.value) ? "up" : "down";
}
