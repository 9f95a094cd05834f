// Step 4 of SEMANTICS section 3: each origin's latest word, then later changes, then the headline.
import { firstPublished, hasBegun } from "./force.js";

/** Both readings of what is in force, or null; `certain` is null where nothing has begun. */
export function readings(book, slot, day) {
  const { scratch: { bounds, dated, out, standing, begun } } = book;
  const possible = [], certain = [];
  let alike = true;
  for (let g = 0; g + 1 < slot.groups.length; g++) {
    let stand = 0, began = 0;
    for (let k = bounds[g]; k < bounds[g + 1]; k++) {
      const i = dated[k];
      if (out[i]) continue;
      standing[stand++] = i;
      if (hasBegun(book, i, day)) begun[began++] = i;
    }
    const from = possible.length;
    latestWord(book, standing, stand, day, possible);
    if (stand !== began) {
      alike = false;
      latestWord(book, begun, began, day, certain);
    } else for (let k = from; k < possible.length; k++) certain.push(possible[k]);
  }
  const answer = decided(book, possible, day);
  return answer && { possible: answer, certain: alike ? answer : decided(book, certain, day) };
}

/** Step 4a for the facts of one origin, which stand in the order of their start. */
function latestWord(book, group, size, day, into) {
  const { value, speaks, start_lo } = book;
  const base = into.length;
  let nearest = -1, newest = -1, latest = -1, flushed = size;
  later.clear();
  for (let k = size - 1; k >= 0; k--) {
    const i = group[k], start = start_lo[i], published = firstPublished(book, i);
    while (flushed > k + 1 && start_lo[group[flushed - 1]] > start) {
      flushed -= 1;
      later.add(value[group[flushed]], firstPublished(book, group[flushed]));
    }
    if (later.other(value[i]) >= published) continue;
    const near = Math.min(day, speaks[i]);
    const order = near - nearest || published - newest || start - latest;
    if (order > 0) {
      into.length = base;
      nearest = near;
      newest = published;
      latest = start;
    }
    if (order >= 0) into.push(i);
  }
}

/** Steps 4b and 4c. */
function decided(book, latest, day) {
  if (!latest.length) return null;
  const { value, start_lo, vouched } = book;
  turns.clear();
  for (const i of latest) turns.add(value[i], start_lo[i]);
  const active = [], displaced = [];
  let headline = -1;
  for (const i of latest) {
    if (turns.other(value[i]) > vouched[i]) displaced.push(i);
    else {
      active.push(i);
      if (headline < 0 || ahead(book, i, headline, day)) headline = i;
    }
  }
  return { active, displaced, headline };
}

/** Whether one claim is the headline before another; the smaller id wins. */
function ahead({ speaks, reliability, published, start_lo, rank }, one, other, day) {
  return (Math.min(day, speaks[one]) - Math.min(day, speaks[other])
    || reliability[one] - reliability[other] || published[one] - published[other]
    || start_lo[one] - start_lo[other] || rank[other] - rank[one]) > 0;
}

/** The greatest numbers of two different values: of another value than mine, the greatest. */
class Tops {
  clear() {
    this.value = this.number = this.nextValue = this.nextNumber = -1;
  }

  add(value, number) {
    if (this.value === value) this.number = Math.max(this.number, number);
    else if (number > this.number) {
      this.nextValue = this.value;
      this.nextNumber = this.number;
      this.value = value;
      this.number = number;
    } else if (this.nextValue === value) this.nextNumber = Math.max(this.nextNumber, number);
    else if (number > this.nextNumber) {
      this.nextValue = value;
      this.nextNumber = number;
    }
  }

  other(value) {
    return this.value === value ? this.nextNumber : this.number;
  }
}

const later = new Tops(), turns = new Tops();
