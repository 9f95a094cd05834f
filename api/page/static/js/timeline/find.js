// Which bar is under the pointer, which comes next by keyboard, and what it says.
import { iso, spelled } from "../days.js";
import { sourceName } from "../directory.js";
import { slotWords } from "../words.js";
import { place } from "./draw.js";
import { HEAD } from "./rows.js";
import { bucketSaid } from "./tempo.js";

export function barAt(scene, view, at, x, y) {
  if (y < HEAD || x < view.gutter) return null;
  const depth = y - HEAD + view.scroll;
  const lane = scene.lanes.find(({ top, height }) => top <= depth && depth < top + height);
  if (!lane) return null;
  if (lane.strip) return lane.bars.find(({ lo, hi }) => view.x(lo) <= x && x < Math.max(view.x(hi + 1), view.x(lo) + 3)) ?? null;
  const top = HEAD + lane.top + lane.head - view.scroll + 5;
  return lane.bars.findLast((bar) => {
    const box = place(bar, lane, top, view, at);
    return x >= box.x1 - 3 && x <= Math.max(box.x4, box.dots) + 3 && y >= box.y - 2 && y <= box.y + box.height + 2;
  }) ?? null;
}

/** The bar some lanes down and some entries on, from a bar or from the start. */
export function nextBar(scene, from, lanes, entries) {
  if (!scene.lanes.length) return null;
  if (!from) return scene.lanes[0].bars[0];
  const here = scene.lanes.findIndex(({ slot }) => slot === from.lane);
  const lane = scene.lanes[Math.min(Math.max(here + lanes, 0), scene.lanes.length - 1)];
  if (lanes) return lane.bars.reduce((best, bar) => (Math.abs(bar.lo - from.lo) < Math.abs(best.lo - from.lo) ? bar : best));
  const index = lane.bars.indexOf(from) + entries;
  return lane.bars[Math.min(Math.max(index, 0), lane.bars.length - 1)];
}

const range = (low, high) => (low === high ? spelled(low) : `${spelled(low)} to ${spelled(high)}`);

export function said(book, directory, bar) {
  if (bar.lane.counts) return bucketSaid(bar);
  const origin = sourceName(directory, book.answer.sources[book.origin[bar.i]]);
  const report = directory.reports.get(book.answer.reports[book.report[bar.i]]);
  const start = bar.unbounded ? "nobody says since when" : `from ${range(bar.lo, bar.hi)}`;
  const end = bar.open ? `vouched for through ${iso(bar.vouched) ?? "the end"}` : `to ${range(bar.endLo, bar.endHi)}`;
  return `${slotWords(bar.lane)}: ${bar.against ? "not " : ""}${bar.word}, ${start}, ${end}. ${origin}, in ${report?.title ?? "a report"}, published ${spelled(bar.published)}.`;
}
