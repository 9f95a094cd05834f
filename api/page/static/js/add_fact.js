// Add a fact, or put one right: a form from the catalogue's schemas beside the report's text.
import { html, useEffect, useMemo, useRef, useState } from "../vendor/vendor.js";
import { once, post } from "./api.js";
import { Field } from "./field.js";
import { Basis, useCorrection } from "./correcting.js";
import { Register } from "./register.js";
import { ReportText } from "./report_text.js";
import { bodyOf, fieldsOf, valuesOf } from "./schema.js";
import { pointOfIndex } from "./quote.js";
import { count, plain } from "./words.js";

const EMPTY = { exact: "", start: null };

export function AddFact({ directory, state, go, changed, renew }) {
  const types = directory.catalogue.event_types;
  const [type, setType] = useState("");
  const [report, setReport] = useState("");
  const [values, setValues] = useState({});
  const [quote, setQuote] = useState(EMPTY);
  const [text, setText] = useState(undefined);
  const [problem, setProblem] = useState(null);
  const [mended, setMended] = useState([]);
  const [done, setDone] = useState(null);
  const form = useRef(null);
  const correction = useCorrection(state.corrects, (fact) => {
    const known = fieldsOf(types.find((one) => one.type === fact.type).schema);
    setType(fact.type); setReport(fact.report); setQuote(fact.quote); setValues(valuesOf(known, fact));
  });
  const fields = useMemo(() => (type ? fieldsOf(types.find((one) => one.type === type).schema) : []), [type]);
  useEffect(() => {
    setText(undefined);
    if (!report) return undefined;
    let here = true;
    once(`/v1/reports/${encodeURIComponent(report)}`).then((found) => here && setText(found.text ?? null), () => here && setText(null));
    return () => { here = false; };
  }, [report]);
  useEffect(() => { if (problem) form.current.querySelector("[aria-invalid=true]")?.focus(); }, [problem]);
  const quoted = (words) => { setQuote(words); mend("quote"); };
  const mend = (name) => setMended((old) => [...old, name]);  // what is changed after a refusal is not wrong until it is refused again
  const send = async (event) => {
    event.preventDefault();
    setDone(null); setMended([]);
    try {
      const answer = await submit({ type, report, quote, fields, values, correction, corrects: state.corrects });
      setProblem(null); setDone({ ...answer, actor: values.actor || values.parties?.[0] || state.actor }); setQuote(EMPTY); setValues({}); changed();
      if (state.corrects) go({ corrects: null });
    } catch (error) {
      setProblem(error);
    }
  };
  const wrong = placed(problem, fields, mended);
  const chosen = types.find((one) => one.type === type);
  return html`<section class="add" aria-labelledby="add-title">
    <h1 id="add-title">${state.corrects ? "Correct a fact" : "Add a fact"}</h1>
    <p>One thing that somebody reads in a report, with the exact words it rests on.</p>
    <div class="add-columns"><form ref=${form} onSubmit=${send} novalidate aria-labelledby="add-title">
      ${state.corrects && html`<${Basis} correction=${correction} wrong=${wrong} mend=${mend} />`}
      <div class="field"><label for="field-report">Report</label>
        <select id="field-report" value=${report} aria-invalid=${Boolean(wrong.report)} aria-describedby="field-report-wrong" onChange=${(event) => { setReport(event.target.value); setQuote(EMPTY); mend("report"); }}>
          <option value="">choose</option>${[...directory.reports.values()].map(({ id, title, published }) => html`<option key=${id} value=${id}>${published}: ${title}</option>`)}</select>
        <p id="field-report-wrong" class="wrong">${wrong.report}</p></div>
      <div class="field"><label for="field-quote">Exact words</label>
        <textarea id="field-quote" rows="3" dir="auto" value=${quote.exact} aria-invalid=${Boolean(wrong.quote)} aria-describedby="field-quote-hint field-quote-wrong" onInput=${(event) => quoted(found(text, event.target.value))} />
        <p class="hint" id="field-quote-hint">${offset(quote, text)}</p><p id="field-quote-wrong" class="wrong">${wrong.quote}</p></div>
      <div class="field"><label for="field-type">What it says</label>
        <select id="field-type" value=${type} aria-invalid=${Boolean(wrong.type)} aria-describedby="field-type-hint field-type-wrong" onChange=${(event) => { setType(event.target.value); setProblem(null); }}>
          <option value="">choose</option>${types.map((one) => html`<option key=${one.type} value=${one.type}>${plain(one.type)}</option>`)}</select>
        <p class="hint" id="field-type-hint">${chosen?.description}</p><p id="field-type-wrong" class="wrong">${wrong.type}</p></div>
      ${fields.map((field) => html`<${Field} key=${`${type} ${field.name}`} field=${field} value=${values[field.name]} wrong=${wrong[field.name]} directory=${directory} set=${(value) => { setValues((old) => ({ ...old, [field.name]: value })); mend(field.name); }} />`)}
      ${problem && (wrong.count || wrong.rest.length || !problem.errors?.length) && html`<div class="wrong" role="alert"><p>${wrong.count ? `${count(wrong.count, "field needs", "fields need")} another look; each says why.` : problem.message}</p>${wrong.rest.map((line) => html`<p>${line}</p>`)}</div>`}
      <button class="primary" disabled=${!type || !report}>${state.corrects ? "Record the correction" : "Record the fact"}</button>
      ${(!type || !report) && html`<p class="hint">Choose a report and what it says; then it can be recorded.</p>`}
      <p role="status">${done && html`Recorded at position ${done.position}${done.status === 200 ? " (it was there already)" : ""}. <button type="button" class="link" onClick=${() => go({ view: "board", actor: done.actor, fact: done.replacement ?? done.id, slot: null }, true)}>Show it</button>`}</p>
    </form>
    <div class="beside"><h2>The report's text</h2>${report ? html`<${ReportText} key=${report} text=${text} quote=${quote} setQuote=${quoted} />` : html`<p class="hint">Choose a report; its text appears here. Select words in it, and they become the quote.</p>`}
      <${Register} directory=${directory} registered=${async (noun, id) => { await renew(); if (noun === "report") setReport(id); }} /></div></div>
  </section>`;
}

