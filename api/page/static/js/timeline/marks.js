// Where the clocks stand on the timeline: two lines over the canvas, solid and dashed.
import { html } from "../../vendor/vendor.js";
import { iso } from "../days.js";

const LABEL = 130; // pixels that a label needs beside its line

export const Marks = ({ view, at }) => html`<div class="clock-marks" aria-hidden="true">
  <${Mark} view=${view} day=${at.day} name="as-of-mark" words="as of" />
  ${at.limited && html`<${Mark} view=${view} day=${at.knownBy} name="known-by-mark" words="known by" />`}</div>`;

function Mark({ view, day, name, words }) {
  const x = Math.round(view.x(day));
  if (!view.width || x < view.gutter || x > view.width) return null;
  return html`<div class=${`clock-mark ${name} ${x > view.width - LABEL ? "label-before" : ""}`} style=${{ transform: `translateX(${x - 1}px)` }}>
    <span>${words} ${iso(day)}</span></div>`;
}
