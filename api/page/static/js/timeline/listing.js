// The same facts as a table, from the server: for reading, and for those who see no canvas.
import { html, useEffect, useState } from "../../vendor/vendor.js";
import { get } from "../api.js";
import { iso } from "../days.js";
import { Scroll } from "../scroll.js";
import { coordinates } from "../state.js";
import { plain } from "../words.js";
import { Written } from "../written.js";

export function Listing({ state, head, span, go }) {
  const [open, setOpen] = useState(false);
  const [page, setPage] = useState({ items: [], next: null });
  const [problem, setProblem] = useState(null);
  const { known_by, recorded_by } = coordinates(state, head);
  const question = { from: iso(Math.round(span[0])), to: iso(Math.round(span[1])), known_by, recorded_by, not_yet_known: "include", limit: 100 };
  const path = `/v1/actors/${encodeURIComponent(state.actor)}/timeline`;
  const load = (after) => get(path, { ...question, after }).then(
    (found) => { setProblem(null); setPage((old) => ({ items: after ? [...old.items, ...found.items] : found.items, next: found.next })); }, setProblem);
  useEffect(() => {
    if (!open) return undefined;
    const timer = setTimeout(() => load(null), 200);
    return () => clearTimeout(timer);
  }, [open, JSON.stringify(question), state.actor]);
  return html`<details class="listing" onToggle=${(event) => setOpen(event.target.open)}>
    <summary>The same as a list</summary>
    ${problem && html`<p class="wrong" role="alert">${problem.message}</p>`}
    <${Scroll} label="Facts in this part of the timeline"><table class="facts-table">
      <thead><tr><th scope="col">Dated</th><th scope="col">Published</th><th scope="col">What</th><th scope="col">Words</th><th scope="col">State</th></tr></thead>
      <tbody>${page.items.map((fact) => html`<tr key=${fact.id}><td><${Written} text=${fact.occurred} /></td><td>${fact.published}</td>
        <td><button type="button" class="link" onClick=${() => go({ fact: fact.id, slot: null }, true)}>${fact.headline}</button></td>
        <td dir="auto"><q>${fact.quote.exact}</q></td><td>${plain(fact.state)}</td></tr>`)}</tbody></table><//>
    ${page.next && html`<button type="button" onClick=${() => load(page.next)}>More</button>`}
  </details>`;
}
