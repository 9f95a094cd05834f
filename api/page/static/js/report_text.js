// The report's text beside the form: select words, and quote and offset are filled in.
import { html, useEffect, useRef } from "../vendor/vendor.js";
import { pointOfIndex, splitAt } from "./quote.js";

export function ReportText({ text, quote, setQuote }) {
  const box = useRef(null);
  useEffect(() => {
    const take = () => {
      const words = selected(box.current, text);
      if (words) setQuote(words);
    };
    const node = box.current;
    node?.addEventListener("pointerup", take);
    node?.addEventListener("keyup", take);
    return () => { node?.removeEventListener("pointerup", take); node?.removeEventListener("keyup", take); };
  }, [text]);
  if (text === undefined) return html`<p role="status">Fetching the text…</p>`;
  if (text === null) return html`<p class="hint">No text of this report is on file; type the words as it prints them.</p>`;
  const parts = quote?.exact ? splitAt(text, quote) : null;
  return html`<div class="report-text" ref=${box} dir="auto" tabindex="0" role="region" aria-label="Text of the report; select words to quote them">${parts ? [parts[0], html`<mark>${parts[1]}</mark>`, parts[2]] : text}</div>`;
}

/** The selected words with their offset in code points, or null. */
function selected(box, text) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!box.contains(range.commonAncestorContainer)) return null;
  const lead = document.createRange();
  lead.setStart(box, 0);
  lead.setEnd(range.startContainer, range.startOffset);
  const raw = range.toString();
  const exact = raw.trim();
  if (!exact) return null;
  const index = lead.toString().length + raw.indexOf(exact);
  return text.startsWith(exact, index) ? { exact, start: pointOfIndex(text, index) } : null;
}
