// Two pens with the same strokes: one draws on a canvas, one writes SVG for print and export.
const FONT = { small: "12px 'Source Sans 3', sans-serif", label: "600 13px 'Source Sans 3', sans-serif" };

let ruler = null;

/** How wide words are, in pixels: the same for every pen. */
export function measured(words, font) {
  ruler ??= document.createElement("canvas").getContext("2d");
  ruler.font = FONT[font];
  return ruler.measureText(words).width;
}

const tiles = new Map();

/** A dash as a pattern: thousands of dashed strokes cost a software raster a tenth of a second. */
function dashed(context, colour, [on, off], upright) {
  const key = `${colour} ${on} ${off} ${upright}`;
  if (!tiles.has(key)) {
    const tile = document.createElement("canvas"), length = Math.round(on) + Math.round(off);
    [tile.width, tile.height] = upright ? [1, length] : [length, 1];
    const ink = tile.getContext("2d");
    ink.fillStyle = colour;
    ink.fillRect(0, 0, upright ? 1 : Math.round(on), upright ? Math.round(on) : 1);
    tiles.set(key, context.createPattern(tile, "repeat"));
  }
  return tiles.get(key);
}

/** All that lies along an axis is filled as rectangles; only polygons are paths. */
export function canvasPen(context) {
  const across = (x, y, length, style, upright) => {
    const width = style.width ?? 1;
    context.fillStyle = style.dash?.length ? dashed(context, style.stroke, style.dash, upright) : style.stroke;
    if (upright) context.fillRect(x - width / 2, y, width, length);
    else context.fillRect(x, y - width / 2, length, width);
  };
  return {
    rect(x, y, width, height, style) {
      if (style.fill) { context.fillStyle = style.fill; context.fillRect(x, y, width, height); }
      if (style.stroke) {
        for (const edge of [y, y + height]) across(x, edge, width, style, false);
        for (const edge of [x, x + width]) across(edge, y, height, style, true);
      }
    },
    polygon(points, style) {
      context.beginPath();
      points.forEach(([x, y], k) => { if (k) context.lineTo(x, y); else context.moveTo(x, y); });
      context.closePath();
      if (style.fill) { context.fillStyle = style.fill; context.fill(); }
      if (style.stroke) {
        context.strokeStyle = style.stroke;
        context.lineWidth = style.width ?? 1;
        context.setLineDash(style.dash ?? []);
        context.stroke();
      }
    },
    /** From one end to the other, along an axis. */
    line(x1, y1, x2, y2, style) {
      if (x1 === x2) across(x1, Math.min(y1, y2), Math.abs(y2 - y1), style, true);
      else across(Math.min(x1, x2), y1, Math.abs(x2 - x1), style, false);
    },
    text(x, y, words, style) {
      context.fillStyle = style.fill;
      context.font = FONT[style.font ?? "small"];
      context.textAlign = style.align ?? "left";
      context.fillText(words, x, y);
    },
    clip(x, y, width, height, draw) {
      context.save();
      context.beginPath();
      context.rect(x, y, width, height);
      context.clip();
      draw();
      context.restore();
    },
  };
}

const SVG = "http://www.w3.org/2000/svg";
const number = (value) => (typeof value === "number" ? Math.round(value * 100) / 100 : value);

function node(parent, name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, number(value));
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
}

const painted = ({ fill, stroke, width, dash }) => ({ fill: fill ?? "none",
  ...(stroke && { stroke, "stroke-width": width ?? 1 }), ...(stroke && dash?.length && { "stroke-dasharray": dash.join(" ") }) });

/** Builds elements, so that nothing has to be escaped and print needs no parser. */
export function svgPen(width, height, paper, title) {
  const root = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "font-family": "Source Sans 3, sans-serif" })) root.setAttribute(key, value);
  node(root, "title", {}, title);
  node(root, "rect", { width: "100%", height: "100%", fill: paper });
  let group = root, clips = 0;
  return {
    root,
    rect: (x, y, wide, high, style) => node(group, "rect", { x, y, width: Math.max(wide, 0), height: high, ...painted(style) }),
    polygon: (points, style) => node(group, "polygon", { points: points.map((point) => point.map(number).join(",")).join(" "), ...painted(style) }),
    line: (x1, y1, x2, y2, style) => node(group, "line", { x1, y1, x2, y2, ...painted(style) }),
    text: (x, y, words, { fill, align, font }) => node(group, "text", { x, y, fill, "text-anchor": { right: "end", center: "middle" }[align] ?? "start",
      "font-size": font === "label" ? 13 : 12, "font-weight": font === "label" ? 600 : 400 }, words),
    clip(x, y, wide, high, paint) {
      clips += 1;
      const id = `clip-${clips}`, outer = group;
      node(node(group, "clipPath", { id }), "rect", { x, y, width: Math.max(wide, 0), height: Math.max(high, 0) });
      group = node(group, "g", { "clip-path": `url(#${id})` });
      paint();
      group = outer;
    },
  };
}
