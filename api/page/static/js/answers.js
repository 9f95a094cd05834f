// The fold's stances in the shape of /v1/actors/{id}/posture (evidence=none), and back.
import { iso, parseDay } from "./days.js";
import { slotKey } from "./book.js";

/** A stance of the fold as the server would write it. */
export function asAnswer(book, stance) {
  const { slot } = stance;
  return {
    aspect: slot.aspect, toward: slot.toward, subject: slot.subject,
    ...valueFields(book.values[book.value[stance.headline]]),
    status: stance.status,
    certainty: stance.certain ? "certain" : "possible",
    alternatives: stance.alternatives,
    since: { earliest: iso(stance.since[0]), latest: iso(stance.since[1]) },
    vouched_through: iso(stance.vouched),
    stale_days: stance.stale,
    origins: stance.origins,
    mentions: stance.mentions,
    displaced: displaced(book, stance.displaced),
  };
}

const valueFields = ({ value, comparator }) => (comparator ? { value, comparator } : { value });

function displaced(book, claims) {
  const found = new Map();
  for (const i of claims) {
    const names = found.get(book.value[i]) ?? new Set();
    found.set(book.value[i], names.add(book.answer.sources[book.origin[i]]));
  }
  const order = ([a], [b]) => compareOrder(book.values[a].order, book.values[b].order);
  return [...found].sort(order).map(([value, names]) =>
    ({ ...valueFields(book.values[value]), origins: [...names].sort() }));
}

function compareOrder(a, b) {
  for (let k = 0; k < 3; k++) if (a[k] !== b[k]) return a[k] < b[k] ? -1 : 1;
  return 0;
}

/** Whether the server's stances (evidence=none) say what the fold says. */
export function sameStances(book, stances, served) {
  const plain = served.map(({ evidence, against, ...rest }) => rest);
  return canonical(stances.map((stance) => asAnswer(book, stance))) === canonical(plain);
}

const canonical = (value) => JSON.stringify(value, (_, part) =>
  part && typeof part === "object" && !Array.isArray(part)
    ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part);

/** The server's stance in the shape that cards draw; what only claims tell is left out. */
export function fromAnswer(book, served, day) {
  const key = slotKey(served);
  return {
    slot: book.slots.find((slot) => slot.key === key) ?? { ...served, key, size: 0 },
    day, headline: null, active: [], against: [], displaced: [],
    value: served.value, comparator: served.comparator,
    spelled: `${served.comparator ?? ""}${served.value}`,
    status: served.status, certain: served.certainty === "certain",
    alternatives: served.alternatives,
    since: [parseDay(served.since.earliest ?? "") ?? 0, parseDay(served.since.latest ?? "") ?? 0],
    vouched: parseDay(served.vouched_through ?? "") ?? 0,
    stale: served.stale_days, origins: served.origins, mentions: served.mentions,
  };
}
