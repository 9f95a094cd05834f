// What was recorded since this page was drawn: said, and shown only when asked for.
import { html, useEffect, useState } from "../vendor/vendor.js";
import { follow } from "./live.js";
import { count } from "./words.js";

export function Updates({ head, actor, fixed, show }) {
  const [events, setEvents] = useState([]);
  useEffect(() => {
    setEvents([]);
    return follow(head, (more) => setEvents((old) => [...old, ...more]));
  }, [head]);
  const about = actor ? events.filter((event) => concerns(event, actor)).length : 0;
  return html`<div class="updates" role="status">${events.length > 0 && html`
    <span>${count(events.length, "new event")} recorded${about ? `, ${about} about this actor` : ""}. ${fixed ? "This page stays at its record time." : "The page has not moved."}</span>
    <button type="button" onClick=${show}>Show ${events.length === 1 ? "it" : "them"}</button>`}</div>`;
}

function concerns(event, actor) {
  const fact = event.replacement ?? event;
  return [fact.actor, ...(fact.parties ?? []), ...(fact.toward ?? [])].includes(actor);
}
