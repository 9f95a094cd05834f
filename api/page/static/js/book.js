// One actor's claims at one record position, as typed arrays, sorted and indexed for the fold.
export const RELAYED = 1, AGAINST = 2, EVEN = 4, PROJECTION = 8;
const NUMBERS = ["slot", "value", "path", "report", "flags", "gone", "reliability", "published",
  "start_lo", "start_hi", "end_lo", "end_hi", "vouched", "speaks", "position"];

/** The answer of /v1/actors/{id}/claims, ready for `judge`. */
export function openBook(answer) {
  const columns = {};
  for (const name of NUMBERS) columns[name] = Int32Array.from(answer.claims[name]);
  const size = columns.slot.length;
  const origins = answer.paths.map((path) => path[path.length - 1]);
  const origin = Int32Array.from(columns.path, (path) => origins[path]);
  const word = indexed(size, (i) => `${columns.slot[i]} ${origin[i]} ${columns.value[i]}`);
  const breath = indexed(size, (i) => `${word.index[i]} ${columns.start_lo[i]}`);
  return {
    answer, size, ...columns, origin, origins,
    word: word.index, breath: breath.index,
    slots: slots(answer, columns),
    values: answer.values.map(readValue),
    scratch: { first: new Int32Array(breath.count), stamp: new Int32Array(breath.count), tick: 0 },
  };
}

/** Equal keys get equal small numbers. */
function indexed(size, key) {
  const seen = new Map();
  const index = new Int32Array(size);
  for (let i = 0; i < size; i++) {
    const text = key(i);
    let number = seen.get(text);
    if (number === undefined) {
      number = seen.size;
      seen.set(text, number);
    }
    index[i] = number;
  }
  return { index, count: seen.size };
}

/** Slots in the order of answers, each with its claims by start. */
function slots(answer, columns) {
  const members = answer.slots.map(() => []);
  columns.slot.forEach((slot, i) => { members[slot].push(i); });
  const found = answer.slots.map(([aspect, toward, subject], index) => ({
    index, aspect, toward, subject, key: slotKey({ aspect, toward, subject }),
    claims: Int32Array.from(members[index].sort((a, b) =>
      columns.start_lo[a] - columns.start_lo[b] || a - b)),
  }));
  return found.sort((a, b) => compare(a.aspect, b.aspect) || compare(a.toward ?? "", b.toward ?? "")
    || compare(a.subject ?? "", b.subject ?? ""));
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** A slot as one string, for addresses and keys. */
export const slotKey = ({ aspect, toward, subject }) => JSON.stringify([aspect, toward, subject]);

function readValue(value) {
  if (typeof value === "string") return { value, spelled: value, order: [value, 0, ""] };
  const [comparator, number] = value;
  return { value: number, comparator, spelled: `${comparator}${number}`, order: ["", number, comparator] };
}