/** Words that are typed get their offset too, where they stand in the text. */
function found(text, exact) {
  const index = text && exact ? text.indexOf(exact) : -1;
  return { exact, start: index < 0 ? null : pointOfIndex(text, index) };
}

function offset(quote, text) {
  if (!quote.exact) return "Select them in the text, or type them.";
  if (quote.start !== null) return `Offset ${quote.start} in the report's text.`;
  return text ? "These words do not stand in the text." : "";
}

/** Findings by field; what has no field of its own comes in `rest`. */
function placed(problem, fields, mended) {
  const names = new Set([...fields.map(({ name }) => name), "report", "quote", "type", "reason", "basis", "source-report"]);
  const found = { rest: [] };
  for (const { pointer, detail } of problem?.errors ?? []) {
    const [first, second] = pointer.replace(/^\/replacement/, "").split("/").slice(1);
    const name = [`${first}.${second}`, first].find((one) => names.has(one));
    if (mended.includes(name)) continue;
    if (name) found[name] = found[name] ? `${found[name]} ${detail}` : detail;
    else if (detail !== problem.message) found.rest.push(`${pointer}: ${detail}`);
  }
  return { ...found, count: Object.keys(found).length - 1 };
}

async function submit({ type, report, quote, fields, values, correction, corrects }) {
  const words = { exact: quote.exact, ...(quote.start !== null && quote.start !== undefined && { start: quote.start }) };
  const fact = { type, ...bodyOf(fields, values), ...(quote.exact.trim() && { quote: words }) };
  if (!corrects) return post("/v1/events", { ...fact, report });
  const { basis, reason, with_echoes } = correction.values;
  const more = basis === "source" ? { report, with_echoes } : {};
  return post(`/v1/events/${encodeURIComponent(corrects)}/correction`, { basis, ...(reason.trim() && { reason }), ...more, replacement: fact });
}
