// The evidence panel: what a cell, or a bar of the timeline, rests on.
import { html, useEffect, useRef, useState } from "../vendor/vendor.js";
import { get } from "./api.js";
import { actorName } from "./directory.js";
import { Fact } from "./fact.js";
import { StatusSign } from "./signs.js";
import { question } from "./state.js";
import { count, sinceWords, slotWords, STATUS, valueWord } from "./words.js";
import { parseDay } from "./days.js";

export function Evidence({ directory, state, head, close, changed, go }) {
  const [latest, setFound] = useState(null);
  const heading = useRef(null), panel = useRef(null), opener = useRef(null);
  const at = JSON.stringify([state.slot, state.fact, state.actor, question(state, head)]);
  const of = JSON.stringify([state.slot, state.fact, state.actor]);
  const found = latest?.of === of ? latest : null;  // the clocks may move under what is shown; another cell may not
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => load(state, head, stop.signal).then((answer) => setFound({ of, ...answer }),
      (error) => error.name !== "AbortError" && setFound({ of, error })), found ? 150 : 0);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [at]);
  useEffect(() => {  // whoever opened the panel has the focus back when it closes
    const from = document.activeElement;
    if (from !== document.body && !panel.current.contains(from)) opener.current = from;
    heading.current.focus();
  }, [state.slot, state.fact]);
  const leave = () => close(opener.current);
  const [aspect, toward, subject] = state.slot ? JSON.parse(state.slot) : [];
  const title = state.slot ? slotWords({ aspect, subject }) : "A fact";
  return html`<aside class="evidence" ref=${panel} aria-labelledby="evidence-title" onKeyDown=${(event) => event.key === "Escape" && leave()}>
    <header><h2 id="evidence-title" tabindex="-1" ref=${heading}><span class="kicker">Evidence</span>
        <span class="about" dir="auto">${title}</span>${toward && html` <span class="quiet">toward ${actorName(directory, toward)}</span>`}</h2>
      <button type="button" class="close" title="Close the evidence" onClick=${leave}><span aria-hidden="true">✕</span><span class="hidden">Close the evidence</span></button></header>
    ${found === null && html`<p role="status">Looking it up…</p>`}
    ${found?.error && html`<p class="wrong" role="alert">${found.error.message}</p>`}
    ${found?.fact && html`<${Fact} directory=${directory} fact=${found.fact} changed=${changed} go=${go} />`}
    ${found?.facts && html`<${Stance} directory=${directory} found=${found} changed=${changed} go=${go} />`}
  </aside>`;
}

function Stance({ directory, found, changed, go }) {
  const { stance, facts } = found;
  const list = (title, entries, hint) => entries.length > 0 && html`<section><h3>${title}</h3>
    ${hint && html`<p class="hint">${hint}</p>`}
    ${entries.map((fact) => html`<${Fact} key=${fact.id} directory=${directory} fact=${fact} changed=${changed} go=${go} />`)}</section>`;
  if (!stance) return html`<p>No stance on this day, as far as was in print.</p>`;
  const since = [stance.since.earliest, stance.since.latest].map((day) => parseDay(day ?? "") ?? 0);
  return html`<p class="verdict"><b class="value">${valueWord(stance)}</b> ${sinceWords(since)}.${" "}
      <${StatusSign} status=${stance.status} /> ${STATUS[stance.status][0]}: ${STATUS[stance.status][1]};
      ${stance.certainty === "certain" ? " certain by its dates." : " possible, not certain."}</p>
    ${list(`It rests on ${count(facts.active.length, "fact")}`, facts.active)}
    ${list("Against it", stance.against, "Denials, and what is called unlikely.")}
    ${list(`Lost (${facts.lost.length})`, facts.lost, "What was also said of this day, and why it does not count.")}`;
}

async function load(state, head, signal) {
  if (!state.slot) return { fact: await get(`/v1/events/${encodeURIComponent(state.fact)}`, {}, { signal }) };
  const [aspect, toward, subject] = JSON.parse(state.slot);
  const answer = await get(`/v1/actors/${encodeURIComponent(state.actor)}/posture`,
    { ...question(state, head), aspect, toward: toward ?? "none", evidence: "all" }, { signal });
  const stance = answer.stances.find((one) => one.subject === subject);
  const against = new Set((stance?.against ?? []).map((fact) => fact.id));
  return { stance, facts: {
    active: stance?.evidence.filter((fact) => fact.active) ?? [],
    lost: stance?.evidence.filter((fact) => !fact.active && !against.has(fact.id)) ?? [],
  } };
}
