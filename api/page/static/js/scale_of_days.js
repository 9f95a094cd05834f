// The one scale that both clocks and their marks share.
import { OPEN, today } from "./days.js";

/** First and last day of the sliders, the days on which something turned or was published. */
export function daysOf(book) {
  const starts = new Set(), published = new Set();
  for (let i = 0; i < book.size; i++) {
    if (book.start_lo[i] > 0) starts.add(book.start_lo[i]);
    if (book.end_hi[i] < OPEN) starts.add(book.end_hi[i] + 1);
    published.add(book.published[i]);
  }
  for (const day of book.answer.episodes.published) published.add(day);
  return span([...starts].sort(order), [...published].sort(order), book.answer.episodes);
}

const order = (a, b) => a - b;

function span(changes, publications, episodes) {
  const seen = [...changes, ...publications, ...episodes.start_lo.filter((day) => day > 0)];
  const first = seen.reduce((a, b) => Math.min(a, b), today());
  const last = seen.reduce((a, b) => Math.max(a, b), first);
  return { first: first - 14, last: last + Math.max(30, Math.round((last - first) * 0.08)),
    latest: publications.at(-1) ?? today(), changes, publications };
}

/** The scale, made longer where a clock stands beyond it. */
export function reaching(days, ...clocks) {
  const told = clocks.filter((day) => day !== null);
  const first = Math.min(days.first, ...told), last = Math.max(days.last, ...told);
  return first === days.first && last === days.last ? days : { ...days, first, last };
}

/** The next of some sorted days beyond a day, in a direction; null where there is none. */
export function nextDay(days, day, direction) {
  if (direction > 0) return days.find((other) => other > day) ?? null;
  return days.findLast((other) => other < day) ?? null;
}

/** At most so many of the days, thinned evenly where a pixel would hold several. */
export function marksAt(days, first, last, width) {
  const seen = new Set();
  for (const day of days) seen.add(Math.round(((day - first) / (last - first)) * width));
  return [...seen].filter((x) => x >= 0 && x <= width);
}
