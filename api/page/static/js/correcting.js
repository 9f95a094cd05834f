// What a correction says besides the fact that takes the other's place.
import { html, useEffect, useState } from "../vendor/vendor.js";
import { get } from "./api.js";

/** Loads the fact that is corrected and hands it to the form; holds basis and reason. */
export function useCorrection(id, loaded) {
  const [values, setValues] = useState({ basis: "coding", reason: "", with_echoes: true });
  const [fact, setFact] = useState(null);
  useEffect(() => {
    if (!id) { setFact(null); return; }
    get(`/v1/events/${encodeURIComponent(id)}`).then((found) => { setFact(found); loaded(found); }, () => setFact(null));
  }, [id]);
  return { fact, values, set: (patch) => setValues((old) => ({ ...old, ...patch })) };
}

export function Basis({ correction, wrong, mend }) {
  const { fact, values, set } = correction;
  return html`<fieldset><legend>Whose mistake?</legend>
      ${fact && html`<p>Corrects: ${fact.headline}, <q dir="auto">${fact.quote.exact}</q></p>`}
      ${[["coding", "Ours: we misread the same report."], ["source", "A later report, chosen below, puts it right."]].map(([basis, words]) => html`
        <label class="check"><input type="radio" name="basis" checked=${values.basis === basis} onChange=${() => set({ basis })} /> ${words}</label>`)}
      ${values.basis === "source" && html`<label class="check"><input type="checkbox" checked=${values.with_echoes} onChange=${(event) => set({ with_echoes: event.target.checked })} /> and take back what repeats it in other reports</label>`}
    </fieldset>
    <div class="field"><label for="field-reason">Reason</label>
      <textarea id="field-reason" rows="2" value=${values.reason} aria-invalid=${Boolean(wrong.reason)} aria-describedby="field-reason-wrong" onInput=${(event) => { set({ reason: event.target.value }); mend("reason"); }} />
      <p id="field-reason-wrong" class="wrong">${wrong.reason}</p></div>`;
}
