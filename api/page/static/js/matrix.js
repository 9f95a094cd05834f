// All actors at one moment: rows are actors; columns are aspects, or for one aspect the others.
import { html } from "../vendor/vendor.js";
import { slotKey } from "./book.js";
import { actorName } from "./directory.js";
import { Scroll } from "./scroll.js";
import { StatusSign } from "./signs.js";
import { aspectWord, STATUS, valueWord } from "./words.js";

export function Matrix({ directory, state, found, go }) {
  const items = found?.items ?? [];
  const aspects = directory.catalogue.aspects.map(({ name }) => name).filter((name) => items.some(({ stances }) => stances.some(({ aspect }) => aspect === name)));
  const rows = state.aspect ? items.filter(({ stances }) => stances.some(({ aspect }) => aspect === state.aspect)) : items;
  const columns = state.aspect ? others(directory, rows, state.aspect) : aspects.map((name) => ({ key: name, title: aspectWord(name), holds: ({ aspect }) => aspect === name }));
  return html`<section class="matrix" aria-labelledby="matrix-title">
    <div class="section-head"><h2 id="matrix-title">Everybody at one moment</h2>
      <label>Show <select value=${state.aspect ?? ""} onChange=${(event) => go({ aspect: event.target.value || null }, true)}>
        <option value="">all aspects</option>${aspects.map((name) => html`<option value=${name}>${aspectWord(name)}, by counterpart</option>`)}</select></label></div>
    ${found?.error && html`<p class="wrong" role="alert">${found.error.message}</p>`}
    ${found?.items && !items.length && html`<p class="nothing">Nothing known of anybody on this day.</p>`}
    ${rows.length > 0 && html`<${Table} directory=${directory} rows=${rows} columns=${columns} one=${Boolean(state.aspect)} go=${go} />
      <p class="hint">An empty cell means that nothing is known, not that nothing happened.${rows.length < items.length && " Actors of whom nothing is known on this are left out."}</p>`}
  </section>`;
}

/** On a narrow screen the cells stand below each other (views.css); the roles keep it a table. */
function Table({ directory, rows, columns, one, go }) {
  return html`<${Scroll} label="Matrix of postures"><table role="table" class=${one ? "names" : ""}>
    <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Actor</th>${columns.map(({ key, title }) => html`<th key=${key} role="columnheader" scope="col">${title}</th>`)}</tr></thead>
    <tbody role="rowgroup">${rows.map(({ actor, stances }) => html`<tr key=${actor} role="row">
      <th role="rowheader" scope="row"><button type="button" class="link" onClick=${() => go({ actor, view: "board", slot: null, fact: null }, true)}>${actorName(directory, actor)}</button></th>
      ${columns.map(({ key, title, holds }) => html`<td key=${key} role="cell" data-column=${title}>${stances.filter(holds).map((stance) => html`<${Cell} key=${slotKey(stance)} directory=${directory} actor=${actor} stance=${stance} one=${one} go=${go} />`)}</td>`)}
    </tr>`)}</tbody></table><//>`;
}

/** Columns of one aspect: everybody it is held toward. */
function others(directory, rows, aspect) {
  const names = new Set(rows.flatMap(({ stances }) => stances.filter((stance) => stance.aspect === aspect).map(({ toward }) => toward)));
  return [...names].sort((a, b) => (a === null) - (b === null) || (a < b ? -1 : 1))
    .map((toward) => ({ key: toward ?? "", title: toward === null ? "nobody in particular" : actorName(directory, toward), holds: (stance) => stance.aspect === aspect && stance.toward === toward }));
}

function Cell({ directory, actor, stance, one, go }) {
  const about = [one ? null : stance.toward && `toward ${actorName(directory, stance.toward)}`, stance.subject].filter(Boolean).join(", ");
  return html`<button type="button" class=${`cell-button ${stance.certainty}`} onClick=${() => go({ actor, view: "board", slot: slotKey(stance), fact: null }, true)}>
    <${StatusSign} status=${stance.status} /><b>${valueWord(stance)}</b>${stance.certainty === "possible" && html` <i>possible</i>`}
    <span class="hidden">, ${STATUS[stance.status][0]}</span>${about && html` <span class="quiet" dir="auto">${about}</span>`}</button>`;
}
