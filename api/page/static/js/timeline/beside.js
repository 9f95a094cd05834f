// A scene with its tempo: every strip lies under the violence that was said toward the same.
import { count } from "../words.js";
import { STRIP } from "./strips.js";

export function withTempo(scene, strips) {
  if (!strips.length) return scene;
  const left = new Set(strips);
  const lanes = [];
  for (const lane of scene.lanes) {
    if (lane.slot.aspect !== "violence" && left.size) lanes.push(...takeAll(left));
    lanes.push(lane);
    for (const strip of left) {
      if (lane.slot.aspect !== "violence" || strip.role !== "actor" || strip.counterpart !== lane.slot.toward) continue;
      lanes.push(laneOf(strip));
      left.delete(strip);
    }
  }
  lanes.push(...takeAll(left));
  return { ...scene, lanes };
}

function takeAll(left) {
  const lanes = [...left].map(laneOf);
  left.clear();
  return lanes;
}

const laneOf = (strip) => ({ slot: strip, strip, bars: strip.buckets, rows: 1, body: STRIP, title: strip.title, toward: strip.toward, note: scaleWords(strip) });

const scaleWords = ({ mostIncidents, mostDead }) => (mostIncidents
  ? `most: ${count(mostIncidents, "incident")}${mostDead ? `, ${mostDead.toLocaleString("en-GB")} dead` : ""}` : "");
