// The headline is the query; the sentence below says how much hindsight is in the answer.
import { html } from "../vendor/vendor.js";
import { OPEN, spelled } from "./days.js";
import { posture } from "./fold.js";
import { actorName, sourceName } from "./directory.js";
import { count } from "./words.js";

export function Headline({ directory, state }) {
  const who = state.actor ? actorName(directory, state.actor) : "Everybody";
  return html`<p class="kicker">Where they stood</p>
    <h1 tabindex="-1"><span class="who">${who}</span> on <span class="mark-as-of">${spelled(state.asOf)}</span>,
      ${" "}${state.knownBy === null
        ? html`as far as is <span class="mark-known-by">in print</span>`
        : html`as far as was in print by <span class="mark-known-by">${spelled(state.knownBy)}</span>`}${
      state.actor && state.excludeSource ? html`, leaving out <span class="mark-left-out">${sourceName(directory, state.excludeSource)}</span>` : null}</h1>`;
}

/** How much of the answer was not in print on the day itself, and what K hides. */
export function hindsight(book, stances, day, knownBy) {
  const facts = new Set(), late = new Set();
  for (const { active } of stances) {
    for (const i of active) {
      facts.add(book.position[i]);
      if (book.published[i] > day) late.add(book.position[i]);
    }
  }
  const hidden = new Set();
  for (let i = 0; i < book.size; i++) {
    if (book.published[i] > knownBy && book.gone[i] > OPEN) hidden.add(book.position[i]);
  }
  const changed = hidden.size ? changedSlots(book, stances, day) : 0;
  return [facts.size ? rests(facts.size, late.size, day) : "Nothing is known of this day.",
    hidden.size ? `${count(hidden.size, "fact")} not yet in print would change ${changed ? count(changed, "cell") : "nothing on this day"}.` : ""].join(" ");
}

function rests(facts, late, day) {
  const lead = `The board rests on ${count(facts, "fact")}`;
  if (!late) return `${lead}, all in print on ${spelled(day)}: no hindsight.`;
  if (late === facts) return `${lead}, none of them in print yet on ${spelled(day)}: all of it is hindsight.`;
  return `${lead}; ${late.toLocaleString("en-GB")} of them came into print after ${spelled(day)}: that much is hindsight.`;
}

function changedSlots(book, stances, day) {
  const say = ({ spelled: value, status, certain }) => `${value} ${status} ${certain}`;
  const now = new Map(stances.map((stance) => [stance.slot.key, say(stance)]));
  const later = new Map(posture(book, day, OPEN).map((stance) => [stance.slot.key, say(stance)]));
  return [...new Set([...now.keys(), ...later.keys()])].filter((key) => now.get(key) !== later.get(key)).length;
}
