// Step 6 of SEMANTICS section 3: what the active facts of a slot come to.
let aspects = {};

/** The scales of the catalogue; said once, before anything is judged. */
export function setAspects(list) {
  aspects = Object.fromEntries(list.map((aspect) => [aspect.name, aspect]));
}

export const aspectOf = (name) => aspects[name];

export function readStatus(book, aspect, { active, headline }, against) {
  const value = book.value[headline];
  const holders = new Set();
  let others = false;
  for (const i of active) {
    if (book.value[i] === value) holders.add(book.origin[i]);
    else others = true;
  }
  const disputed = against.some((i) => book.value[i] === value && !holders.has(book.origin[i])
    && book.vouched[i] >= book.start_lo[headline]);
  if (disputed) return "contested";
  if (!others) return holders.size === 1 ? "single" : "corroborated";
  return clash(book, aspect, active);
}

/** By pairs of values with who holds them, so that many origins cost no more than a few. */
function clash(book, aspect, active) {
  const said = new Map();
  for (const i of active) {
    const origins = said.get(book.value[i]);
    if (origins) origins.add(book.origin[i]);
    else said.set(book.value[i], new Set([book.origin[i]]));
  }
  let self = false;
  for (const [one, mine] of said) {
    for (const [other, theirs] of said) {
      if (one >= other || !opposed(aspect, book.values[one], book.values[other])) continue;
      if (mine.size > 1 || theirs.size > 1 || ![...mine].every((origin) => theirs.has(origin))) return "contested";
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
