// One actor's claims at one record position, as typed arrays in the order in which the fold reads
// them: slot by slot, origin by origin, by start. `rank` is the place among ids, which breaks ties.
export const RELAYED = 1, AGAINST = 2, EVEN = 4, PROJECTION = 8;
const NUMBERS = ["slot", "value", "path", "report", "flags", "gone", "reliability", "published",
  "start_lo", "start_hi", "end_lo", "end_hi", "vouched", "speaks", "position"];

/** The answer of /v1/actors/{id}/claims, ready for `judge`. */
export function openBook(answer) {
  const named = slotsOf(answer);
  const rank = inOrder(answer, named);
  const columns = {};
  for (const name of NUMBERS) columns[name] = picked(answer.claims[name], rank);
  const origins = answer.paths.map((path) => path[path.length - 1]);
  const origin = picked(origins, columns.path);
  const { breath, runs } = breathsOf(columns, origin);
  const slots = ranged(named, columns.slot, origin);
  return {
    answer, size: rank.length, ...columns, rank, origin, breath, runs, slots,
    values: answer.values.map(readValue), excluded: null,
    scratch: scratchFor(slots, rank.length, runs.length),
  };
}

function picked(column, order) {
  const found = new Int32Array(order.length);
  for (let k = 0; k < order.length; k++) found[k] = column[order[k]];
  return found;
}

/** Slots in the order of answers. */
function slotsOf(answer) {
  const named = answer.slots.map(([aspect, toward, subject], index) =>
    ({ index, aspect, toward, subject, key: slotKey({ aspect, toward, subject }) }));
  return named.sort((a, b) => compare(a.aspect, b.aspect) || compare(a.toward ?? "", b.toward ?? "")
    || compare(a.subject ?? "", b.subject ?? ""));
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** Indices by slot, origin, start, value and id. Numbers sort natively, a comparator is slow: the
    last three fit into one of 53 bits, the first two are the bucket it falls into. */
function inOrder({ claims, paths, sources, values }, named) {
  const size = claims.slot.length, place = new Int32Array(named.length);
  named.forEach(({ index }, k) => { place[index] = k; });
  const bucket = new Int32Array(size);
  for (let i = 0; i < size; i++) bucket[i] = place[claims.slot[i]] * sources.length + paths[claims.path[i]].at(-1);
  const ends = new Int32Array(named.length * sources.length + 1);
  for (const one of bucket) ends[one + 1] += 1;
  for (let k = 1; k < ends.length; k++) ends[k] += ends[k - 1];
  const keys = new Float64Array(size), next = ends.slice();
  for (let i = 0; i < size; i++) keys[next[bucket[i]]++] = (claims.start_lo[i] * values.length + claims.value[i]) * size + i;
  for (let k = 1; k < ends.length; k++) if (ends[k] - ends[k - 1] > 1) keys.subarray(ends[k - 1], ends[k]).sort();
  const order = new Int32Array(size);
  for (let k = 0; k < size; k++) order[k] = keys[k] % size;
  return order;
}

/** A breath is what one origin says of one slot with one value from one day on: they lie together. */
function breathsOf({ slot, start_lo, value }, origin) {
  const breath = new Int32Array(slot.length), runs = [];
  for (let i = 0; i < slot.length; i++) {
    if (i === 0 || slot[i] !== slot[i - 1] || origin[i] !== origin[i - 1]
      || start_lo[i] !== start_lo[i - 1] || value[i] !== value[i - 1]) runs.push(i);
    breath[i] = runs.length - 1;
  }
  return { breath, runs: Int32Array.from([...runs, slot.length]) };
}

/** Every slot with where its claims stand, and where in them each origin begins. */
function ranged(named, slot, origin) {
  let at = 0;
  return named.map((one) => {
    const groups = [at];
    while (at < slot.length && slot[at] === one.index) {
      if (origin[at] !== origin[groups.at(-1)]) groups.push(at);
      at += 1;
    }
    return { ...one, groups: Int32Array.from([...groups, at]), size: at - groups[0] };
  });
}

/** Room for the fold, taken once: a slider makes no garbage to speak of. */
function scratchFor(slots, size, breaths) {
  const most = slots.reduce((a, slot) => Math.max(a, slot.size), 0);
  const groups = slots.reduce((a, slot) => Math.max(a, slot.groups.length), 1);
  return { first: new Int32Array(breaths), out: new Uint8Array(size), dated: new Int32Array(most),
    count: 0, bounds: new Int32Array(groups + 1), standing: new Int32Array(most), begun: new Int32Array(most) };
}

/** The same book without what passed through a source, as publisher or in the chain. */
export function without(book, source) {
  const left = book.answer.sources.indexOf(source);
  const paths = book.answer.paths.map((path) => path.includes(left));
  if (!paths.includes(true)) return book;
  const excluded = Uint8Array.from(book.path, (path) => Number(paths[path]));
  return { ...book, excluded, gone: book.gone.map((day, i) => (excluded[i] ? 0 : day)) };
}

/** A slot as one string, for addresses and keys. */
export const slotKey = ({ aspect, toward, subject }) => JSON.stringify([aspect, toward, subject]);

function readValue(value) {
  if (typeof value === "string") return { value, spelled: value, order: [value, 0, ""] };
  const [comparator, number] = value;
  return { value: number, comparator, spelled: `${comparator}${number}`, order: ["", number, comparator] };
}
