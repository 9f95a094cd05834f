// Exact words inside a report's text. Offsets of the API count code points; strings here do not.
import { html } from "../vendor/vendor.js";

/** Index in a string of its nth code point. */
export function indexOfPoint(text, points) {
  let index = 0;
  for (let k = 0; k < points && index < text.length; k++) index += text.codePointAt(index) > 0xffff ? 2 : 1;
  return index;
}

/** How many code points stand before an index. */
export function pointOfIndex(text, index) {
  let points = 0;
  for (let k = 0; k < index; points++) k += text.codePointAt(k) > 0xffff ? 2 : 1;
  return points;
}

/** [before, words, after] or null where the words are not there. */
export function splitAt(text, { exact, start }) {
  const from = start === null || start === undefined ? text.indexOf(exact) : indexOfPoint(text, start);
  if (from < 0 || !text.startsWith(exact, from)) return null;
  return [text.slice(0, from), exact, text.slice(from + exact.length)];
}

const AROUND = 280;

/** The words highlighted, with their surroundings or in the whole text. */
export function Passage({ text, quote, whole }) {
  const parts = text ? splitAt(text, quote) : null;
  if (!parts) {
    return html`<blockquote dir="auto"><mark>${quote.exact}</mark></blockquote>
      ${text === undefined ? null : html`<p class="hint">The report's text is not on file; these are the recorded words.</p>`}`;
  }
  const [before, words, after] = parts;
  if (whole) return html`<blockquote class="whole" dir="auto" tabindex="0" aria-label="Text of the report">${before}<mark>${words}</mark>${after}</blockquote>`;
  const lead = before.length > AROUND ? `… ${cutFront(before.slice(-AROUND))}` : before;
  const tail = after.length > AROUND ? `${cutBack(after.slice(0, AROUND))} …` : after;
  return html`<blockquote dir="auto">${lead.trimStart()}<mark>${words}</mark>${tail.trimEnd()}</blockquote>`;
}

const cutFront = (text) => text.slice(text.indexOf(" ") + 1);
const cutBack = (text) => text.slice(0, Math.max(text.lastIndexOf(" "), 0));
