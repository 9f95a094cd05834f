// Step 6 of SEMANTICS section 3: what the active facts of a slot come to.
let aspects = {};

/** The scales of the catalogue; said once, before anything is judged. */
export function setAspects(list) {
  aspects = Object.fromEntries(list.map((aspect) => [aspect.name, aspect]));
}

export const aspectOf = (name) => aspects[name];

export function readStatus(book, aspect, { active, headline }, against) {
  const value = book.value[headline];
  const holders = new Set(active.filter((i) => book.value[i] === value).map((i) => book.origin[i]));
  const disputed = against.some((i) => book.value[i] === value && !holders.has(book.origin[i])
    && book.vouched[i] >= book.start_lo[headline]);
  if (disputed) return "contested";
  if (active.every((i) => book.value[i] === value)) return holders.size === 1 ? "single" : "corroborated";
  return clash(book, aspect, active);
}

/** By pairs of (origin, value), so that many mentions cost no more than one. */
function clash(book, aspect, active) {
  const said = [...new Map(active.map((i) => [`${book.origin[i]} ${book.value[i]}`, i])).values()];
  let self = false;
  for (const one of said) {
    for (const other of said) {
      if (!opposed(aspect, book.values[book.value[one]], book.values[book.value[other]])) continue;
      if (book.origin[one] !== book.origin[other]) return "contested";
      self = true;
    }
  }
  return self ? "mixed" : "nuanced";
}

/** Whether two values lie on different sides of the scale. */
export function opposed(aspect, one, other) {
  if (one.comparator && other.comparator) return !shareANumber(one, other);
  const [low, high] = aspects[aspect].sides;
  return (low.includes(one.value) && high.includes(other.value))
    || (high.includes(one.value) && low.includes(other.value));
}

/** Bounds in tenths of a person, so that "within 10 %" stays a whole number. */
function bounds({ comparator, value }) {
  if (comparator === "~") return [value * 9, value * 11, true];
  return [comparator === "=" ? value * 10 : -Infinity, value * 10, comparator !== "<"];
}

function shareANumber(one, other) {
  const [a, b] = [bounds(one), bounds(other)];
  const floor = Math.max(a[0], b[0]);
  return [a, b].every(([, ceiling, reached]) => floor < ceiling || (floor === ceiling && reached));
}
