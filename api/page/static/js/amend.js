// Retract, correct and restore, from the evidence panel.
import { html, useRef, useState } from "../vendor/vendor.js";
import { post, standsAt } from "./api.js";
import { count } from "./words.js";

export function Amend({ directory, fact, changed, go }) {
  const [act, setAct] = useState(null);
  const [outcome, setOutcome] = useState(null);
  const gone = ["retracted", "corrected"].includes(fact.lost ?? fact.state);
  const box = useRef(null);
  const shut = () => { setAct(null); box.current.focus(); };
  const done = (words) => { setOutcome(words); shut(); changed(); };
  const onKeyDown = (event) => {  // Escape closes the form first, and the panel around it when asked again
    if (event.key !== "Escape" || !act) return;
    event.stopPropagation();
    const opener = box.current.querySelector("[aria-expanded=true]");
    setAct(null);
    opener.focus();
  };
  return html`<div class="amend" ref=${box} tabindex="-1" role="group" aria-label="Amend this fact" onKeyDown=${onKeyDown}>
    ${!gone && html`<button type="button" onClick=${() => go({ view: "add", corrects: fact.id }, true)}>Correct</button>
      <button type="button" aria-expanded=${act === "retraction"} onClick=${() => setAct(act ? null : "retraction")}>Retract</button>`}
    ${gone && html`<button type="button" aria-expanded=${act === "restoration"} onClick=${() => setAct(act ? null : "restoration")}>Restore</button>`}
    <a class="quiet" href=${`/v1/events/${fact.id}`}>as JSON</a>
    ${act && html`<${Form} key=${act} directory=${directory} fact=${fact} act=${act} done=${done} />`}
    <p role="status" class="quiet">${outcome}</p>
  </div>`;
}

function Form({ directory, fact, act, done }) {
  const [values, setValues] = useState({ basis: "coding", reason: "", published: "", report: "", with_echoes: true });
  const [problem, setProblem] = useState(null);
  const set = (patch) => setValues({ ...values, ...patch });
  const send = async (event) => {
    event.preventDefault();
    try {
      const answer = await post(`/v1/events/${fact.id}/${act}`, body(act, values));
      done(act === "restoration" ? "Restored." : `Retracted${answer.echoes.length ? `, with ${count(answer.echoes.length, "echo", "echoes")} in other reports` : ""}.`);
    } catch (error) {
      setProblem(error);
    }
  };
  const wrong = (pointer) => problem?.errors?.find((finding) => finding.pointer === pointer)?.detail;
  const id = (name) => `${act}-${name}-${fact.id}`;
  return html`<form class="small-form" onSubmit=${send} novalidate aria-label=${act === "retraction" ? "Retract this fact" : "Restore this fact"}>
    ${act === "retraction" && html`<fieldset><legend>Whose mistake?</legend>
      ${[["coding", "Ours: we misread it. It never counts."], ["source", "The source took it back."]].map(([basis, words]) => html`
        <label class="check"><input type="radio" name=${id("basis")} checked=${values.basis === basis} onChange=${() => set({ basis })} /> ${words}</label>`)}</fieldset>`}
    ${act === "retraction" && values.basis === "source" && html`
      <label for=${id("published")}>On which day <span class="hint">yyyy-mm-dd</span></label>
      <input id=${id("published")} value=${values.published} aria-invalid=${Boolean(wrong("/published"))} aria-describedby=${id("wrong-published")} onInput=${(event) => set({ published: event.target.value })} />
      <p id=${id("wrong-published")} class="wrong">${wrong("/published")}</p>
      <label for=${id("report")}>Or in which report</label>
      <select id=${id("report")} value=${values.report} onChange=${(event) => set({ report: event.target.value })}>
        <option value="">none</option>${[...directory.reports.values()].map((report) => html`<option value=${report.id}>${report.title}</option>`)}</select>
      <label class="check"><input type="checkbox" checked=${values.with_echoes} onChange=${(event) => set({ with_echoes: event.target.checked })} /> and what repeats it in other reports</label>`}
    <label for=${id("reason")}>Reason</label>
    <textarea id=${id("reason")} rows="2" value=${values.reason} aria-invalid=${Boolean(wrong("/reason"))} aria-describedby=${id("wrong-reason")} onInput=${(event) => set({ reason: event.target.value })} />
    <p id=${id("wrong-reason")} class="wrong">${wrong("/reason")}</p>
    ${problem && html`<p class="wrong" role="alert">${standsAt(problem, ["/reason", "/published"]) ? "Not done: a field above says why." : problem.message}</p>`}
    <button>${act === "retraction" ? "Retract" : "Restore"}</button>
  </form>`;
}

function body(act, { basis, reason, published, report, with_echoes }) {
  const why = reason.trim() ? { reason } : {};
  if (act === "restoration") return why;
  if (basis === "coding") return { basis, ...why };
  return { basis, ...why, with_echoes, ...(published && { published }), ...(report && { report }) };
}
