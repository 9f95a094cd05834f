// Draws a scene with a pen. Uncertain starts and ends are wedges, open ends are dots up to the day
// asked for, what is not in print yet is a dashed outline, unbounded ends are arrows at the edge.
import { LINE } from "./labels.js";
import { drawRows, HEAD } from "./rows.js";
import { drawStrip } from "./strips.js";

/** Everything but the marks of the clocks, which are elements: moving one redraws nothing else. */
export function draw(pen, scene, view, at, colours) {
  pen.rect(0, 0, view.width, view.height, { fill: colours.paper });
  drawLanes(pen, scene, view, at, colours);
  pen.rect(0, 0, view.width, HEAD, { fill: colours.paper });
  drawRows(pen, scene, view, at, colours);
}

function drawLanes(pen, scene, view, at, colours) {
  pen.clip(0, HEAD, view.width, view.height - HEAD, () => {
    for (const lane of scene.lanes) {
      const top = HEAD + lane.top - view.scroll;
      if (top + lane.height < HEAD || top > view.height) continue;
      pen.line(0, top + 0.5, view.width, top + 0.5, { stroke: colours.rule });
      for (const [k, { words, font }] of lane.label.entries()) pen.text(0, top + (k + 1) * LINE, words, { fill: font === "label" ? colours.ink : colours.quiet, font });
      const bars = top + lane.head;
      pen.clip(view.gutter, Math.max(bars, HEAD), view.width - view.gutter, lane.height - lane.head, () =>
        (lane.strip ? drawStrip(pen, lane, bars + 2, view, at, colours) : drawBars(pen, lane, bars + 5, view, at, colours)));
    }
  });
}

const LAYERS = 2; // bars over one another that the eye still tells apart

/** What would only be drawn over what lies there already is left out, unless it answers the day. */
function drawBars(pen, lane, top, view, at, colours) {
  const rows = Array.from({ length: lane.rows }, () => new Uint8Array(Math.ceil(view.width) + 2));
  for (const bar of lane.bars) {
    if (bar.lo > view.to || (bar.to < view.from && !bar.open)) continue;
    const box = place(bar, lane, top, view, at);
    if (buried(rows[bar.row], box, view) && bar !== at.focus && !at.active.has(bar.i)) continue;
    drawBar(pen, bar, box, view, at, colours);
  }
}

/** Whether every pixel of a bar has its layers; counts the bar among them where not. */
function buried(row, { x1, x4 }, view) {
  const from = Math.max(Math.round(x1), view.gutter), to = Math.min(Math.round(x4), row.length - 1);
  let free = false;
  for (let x = from; x <= to && !free; x++) free = row[x] < LAYERS;
  if (free) for (let x = from; x <= to; x++) row[x] += 1;
  return !free;
}

/** The four days in pixels: start_lo, start_hi, end of the body, end of the wedge. */
export function place(bar, lane, top, view, at) {
  const edge = view.gutter + 1;
  const height = lane.rowHeight - 4;
  const y = top + bar.row * lane.rowHeight;
  const x1 = bar.unbounded ? edge + 6 : view.x(bar.lo);
  const x2 = Math.max(x1, bar.hi > 0 ? view.x(bar.hi + 1) : edge + 6);
  const bodyEnd = bar.open ? Math.max(bar.vouched, bar.hi) : Math.max(bar.endLo, bar.hi);
  const x3 = Math.max(x2, view.x(bodyEnd + 1));
  const x4 = bar.open ? x3 : Math.max(x3, view.x(bar.endHi + 1));
  const dots = bar.open && at.day > bodyEnd ? view.x(Math.min(at.day, bar.gone)) : x3;
  return { plain: bar.lo === bar.hi && (bar.open || bar.endLo >= bar.endHi), x1, x2: bar.lo === bar.hi ? x1 : x2, x3, x4: Math.max(x4, x1 + 3), y, height, dots };
}

function drawBar(pen, bar, box, view, at, colours) {
  const { x1, x2, x3, x4, y, height, dots } = box;
  const middle = y + height / 2;
  const inPrint = bar.published <= at.knownBy;
  const gone = at.knownBy >= bar.gone;
  const lost = bar.lo <= at.day && at.day <= bar.endHi && !at.active.has(bar.i);
  const ink = colours[bar.side];
  const style = !inPrint || gone ? { stroke: colours.quiet, dash: [3, 2] }
    : bar.against ? { stroke: ink, width: 1.5 } : lost ? { fill: colours[`${bar.side}Pale`], stroke: ink, width: 0.5 } : { fill: ink };
  if (dots > x4 + 2 && inPrint && !gone) pen.line(x4, middle, dots, middle, { stroke: ink, dash: [1.5, 3.5], width: 1.5 });
  if (height >= 8) lag(pen, bar, box, view, colours);
  if (box.plain && !bar.unbounded) pen.rect(x1, y, x4 - x1, height, style);
  else pen.polygon([[x1, middle], [x2, y], [x3, y], [x4, middle], [x3, y + height], [x2, y + height]], style);
  if (bar.unbounded) pen.polygon([[view.gutter + 1, middle], [view.gutter + 7, y], [view.gutter + 7, y + height]], { fill: ink });
  if (gone) pen.line(x1, middle, x4, middle, { stroke: colours.ink });
  const room = Math.max(x4, Math.min(dots, x4)) - x2 - 8;
  if (height >= 12 && room > bar.word.length * 5.6 + 4) {
    pen.text(Math.max(x2, view.gutter) + 5, y + height - 2.5, bar.word, { fill: !lost && inPrint && !gone && !bar.against ? colours.onInk : colours.ink });
  }
  if (bar === at.focus) pen.rect(x1 - 2, y - 2, x4 - x1 + 4, height + 4, { stroke: colours.focus, width: 2 });
}

/** A hairline from the last day spoken for to the day of publication: the gap between the two. */
function lag(pen, bar, { x1, x4, y, height }, view, colours) {
  const at = view.x(bar.published);
  const from = at > x4 ? x4 : at < x1 ? x1 : null;
  if (from !== null) pen.line(from, y + height - 0.5, at, y + height - 0.5, { stroke: colours.rule });
  pen.line(at, y + height - 5, at, y + height + 1.5, { stroke: colours.quiet });
}
