// The head of the timeline: the axis, what was published when, and incidents as density.
import { MONTHS, toDate } from "../days.js";
import { scaleUtc } from "../../vendor/vendor.js";
import { firstAt } from "./scene.js";

export const HEAD = 104;
const PRINT = 46, INCIDENTS = 98;

export function drawRows(pen, scene, view, at, colours) {
  axis(pen, view, colours);
  publications(pen, scene, view, at, colours);
  incidents(pen, scene, view, at, colours);
  pen.line(0, HEAD - 0.5, view.width, HEAD - 0.5, { stroke: colours.ink });
}

function axis(pen, view, colours) {
  const scale = scaleUtc([toDate(view.from), toDate(view.to)], [view.gutter, view.width]);
  for (const tick of scale.ticks(Math.max(2, Math.floor((view.width - view.gutter) / 90)))) {
    const x = Math.round(scale(tick)) + 0.5;
    if (x < view.gutter + 2) continue;
    pen.line(x, 0, x, 14, { stroke: colours.rule });
    if (x < view.width - 36) pen.text(x + 3, 11, tickWords(tick), { fill: colours.quiet });
  }
}

/** The day before the month, as everywhere on the page; a year at its start. */
function tickWords(date) {
  const month = MONTHS[date.getUTCMonth()].slice(0, 3);
  if (date.getUTCDate() > 1) return `${date.getUTCDate()} ${month}`;
  return date.getUTCMonth() ? month : String(date.getUTCFullYear());
}

function publications(pen, scene, view, at, colours) {
  pen.text(0, PRINT + 10, "Publications", { fill: colours.ink, font: "label" });
  pen.line(view.gutter, PRINT + 14.5, view.width, PRINT + 14.5, { stroke: colours.rule });
  let last = -2;
  for (let k = firstAt(scene.publications, view.from); k < scene.publications.length; k++) {
    const day = scene.publications[k];
    if (day > view.to) break;
    const x = Math.round(view.x(day)) + 0.5;
    if (x - last < 1) continue;
    last = x;
    const known = day <= at.knownBy;
    pen.line(x, PRINT, x, PRINT + 14, { stroke: known ? colours.ink : colours.quiet, width: known ? 2 : 1, dash: known ? [] : [2, 2] });
  }
}

/** Bars of a few pixels; those in print solid, those not yet in print outlined. */
function incidents(pen, scene, view, at, colours) {
  pen.text(0, INCIDENTS - 4, scene.incidents.length ? "Incidents" : "No incidents", { fill: scene.incidents.length ? colours.ink : colours.quiet, font: "label" });
  const step = 6, day = (x) => view.from + ((x - view.gutter) / (view.width - view.gutter)) * (view.to - view.from);
  const bins = [];
  for (let x = view.gutter; x < view.width; x += step) {
    let known = 0, later = 0;
    const end = firstAt(scene.incidents, day(x + step), (entry) => entry.day);
    for (let k = firstAt(scene.incidents, day(x), (entry) => entry.day); k < end; k++) {
      if (scene.incidents[k].published > at.knownBy) later += 1;
      else if (at.knownBy < scene.incidents[k].gone) known += 1;
    }
    bins.push([x, known, later]);
  }
  const most = Math.max(1, ...bins.map(([, known, later]) => known + later));
  for (const [x, known, later] of bins) {
    const high = (known / most) * 28, more = (later / most) * 28;
    if (known) pen.rect(x, INCIDENTS - high, step - 1, high, { fill: colours.high });
    if (later) pen.rect(x + 0.5, INCIDENTS - high - more, step - 2, more, { stroke: colours.quiet, dash: [2, 2] });
  }
  for (const gap of scene.gaps) {
    const from = Math.max(view.x(gap.day), view.gutter), to = Math.max(from + 4, view.x(gap.last + 1));
    if (to > view.gutter && from < view.width) pen.line(from, INCIDENTS + 2, to, INCIDENTS + 2, { stroke: colours.ink, width: 2, dash: [6, 2] });
  }
}
