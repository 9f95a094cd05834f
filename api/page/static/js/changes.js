// What changed between two points, and why: the diff with its causes.
import { html, useEffect, useState } from "../vendor/vendor.js";
import { get } from "./api.js";
import { DateField } from "./clock.js";
import { addMonths, iso, spelled, spelledIso } from "./days.js";
import { actorName, sourceName } from "./directory.js";
import { slotKey } from "./book.js";
import { EverySource } from "./leave_out.js";
import { StatusSign } from "./signs.js";
import { coordinates } from "./state.js";
import { CAUSES, count, plain, slotWords, STATUS, valueWord } from "./words.js";
import { Written } from "./written.js";

export function Changes({ directory, state, head, go }) {
  const fromAsOf = state.fromAsOf ?? addMonths(state.asOf, -3);
  const fromKnownBy = state.fromKnownBy ?? state.knownBy;
  const [found, setFound] = useState(null);
  const to = coordinates(state, head);
  const question = { from_as_of: iso(fromAsOf), from_known_by: fromKnownBy === null ? null : iso(fromKnownBy),
    from_recorded_by: state.fromRecordedBy ?? to.recorded_by, to_as_of: to.as_of, to_known_by: to.known_by, to_recorded_by: to.recorded_by };
  const asked = JSON.stringify([state.actor, question]);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => get(`/v1/actors/${encodeURIComponent(state.actor)}/diff`, question, { signal: stop.signal })
      .then((answer) => setFound({ answer }), (error) => error.name !== "AbortError" && setFound({ error })), 150);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [asked]);
  return html`<section class="changes" aria-labelledby="changes-title">
    <h2 id="changes-title">What changed</h2>
    <p>Between the point given here and the clocks above.</p>
    <${EverySource} directory=${directory} state=${state} what="Changes" />
    <div class="from-point" role="group" aria-label="From which point">
      <label for="from-as-of">From: as of</label><${DateField} id="from-as-of" label="From, as of" day=${fromAsOf} move=${(day) => go({ fromAsOf: day })} />
      <label for="from-known-by">known by</label><${DateField} id="from-known-by" label="From, known by" day=${fromKnownBy} empty=${fromKnownBy === null} move=${(day) => go({ fromKnownBy: day })} />
      <button type="button" onClick=${() => go({ fromAsOf: state.asOf, fromKnownBy: state.knownBy ?? null, fromRecordedBy: state.recordedBy })}>Take the clocks' point</button>
      <button type="button" onClick=${() => go({ fromAsOf: state.asOf, fromKnownBy: state.asOf })}>What hindsight adds</button>
      <button type="button" onClick=${() => go({ fromAsOf: null, fromKnownBy: null, fromRecordedBy: null })}>Three months back</button>
    </div>
    ${found?.error && html`<p class="wrong" role="alert">${found.error.message}</p>`}
    ${found?.answer && html`<p role="status">${summary(found.answer, fromAsOf, fromKnownBy, state)}</p>
      <ol class="change-list">${found.answer.items.map((change) => html`<${Change} key=${`${change.cause}${slotKey(change)}`} directory=${directory} change=${change} go=${go} />`)}</ol>`}
  </section>`;
}

const point = (day, known) => `${spelled(day)} (${known === null ? "everything in print" : `known by ${spelled(known)}`})`;

function summary(answer, day, known, state) {
  const lead = `From ${point(day, known)} to ${point(state.asOf, state.knownBy)}`;
  return answer.items.length ? `${lead}: ${count(answer.items.length, "change")}.` : `${lead} nothing changed.`;
}

function Change({ directory, change, go }) {
  const [word, meaning] = CAUSES[change.cause];
  const entries = new Map([change.before, change.after].flatMap((side) => [...(side?.evidence ?? []), ...(side?.against ?? [])]).map((fact) => [fact.id, fact]));
  return html`<li class="change">
    <p class="cause"><b>${word}</b> <span class="quiet">${meaning}</span></p>
    <h3><button type="button" class="link" onClick=${() => go({ slot: slotKey(change), fact: null }, true)}><span dir="auto">${slotWords(change)}</span></button>
      ${change.toward && html` <span class="quiet">toward ${actorName(directory, change.toward)}</span>`}</h3>
    <p class="turn"><${Side} stance=${change.before} />${" "}<span aria-label="became">→</span>${" "}<${Side} stance=${change.after} /></p>
    <ul class="because">${change.facts.slice(0, 12).map((id) => html`<${Because} key=${id} directory=${directory} id=${id} fact=${entries.get(id)} go=${go} />`)}
      ${change.facts.length > 12 && html`<li>and ${change.facts.length - 12} more</li>`}</ul>
  </li>`;
}

const Side = ({ stance }) => (stance
  ? html`<span class="side"><b>${valueWord(stance)}</b> <${StatusSign} status=${stance.status} /> ${STATUS[stance.status][0].toLowerCase()}, ${stance.certainty}</span>`
  : html`<span class="side nothing">nothing known</span>`);

/** The fact that did it; one that neither side shows (an older word that went) is looked up. */
function Because({ directory, id, fact, go }) {
  const [found, setFound] = useState(fact ?? null);
  useEffect(() => { if (!fact) get(`/v1/events/${encodeURIComponent(id)}`).then(setFound, () => setFound(null)); }, [id]);
  if (!found) return html`<li><code>${id}</code></li>`;
  return html`<li><q dir="auto">${found.quote.exact}</q> <span class="quiet">${sourceName(directory, found.origin)}, published ${spelledIso(found.published)}, dated <${Written} text=${found.occurred} />${found.likelihood ? `, ${plain(found.likelihood)}` : ""}</span>${" "}
    <button type="button" class="link" onClick=${() => go({ fact: id, slot: null }, true)}>evidence</button></li>`;
}
