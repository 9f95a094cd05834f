// Tempo: incidents and their dead as they were counted, to lie beside what was said of violence.
import { useEffect, useState } from "../../vendor/vendor.js";
import { get } from "../api.js";
import { iso, MONTHS, parseDay, spelled, toDate } from "../days.js";
import { actorName } from "../directory.js";
import { coordinates } from "../state.js";
import { count } from "../words.js";

export const BUCKETS = ["week", "month", "quarter", "year"];
const COUNTED = ["incident_recorded", "metric_withheld"];
const NONE = [];

/** {items}, or {items: [], error}; asked on rest, and only where something may have been counted. */
export function useTempo(state, head, book, days) {
  const [found, setFound] = useState({ items: NONE });
  const first = firstCounted(book);
  const { known_by, recorded_by } = coordinates(state, head);
  const asked = { from: iso(first ?? 0), to: iso(Math.max(days.last, first ?? 0)), bucket: bucketOf(state), known_by, recorded_by };
  useEffect(() => {
    if (first === null) { setFound({ items: NONE }); return undefined; }
    const stop = new AbortController();
    const timer = setTimeout(() => get(`/v1/actors/${encodeURIComponent(state.actor)}/tempo`, asked, { signal: stop.signal })
      .then((answer) => setFound({ items: answer.items.filter(tells) }), (error) => error.name !== "AbortError" && setFound({ items: NONE, error })), 150);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [state.actor, JSON.stringify(asked)]);
  return found;
}

export const bucketOf = (state) => (BUCKETS.includes(state.bucket) ? state.bucket : "month");

function firstCounted({ answer: { episodes } }) {
  let first = null;
  for (let k = 0; k < episodes.type.length; k++) {
    const day = episodes.start_lo[k];
    if (day > 0 && COUNTED.includes(episodes.types[episodes.type[k]]) && (first === null || day < first)) first = day;
  }
  return first;
}

const tells = ({ incidents, withheld }) => incidents > 0 || withheld.length > 0;

/** A strip for every counterpart, by whether the actor did it or suffered it; the fullest first. */
export function stripsOf(items, directory) {
  const strips = new Map();
  const strip = (role, counterpart) => {
    const key = `${role} ${counterpart ?? ""}`;
    if (!strips.has(key)) strips.set(key, { key, role, counterpart, title: "counted", toward: whom(directory, role, counterpart), counts: new Map(), incidents: 0 });
    return strips.get(key);
  };
  for (const item of items) {
    for (const part of item.counterparts) {
      const one = strip(part.role, part.counterpart);
      one.counts.set(item, part);
      one.incidents += part.incidents;
    }
  }
  if (!strips.size && items.length) strip("actor", null);
  return [...strips.values()].map((one) => filled(one, items)).sort((a, b) => b.incidents - a.incidents);
}

function whom(directory, role, counterpart) {
  const name = counterpart ? actorName(directory, counterpart) : "nobody named";
  return role === "target" ? `by ${name}` : `toward ${name}`;
}

const NOTHING = { incidents: 0, uncertain: 0, uncounted: 0, fatalities: { low: 0, best: 0, high: 0 } };

/** A strip's buckets, those with a withheld metric even where nothing was counted in them. */
function filled(strip, items) {
  const buckets = items.filter((item) => strip.counts.has(item) || item.withheld.length).map((item) => ({
    lane: strip, lo: parseDay(item.start), hi: parseDay(item.end), withheld: item.withheld, ...(strip.counts.get(item) ?? NOTHING),
  }));
  const most = (pick) => buckets.reduce((a, bucket) => Math.max(a, pick(bucket)), 0);
  return Object.assign(strip, { buckets, mostIncidents: most(({ incidents }) => incidents), mostDead: most(({ fatalities: { best, high } }) => Math.max(best, high)) });
}

/** "March 2020" for a month, "2020" for a year, otherwise its first and last day. */
export function bucketWords({ lo, hi }) {
  const [from, to] = [toDate(lo), toDate(hi)];
  const year = from.getUTCFullYear();
  if (hi - lo > 360) return String(year);
  if (from.getUTCMonth() === to.getUTCMonth() && hi - lo > 26) return `${MONTHS[from.getUTCMonth()]} ${year}`;
  return `${spelled(lo)} to ${spelled(hi)}`;
}

/** The dead of a bucket in words: the best count and its range. */
export function deadWords({ incidents, uncounted, fatalities: { low, best, high } }) {
  if (incidents > 0 && uncounted === incidents) return "no number of dead given";
  const range = low === best && best === high ? "" : `, ${low.toLocaleString("en-GB")} to ${high.toLocaleString("en-GB")}`;
  return `${best.toLocaleString("en-GB")} dead by the best count${range}`;
}

export function bucketSaid(bucket) {
  const { incidents, uncertain, uncounted, withheld } = bucket;
  const parts = [count(incidents, "incident")];
  if (uncertain) parts.push(`${uncertain} of them perhaps later`);
  if (incidents) parts.push(deadWords(bucket));
  if (uncounted && uncounted < incidents) parts.push(`${uncounted} without a number`);
  return `Counted in ${bucketWords(bucket)}, ${bucket.lane.toward}: ${incidents || !withheld.length ? parts.join("; ") : "nothing"}.${withheld.length ? ` Withheld: ${withheld.join(", ")}.` : ""}`;
}
