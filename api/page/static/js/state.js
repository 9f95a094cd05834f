// What the page shows, and the address that says so: a link is a citation.
import { iso, parseDay } from "./days.js";

export const VIEWS = [
  ["board", "Posture"], ["changes", "What changed"], ["matrix", "Everybody"],
  ["relations", "Relations"], ["add", "Add a fact"],
];
const DAYS = { as_of: "asOf", known_by: "knownBy", from_as_of: "fromAsOf",
  from_known_by: "fromKnownBy", from: "from", to: "to" };
const WORDS = { actor: "actor", view: "view", recorded_by: "recordedBy", slot: "slot",
  aspect: "aspect", fact: "fact", corrects: "corrects", from_recorded_by: "fromRecordedBy",
  exclude_source: "excludeSource", bucket: "bucket" };

/** The state an address stands for; what is not said is null. Strange parts are left out. */
export function readState(search) {
  const query = new URLSearchParams(search);
  const state = {};
  for (const [name, key] of Object.entries(DAYS)) state[key] = parseDay(query.get(name) ?? "");
  for (const [name, key] of Object.entries(WORDS)) state[key] = query.get(name);
  if (!VIEWS.some(([view]) => view === state.view)) state.view = "board";
  state.slot = readSlot(state.slot);
  if (!validMoment(state.recordedBy)) state.recordedBy = null;
  if (!validMoment(state.fromRecordedBy)) state.fromRecordedBy = null;
  return state;
}

/** A slot as cards name it (`slotKey`); null for what is none, however it came into the address. */
function readSlot(text) {
  try {
    const parts = JSON.parse(text);
    const whole = parts?.length === 3 && parts.every((part, k) => typeof part === "string" || (k > 0 && part === null));
    return whole ? JSON.stringify(parts) : null;
  } catch {
    return null;
  }
}

/** A log position or an RFC 3339 instant. */
export function validMoment(text) {
  if (!text) return false;
  return /^\d{1,18}$/.test(text)
    || (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)
      && !Number.isNaN(Date.parse(text)));
}

/** The query string of a state. */
export function writeState(state) {
  const query = new URLSearchParams();
  for (const [name, key] of Object.entries(WORDS)) {
    if (state[key] && !(key === "view" && state.view === "board")) query.set(name, state[key]);
  }
  for (const [name, key] of Object.entries(DAYS)) {
    if (state[key] !== null && state[key] !== undefined) query.set(name, iso(state[key]));
  }
  return `?${query}`;
}

/** The three coordinates as the API's parameters; `head` is where this page's log ends. */
export function coordinates({ asOf, knownBy, recordedBy }, head) {
  return {
    as_of: iso(asOf),
    known_by: knownBy === null ? null : iso(knownBy),
    recorded_by: recordedBy ?? head,
  };
}

/** The same with the source that is left out, which only postures can do. */
export const question = (state, head) => ({ ...coordinates(state, head), exclude_source: state.excludeSource || null });
