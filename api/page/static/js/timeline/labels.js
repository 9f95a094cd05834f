// The names of lanes, broken into lines that fit: beside the bars, or above them on a narrow page.
import { measured } from "./pens.js";
import { gutterOf, NARROW } from "./view.js";

export const LINE = 15;
const MOST_LINES = 2;

/** The scene with its names set for a width; a lane grows where its name needs the room. */
export function labelled(scene, width) {
  const narrow = width < NARROW, room = narrow ? width - 8 : gutterOf(width) - 14;
  const lanes = scene.lanes.map((lane) => {
    const label = [...broken(lane.title, "label", room), ...broken(lane.toward, "small", room), ...broken(lane.note, "small", room)];
    const tall = label.length * LINE + 6;
    return { ...lane, label, head: narrow ? tall - 2 : 0, height: narrow ? tall + lane.body : Math.max(tall, lane.body) };
  });
  return { ...scene, ...stacked(lanes) };
}

/** Lanes one under the other. */
function stacked(lanes) {
  let height = 0;
  const placed = lanes.map((lane) => {
    const top = height;
    height += lane.height;
    return { ...lane, top };
  });
  return { lanes: placed, height };
}

/** At most two lines; what still does not fit is cut and says so. */
function broken(words, font, room) {
  if (!words) return [];
  const lines = [""];
  for (const word of words.split(" ")) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (measured(longer, font) <= room || !lines.at(-1) || lines.length === MOST_LINES) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => ({ words: cut(line, font, room), font }));
}

function cut(line, font, room) {
  if (measured(line, font) <= room) return line;
  let end = line.length - 1;
  while (end > 1 && measured(`${line.slice(0, end)}…`, font) > room) end -= 1;
  return `${line.slice(0, end).trimEnd()}…`;
}
