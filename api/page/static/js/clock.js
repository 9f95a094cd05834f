// One clock: a native slider, a date to type, steps by day, week, month and mark.
import { html, useEffect, useState } from "../vendor/vendor.js";
import { addMonths, iso, parseDay, spelled } from "./days.js";
import { nextDay } from "./scale_of_days.js";

export function Clock({ name, label, hint, day, unlimited, days, marks, nearby, move, setUnlimited }) {
  const onKeyDown = (event) => {
    const to = keyed(event);
    if (to === null) return;
    event.preventDefault();
    move(to);
  };
  const said = unlimited ? "everything in print" : spelled(day);
  return html`<div class=${`clock ${name}`}>
    <div class="clock-head"><label for=${name}>${label}</label> <span id=${`${name}-hint`} class="hint">${hint}</span></div>
    <${DateField} id=${`${name}-date`} label=${`${label}, date`} day=${day} empty=${unlimited} move=${move} />
    <input id=${name} type="range" min=${days.first} max=${days.last} step="1" value=${day}
      title="Arrow keys: a day; with Shift: a week; Page keys: a month" aria-valuetext=${said} aria-describedby=${`${name}-hint clock-keys`}
      onInput=${(event) => move(Number(event.target.value))} onKeyDown=${onKeyDown} />
    <div class="steps" role="group" aria-label=${`Step ${label.toLowerCase()}`}>
      ${STEPS.map(([sign, words, step]) => html`<button type="button" title=${words} onClick=${() => move(step)}><span aria-hidden="true">${sign}</span><span class="hidden">${words}</span></button>`)}
      <${Jump} words=${`Previous ${nearby}`} sign="⇤" to=${nextDay(marks, day, -1)} move=${move} />
      <${Jump} words=${`Next ${nearby}`} sign="⇥" to=${nextDay(marks, day, 1)} move=${move} />
      ${setUnlimited && html`<label class="check"><input type="checkbox" checked=${unlimited}
        onChange=${(event) => setUnlimited(event.target.checked)} /> everything in print</label>`}
    </div>
  </div>`;
}

const STEPS = [
  ["−m", "A month back", (day) => addMonths(day, -1)], ["−w", "A week back", (day) => day - 7],
  ["−d", "A day back", (day) => day - 1], ["+d", "A day on", (day) => day + 1],
  ["+w", "A week on", (day) => day + 7], ["+m", "A month on", (day) => addMonths(day, 1)],
];

const Jump = ({ words, sign, to, move }) => html`<button type="button" title=${words}
  disabled=${to === null} onClick=${() => move(to)}><span aria-hidden="true">${sign}</span><span class="hidden">${words}</span></button>`;

/** Arrows move by a day (natively), with Shift by a week; Page Up and Page Down by a month. */
function keyed(event) {
  const forward = ["ArrowRight", "ArrowUp"].includes(event.key);
  const back = ["ArrowLeft", "ArrowDown"].includes(event.key);
  if ((forward || back) && event.shiftKey) return (day) => day + (forward ? 7 : -7);
  if (event.key === "PageUp") return (day) => addMonths(day, 1);
  if (event.key === "PageDown") return (day) => addMonths(day, -1);
  return null;
}

/** A date to type, in ISO form whatever the browser's locale. */
export function DateField({ id, label, day, empty, move }) {
  const shown = empty || day === null ? "" : iso(day);
  const [text, setText] = useState(shown);
  const [wrong, setWrong] = useState(null);
  useEffect(() => { setText(shown); setWrong(null); }, [shown]);
  const commit = () => {
    if (text === shown || text === "") { setText(shown); setWrong(null); return; }
    const found = parseDay(text.trim());
    if (found === null) setWrong(`“${text}” is not a day of the calendar; write for example 2020-05-25.`);
    else { setWrong(null); move(found); }
  };
  return html`<span class="date-field">
    <input id=${id} type="text" inputmode="numeric" autocomplete="off" spellcheck="false" size="10" maxlength="10"
      aria-label=${label} placeholder="yyyy-mm-dd" value=${text} aria-invalid=${wrong !== null}
      aria-describedby=${wrong ? `${id}-wrong` : null} onInput=${(event) => setText(event.target.value)}
      onKeyDown=${(event) => event.key === "Enter" && commit()} onBlur=${commit} />
    ${wrong && html`<span id=${`${id}-wrong`} class="wrong" role="alert">${wrong}</span>`}</span>`;
}
