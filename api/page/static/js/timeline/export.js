// The timeline as SVG (for print and files) and as PNG: all lanes, the window that is on screen.
import { iso } from "../days.js";
import { save } from "../save.js";
import { draw } from "./draw.js";
import { labelled } from "./labels.js";
import { canvasPen, svgPen } from "./pens.js";
import { HEAD } from "./rows.js";
import { colours, makeView } from "./view.js";

/** A file has its own width, and so its own names of lanes. */
function whole({ plain, span, size }) {
  const width = Math.max(size[0], 900), scene = labelled(plain, width);
  return [scene, makeView({ from: span[0], to: span[1], width, height: scene.height + HEAD + 4, scroll: 0 })];
}

export function svgOf(shown, palette, title) {
  const [scene, view] = whole(shown);
  const pen = svgPen(view.width, view.height, palette.paper, title);
  draw(pen, scene, view, { ...shown.at, focus: undefined }, palette);
  clocks(pen, view, shown.at, palette);
  return pen.root;
}

function clocks(pen, view, at, palette) {
  const mark = (day, dash, label) => {
    const x = view.x(day);
    if (x < view.gutter || x > view.width) return;
    pen.line(x, 18, x, view.height, { stroke: palette.mark, width: 2, dash });
    pen.text(x - 4, dash.length ? 40 : 27, label, { fill: palette.mark, align: "right" });
  };
  if (at.limited) mark(at.knownBy, [5, 4], `known by ${iso(at.knownBy)}`);
  mark(at.day, [], `as of ${iso(at.day)}`);
}

export function exportSvg(shown, box, title, state) {
  save(`${state.actor}-timeline.svg`, new Blob([new XMLSerializer().serializeToString(svgOf(shown, colours(box), title))], { type: "image/svg+xml" }));
}

export function exportPng(shown, box, state) {
  const [scene, view] = whole(shown), canvas = document.createElement("canvas"), palette = colours(box);
  canvas.width = view.width * 2;
  canvas.height = view.height * 2;
  const context = canvas.getContext("2d");
  context.scale(2, 2);
  draw(canvasPen(context), scene, view, { ...shown.at, focus: undefined }, palette);
  context.setLineDash([]);
  clocks(canvasPen(context), view, shown.at, palette);
  canvas.toBlob((blob) => save(`${state.actor}-timeline.png`, blob), "image/png");
}
