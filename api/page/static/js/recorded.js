// The record axis, behind "as recorded": a log position or an instant.
import { html, useEffect, useState } from "../vendor/vendor.js";
import { validMoment, writeState } from "./state.js";

export function Recorded({ state, head, go }) {
  const [text, setText] = useState(state.recordedBy ?? "");
  const [wrong, setWrong] = useState(null);
  useEffect(() => setText(state.recordedBy ?? ""), [state.recordedBy]);
  const commit = (moment) => {
    const ok = moment === "" || validMoment(moment);
    const ahead = /^\d+$/.test(moment) && Number(moment) > head;
    if (!ok) setWrong(`“${moment}” is neither a log position (57) nor an instant (2026-05-01T12:00:00Z).`);
    else if (ahead) setWrong(`Position ${moment} is not reached yet; the log stands at ${head}.`);
    else { setWrong(null); go({ recordedBy: moment || null }); }
  };
  const cite = writeState({ ...state, recordedBy: state.recordedBy ?? String(head) });
  return html`<details class="recorded" open=${state.recordedBy !== null}>
    <summary>As recorded ${state.recordedBy ? `by ${state.recordedBy}` : "now"}</summary>
    <form onSubmit=${(event) => { event.preventDefault(); commit(text.trim()); }}>
      <label for="recorded-by">Log position or instant</label>
      <input id="recorded-by" value=${text} spellcheck="false" autocomplete="off" placeholder=${`1 to ${head}`}
        aria-invalid=${wrong !== null} aria-describedby=${wrong ? "recorded-wrong" : null}
        onInput=${(event) => setText(event.target.value)} />
      <button>Go there</button>
      <button type="button" disabled=${!state.recordedBy} onClick=${() => commit("")}>Back to now</button>
      ${wrong && html`<p id="recorded-wrong" class="wrong" role="alert">${wrong}</p>`}
      <p class="hint">What this system had recorded by then, whatever was in print. The log stands at ${head}.${" "}
        <a href=${cite}>Link that never changes its answer</a></p>
    </form></details>`;
}
