// One fact as evidence: its exact words, who says so through whom, when, and how sure.
import { html, useEffect, useState } from "../vendor/vendor.js";
import { Amend } from "./amend.js";
import { once } from "./api.js";
import { spelledIso } from "./days.js";
import { sourceName } from "./directory.js";
import { Passage } from "./quote.js";
import { Band } from "./signs.js";
import { CREDIBILITY, LOST, plain, RELIABILITY, valueWord } from "./words.js";
import { Written } from "./written.js";

export function Fact({ directory, fact, changed, go }) {
  const [text, setText] = useState(undefined);
  const [whole, setWhole] = useState(false);
  useEffect(() => {
    let here = true;
    once(`/v1/reports/${encodeURIComponent(fact.report)}`).then((report) => here && setText(report.text ?? null), () => here && setText(null));
    return () => { here = false; };
  }, [fact.report]);
  const report = directory.reports.get(fact.report);
  return html`<article class=${`fact ${fact.active === false ? "lost" : ""}`} aria-label=${`${plain(fact.type)}, ${sourceName(directory, fact.origin)}`}>
    <h4>${fact.denied && html`<span class="denied">Denied: </span>`}${plain(fact.type)}${fact.value !== undefined && !plain(fact.type).endsWith(` ${fact.value}`) && html` <span class="value-small">${valueWord(fact)}</span>`}</h4>
    ${fact.lost && html`<p class="why"><b>Lost.</b> ${LOST[fact.lost]}</p>`}
    ${fact.state && fact.state !== "standing" && html`<p class="why"><b>${plain(fact.state)}.</b></p>`}
    <${Passage} text=${text} quote=${fact.quote} whole=${whole} />
    ${text && html`<button type="button" class="link" aria-expanded=${whole} onClick=${() => setWhole(!whole)}>${whole ? "Only the passage" : "The whole text"}</button>`}
    <dl class="details">
      <div><dt>Said by</dt><dd><${Chain} directory=${directory} fact=${fact} report=${report} /></dd></div>
      <div><dt>In</dt><dd><bdi>${report?.title ?? fact.report}</bdi>${link(report?.url)}</dd></div>
      <div><dt>Published</dt><dd>${spelledIso(fact.published)}</dd></div>
      <div><dt>Dated</dt><dd><${Written} text=${fact.occurred} /> <${Explained} text=${fact.occurred} /></dd></div>
      <div><dt>Vouched for</dt><dd>through ${spelledIso(fact.vouched_through)}${fact.projection ? "; a forecast" : ""}</dd></div>
      ${fact.likelihood && html`<div><dt>Likelihood</dt><dd><${Band} word=${fact.likelihood} percent=${directory.likelihood[fact.likelihood]} /></dd></div>`}
      ${fact.confidence && html`<div><dt>Confidence</dt><dd>${fact.confidence}</dd></div>`}
      ${fact.credibility && html`<div><dt>Credibility</dt><dd>${fact.credibility}, ${CREDIBILITY[fact.credibility]}</dd></div>`}
      ${fact.mode && html`<div><dt>Words</dt><dd>${plain(fact.mode)}</dd></div>`}
      ${fact.note && html`<div><dt>Note</dt><dd dir="auto">${fact.note}</dd></div>`}
    </dl>
    <${Amend} directory=${directory} fact=${fact} changed=${changed} go=${go} />
  </article>`;
}

/** Outward from the origin to the publisher, each with its reliability letter. */
function Chain({ directory, fact, report }) {
  const links = [report?.publisher ?? null, ...fact.attribution].filter(Boolean).reverse();
  return html`<ol class="chain">${links.map((id, k) => {
    const letter = directory.sources.get(id)?.reliability ?? "F";
    return html`<li key=${id}>${k > 0 && html`<span class="quiet">relayed by </span>`}${sourceName(directory, id)}
      ${" "}<abbr title=${`Reliability ${letter}: ${RELIABILITY[letter]}`}>${letter}</abbr></li>`;
  })}</ol>`;
}

/** Only web addresses become links: a report may say anything. */
const link = (url) => (/^https?:\/\//i.test(url ?? "")
  ? html` <a href=${url} rel="noreferrer noopener" target="_blank">source<span class="hidden"> (opens in a new tab)</span></a>` : null);

export function Explained({ text }) {
  const [meaning, setMeaning] = useState("");
  useEffect(() => {
    let here = true;
    once(`/v1/edtf?text=${encodeURIComponent(text)}`).then((found) => here && setMeaning(found.meaning), () => here && setMeaning(""));
    return () => { here = false; };
  }, [text]);
  return html`<span class="hint">${meaning}</span>`;
}
