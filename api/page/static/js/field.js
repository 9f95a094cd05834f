// One field of a form, with its hint and its error where they belong.
import { html, useEffect, useState } from "../vendor/vendor.js";
import { get } from "./api.js";
import { plain } from "./words.js";

export function Field({ field, value, set, wrong, directory }) {
  const id = `field-${field.name.replace(".", "-")}`;
  const described = [field.hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(" ") || null;
  const common = { id, "aria-invalid": Boolean(wrong), "aria-describedby": described, "aria-required": field.required || null };
  const change = (event) => set(event.target.value);
  if (field.kind === "flag") {
    return html`<div class="field"><label class="check"><input type="checkbox" ...${common} checked=${Boolean(value)} onChange=${(event) => set(event.target.checked)} /> <span>${field.label}</span></label>
      <${Notes} id=${id} field=${field} wrong=${wrong} /></div>`;
  }
  return html`<div class="field"><label for=${id}>${field.label}${field.required ? "" : html` <span class="hint">optional</span>`}</label>
    <${Control} field=${field} value=${value} set=${set} change=${change} common=${common} directory=${directory} />
    <${Notes} id=${id} field=${field} wrong=${wrong} />
    ${field.kind === "edtf" && html`<${Meaning} text=${value} />`}</div>`;
}

const Notes = ({ id, field, wrong }) => html`${field.hint && html`<p id=${`${id}-hint`} class="hint">${field.hint.replaceAll("*", "")}</p>`}
  ${wrong && html`<p id=${`${id}-wrong`} class="wrong">${wrong}</p>`}`;

function Control({ field, value, set, change, common, directory }) {
  const options = (list) => [html`<option value="">choose</option>`, ...list.map(([id, name]) => html`<option key=${id} value=${id}>${name}</option>`)];
  const actors = directory.actors.map(({ id, name }) => [id, name]);
  const sources = [...directory.sources.values()].map(({ id, name }) => [id, name]);
  switch (field.kind) {
    case "actor": return html`<select ...${common} value=${value ?? ""} onChange=${change}>${options(actors)}</select>`;
    case "source": return html`<select ...${common} value=${value ?? ""} onChange=${change}>${options(sources)}</select>`;
    case "choice": return html`<select ...${common} value=${value ?? ""} onChange=${change}>${options(field.options.map((word) => [word, plain(word)]))}</select>`;
    case "actors": return html`<${Several} common=${common} value=${value ?? []} set=${set} list=${actors} label=${field.label} />`;
    case "sources": return html`<${Several} common=${common} value=${value ?? []} set=${set} list=${sources} label=${field.label} />`;
    case "words": return html`<textarea ...${common} rows="3" dir="auto" value=${value ?? ""} onInput=${change} />`;
    default: return html`<input ...${common} type="text" dir="auto" autocomplete="off" inputmode=${field.kind === "number" ? "decimal" : null} value=${value ?? ""} onInput=${change} />`;
  }
}

/** Several ids in order: a list with what takes them out, and a choice that adds. */
function Several({ common, value, set, list, label }) {
  const names = new Map(list);
  return html`<div class="several">
    ${value.length > 0 && html`<ol>${value.map((id) => html`<li key=${id}>${names.get(id) ?? id} <button type="button" onClick=${() => set(value.filter((other) => other !== id))}><span aria-hidden="true">✕</span><span class="hidden">Take out ${names.get(id) ?? id}</span></button></li>`)}</ol>`}
    <select ...${common} value="" onChange=${(event) => event.target.value && set([...value, event.target.value])}>
      <option value="">add to: ${label}</option>
      ${list.filter(([id]) => !value.includes(id)).map(([id, name]) => html`<option key=${id} value=${id}>${name}</option>`)}</select></div>`;
}

/** Dates explain themselves as they are typed. */
function Meaning({ text }) {
  const [found, setFound] = useState(null);
  useEffect(() => {
    if (!text) { setFound(null); return undefined; }
    const stop = new AbortController();
    const timer = setTimeout(() => get("/v1/edtf", { text }, { signal: stop.signal }).then(
      ({ meaning }) => setFound({ meaning }), (error) => error.name !== "AbortError" && setFound({ wrong: error.message })), 150);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [text]);
  return html`<p class=${found?.wrong ? "meaning wrong" : "meaning"} role="status">${found?.meaning ?? found?.wrong}</p>`;
}
