// What the strokes of the timeline mean.
import { html } from "../../vendor/vendor.js";

const sign = (...strokes) => html`<svg viewBox="0 0 44 12" width="44" height="12" aria-hidden="true">${strokes}</svg>`;

export const Legend = ({ counted }) => html`<ul class="legend">
  <li>${sign(html`<path d="M0 6L8 0H30L38 6L30 12H8Z" class="ink" />`)} start and end uncertain</li>
  <li>${sign(html`<path d="M0 0H18V12H0Z" class="ink" />`, html`<path d="M20 6H44" class="line dots" />`)} vouched for, then open, up to the day asked for</li>
  <li>${sign(html`<path d="M1 1H34V11H1Z" class="line dash" />`)} not yet in print</li>
  <li>${sign(html`<path d="M0 0H30V12H0Z" class="pale" />`)} lost to other words on this day</li>
  <li>${sign(html`<path d="M0 6L8 0V12Z" class="ink" />`, html`<path d="M8 0H34V12H8Z" class="ink" />`)} nobody says since when</li>
  ${counted && html`<li>${sign(html`<rect x="8" y="1" width="14" height="10" class="range" />`, html`<path d="M8 6H22" class="best" />`)} dead: lowest to highest count, and the best</li>
  <li>${sign(html`<rect x="0" y="0" width="34" height="12" class="pale" />`, html`<path d="M4 0V12M10 0V12M16 0V12M22 0V12M28 0V12" class="line dash" />`)} a metric withheld: no zero</li>`}
</ul>`;
