// Draws a strip of tempo: incidents above, their dead below. A box is the range from the lowest to
// the highest count, the thick mark in it the best; what is withheld is hatched, for it is no zero.
export const STRIP = 74;
const COUNTS = 24, DEAD = 38;

export function drawStrip(pen, { strip }, top, view, at, colours) {
  const floor = top + COUNTS, base = top + STRIP - 8;
  for (const y of [floor, base]) pen.line(view.gutter, y + 0.5, view.width, y + 0.5, { stroke: colours.rule });
  let run = -Infinity;
  for (const bucket of strip.buckets) {
    if (bucket.lo > view.to || bucket.hi < view.from) continue;
    const x = Math.max(view.x(bucket.lo), view.gutter), full = view.x(bucket.hi + 1) - x;
    const wide = Math.max(full > 4 ? full - 1 : full, 1);
    if (bucket.withheld.length) {
      withheld(pen, x, top, full, run < bucket.lo - 1, colours);
      run = bucket.hi;
    }
    if (bucket.incidents) {
      incidents(pen, bucket, x, floor, wide, (COUNTS - 4) / strip.mostIncidents, colours);
      dead(pen, bucket, x, base, wide, strip.mostDead ? DEAD / strip.mostDead : 0, colours);
    }
    if (bucket === at.focus) pen.rect(x - 1, top, wide + 2, STRIP - 4, { stroke: colours.focus, width: 2 });
  }
}

function incidents(pen, { incidents: all, uncertain }, x, floor, wide, scale, colours) {
  const sure = (all - uncertain) * scale, more = uncertain * scale;
  if (sure) pen.rect(x, floor - sure, wide, sure, { fill: colours.neutral });
  if (wide > 24 && sure > 12) pen.text(x + 4, floor - 3, String(all), { fill: colours.onInk });
  if (more) pen.rect(x + 0.5, floor - sure - more, Math.max(wide - 1, 1), more, { stroke: colours.neutral, dash: [2, 2] });
}

function dead(pen, { incidents: all, uncounted, fatalities: { low, best, high } }, x, base, wide, scale, colours) {
  if (uncounted === all) {
    if (wide > 7) pen.text(x + wide / 2, base - 2, "?", { fill: colours.quiet, align: "center" });
    else pen.rect(x, base - 4, wide, 3, { stroke: colours.quiet });
    return;
  }
  const [least, most] = [Math.min(low, high) * scale, Math.max(low, high) * scale];
  if (least > 2) pen.rect(x + wide / 2 - 0.5, base - least, 1, least, { fill: colours.quiet });
  if (most > least) pen.rect(x + 0.5, base - most, Math.max(wide - 1, 1), most - least, { fill: colours.highPale, stroke: colours.high });
  pen.rect(x, base - best * scale - 1, wide, 3, { fill: colours.high });
  if (wide > 40) pen.text(x + wide / 2 + 5, least > 14 ? base - 3 : base - most - 4, best.toLocaleString("en-GB"), { fill: colours.quiet });
}

/** A hatched field; the first of a run says so where there is room. */
function withheld(pen, x, top, full, first, colours) {
  pen.rect(x, top + 1, full, STRIP - 10, { fill: colours.neutralPale });
  for (let at = Math.ceil(x / 5) * 5; at < x + full; at += 5) pen.line(at + 0.5, top + 1, at + 0.5, top + STRIP - 9, { stroke: colours.neutral, dash: [2, 3] });
  if (!first || full < 56) return;
  pen.rect(x + 2, top + 3, 50, 14, { fill: colours.neutralPale });
  pen.text(x + 4, top + 14, "withheld", { fill: colours.ink });
}
