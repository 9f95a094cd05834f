// All actors at one moment: rows are actors; columns are aspects, or for one aspect the others.
import { html } from "../vendor/vendor.js";
import { slotKey } from "./book.js";
import { actorName } from "./directory.js";
import { StatusSign } from "./signs.js";
import { aspectWord, STATUS, valueWord } from "./words.js";

export function Matrix({ directory, state, found, go }) {
  const items = found?.items ?? [];
  const aspects = directory.catalogue.aspects.map(({ name }) => name).filter((name) => items.some(({ stances }) => stances.some(({ aspect }) => aspect === name)));
  const columns = state.aspect ? others(items, state.aspect) : aspects.map((name) => ({ key: name, title: aspectWord(name), holds: ({ aspect }) => aspect === name }));
  return html`<section class="matrix" aria-labelledby="matrix-title">
    <div class="section-head"><h2 id="matrix-title">Everybody at one moment</h2>
      <label>Show <select value=${state.aspect ?? ""} onChange=${(event) => go({ aspect: event.target.value || null }, true)}>
        <option value="">all aspects</option>${aspects.map((name) => html`<option value=${name}>${aspectWord(name)}, by counterpart</option>`)}</select></label></div>
    ${found?.error && html`<p class="wrong" role="alert">${found.error.message}</p>`}
    ${found?.items && !items.length && html`<p class="nothing">Nothing known of anybody on this day.</p>`}
    ${items.length > 0 && html`<div class="scroll" tabindex="0" role="region" aria-label="Matrix of postures"><table>
      <thead><tr><th scope="col">Actor</th>${columns.map(({ key, title }) => html`<th key=${key} scope="col">${title === null ? "nobody in particular" : state.aspect ? actorName(directory, title) : title}</th>`)}</tr></thead>
      <tbody>${items.map(({ actor, stances }) => html`<tr key=${actor}>
        <th scope="row"><button type="button" class="link" onClick=${() => go({ actor, view: "board", slot: null, fact: null }, true)}>${actorName(directory, actor)}</button></th>
        ${columns.map(({ key, holds }) => html`<td key=${key}>${stances.filter(holds).map((stance) => html`<${Cell} key=${slotKey(stance)} directory=${directory} actor=${actor} stance=${stance} one=${Boolean(state.aspect)} go=${go} />`)}</td>`)}
      </tr>`)}</tbody></table></div>
      <p class="hint">An empty cell means that nothing is known, not that nothing happened.</p>`}
  </section>`;
}

/** Columns of one aspect: everybody it is held toward. */
function others(items, aspect) {
  const names = new Set(items.flatMap(({ stances }) => stances.filter((stance) => stance.aspect === aspect).map(({ toward }) => toward)));
  return [...names].sort((a, b) => (a === null) - (b === null) || (a < b ? -1 : 1))
    .map((toward) => ({ key: toward ?? "", title: toward, holds: (stance) => stance.aspect === aspect && stance.toward === toward }));
}

function Cell({ directory, actor, stance, one, go }) {
  const about = [one ? null : stance.toward && `toward ${actorName(directory, stance.toward)}`, stance.subject].filter(Boolean).join(", ");
  return html`<button type="button" class=${`cell-button ${stance.certainty}`} onClick=${() => go({ actor, view: "board", slot: slotKey(stance), fact: null }, true)}>
    <${StatusSign} status=${stance.status} /><b>${valueWord(stance)}</b>${stance.certainty === "possible" && html` <i>possible</i>`}
    <span class="hidden">, ${STATUS[stance.status][0]}</span>${about && html` <span class="quiet" dir="auto">${about}</span>`}</button>`;
}
