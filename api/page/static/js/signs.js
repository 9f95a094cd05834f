// Signs that need no colour: status, scale, trend, staleness, likelihood.
import { html } from "../vendor/vendor.js";
import { aspectOf } from "./status.js";
import { duration } from "./days.js";
import { plain } from "./words.js";

const dot = (x) => html`<circle cx=${x} cy="8" r="3.4" class="ink" />`;
const MARKS = {
  single: dot(8),
  corroborated: [dot(4), dot(13)],
  nuanced: [dot(4), html`<circle cx="13" cy="8" r="3.2" class="line" />`],
  contested: html`<rect x="1.5" y="2" width="13" height="12" class="line" /><path d="M8 2V14" class="line" />
    <rect x="1.5" y="2" width="6.5" height="12" class="ink" />`,
  mixed: html`<circle cx="8" cy="8" r="5.5" class="line" /><path d="M8 2.5a5.5 5.5 0 0 0 0 11z" class="ink" />`,
};

export const StatusSign = ({ status }) =>
  html`<svg class="sign" viewBox="0 0 17 16" width="17" height="16" aria-hidden="true">${MARKS[status]}</svg>`;

/** The aspect's scale with its gap: filled the headline, hatched other active values. */
export function Scale({ aspect, value, others }) {
  const scale = aspectOf(aspect);
  if (!scale || scale.values.length < 2) return null;
  const [low] = scale.sides;
  const width = 100 / scale.values.length;
  const cells = scale.values.map((word, k) => {
    const gap = word === value ? "on" : others.includes(word) ? "other" : "off";
    const x = k * width + 0.6, side = k >= low.length + scale.neutral.length ? 1.6 : 0;
    return html`<g key=${word}><title>${plain(word)}</title>
      <rect x=${x + side} y="1" width=${width - 3} height="8" class=${`cell ${gap}`} />
      ${gap === "other" ? hatch(x + side, width - 3) : null}</g>`;
  });
  const label = `${plain(value)}, on the scale ${scale.values.map(plain).join(", ")}`;
  return html`<svg class="scale" viewBox="0 0 102 10" preserveAspectRatio="none" role="img" aria-label=${label}>${cells}</svg>`;
}

const hatch = (x, width) => {
  const lines = [];
  for (let at = 1.5; at < width; at += 3) lines.push(`M${x + at} 9V1`);
  return html`<path d=${lines.join("")} class="hatch" />`;
};

const TRENDS = { up: ["↗", "up from"], down: ["↘", "down from"], same: ["→", "as before:"], turned: ["↷", "turned from"] };

/** Against the day before the last change. */
export function Trend({ trend }) {
  if (!trend) return html`<span class="trend">first word on this</span>`;
  const [sign, words] = TRENDS[trend.way];
  return html`<span class="trend"><b aria-hidden="true">${sign}</b> ${words} <i>${trend.from}</i></span>`;
}

/** A bar that empties over a year, and the words. */
export function Staleness({ days }) {
  const left = Math.max(0, 1 - days / 365);
  const words = days === 0 ? "vouched for on this day" : `last vouched for ${duration(days)} before`;
  return html`<span class="stale">
    <svg viewBox="0 0 40 6" width="40" height="6" aria-hidden="true"><rect x="0.5" y="0.5" width="39" height="5" class="line" />
      <rect x="0.5" y="0.5" width=${39 * left} height="5" class="ink" /></svg>
    ${words}</span>`;
}

/** ICD 203 bands on a line from 0 to 100 %. */
export function Band({ percent, word }) {
  const [low, high] = percent;
  return html`<span class="band"><svg viewBox="0 0 100 8" width="100" height="8" aria-hidden="true">
      <path d="M0 4H100" class="line" /><rect x=${low} y="0.5" width=${high - low} height="7" class="ink" /></svg>
    ${plain(word)}, ${low} to ${high} %</span>`;
}
