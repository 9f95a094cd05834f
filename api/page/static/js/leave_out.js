// Leave out a source: what would stand without everything that passed through it?
import { html, useMemo } from "../vendor/vendor.js";
import { sourceName } from "./directory.js";
import { count } from "./words.js";

export function LeaveOut({ directory, book, state, go }) {
  const sources = useMemo(() => (book ? carrying(book) : []), [book?.answer]);
  if (!book) return html`<${EverySource} directory=${directory} state=${state} what="Postures of everybody" />`;
  const known = sources.some(([id]) => id === state.excludeSource);
  const option = ([id, facts]) => html`<option key=${id} value=${id}>${sourceName(directory, id)}${facts ? ` (${count(facts, "fact")})` : ""}</option>`;
  return html`<label class="leave-out">Leave out <select value=${state.excludeSource ?? ""} onChange=${(event) => go({ excludeSource: event.target.value || null }, true)}>
    <option value="">no source</option>
    ${state.excludeSource && !known && option([state.excludeSource, 0])}${sources.map(option)}</select></label>`;
}

/** Only an actor's posture can leave a source out; what cannot says so. */
export const EverySource = ({ directory, state, what }) => state.excludeSource
  && html`<p class="hint every-source">${what} count every source, ${sourceName(directory, state.excludeSource)} too.</p>`;

/** Sources of this actor's facts, as publisher or anywhere in a chain, those of most facts first. */
function carrying(book) {
  const facts = book.answer.sources.map(() => new Set());
  for (let i = 0; i < book.size; i++) for (const source of book.answer.paths[book.path[i]]) facts[source].add(book.position[i]);
  return book.answer.sources.map((id, k) => [id, facts[k].size]).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
