// A date as a report writes it (EDTF). It may break between its ends, never inside a day.
import { html } from "../vendor/vendor.js";

export const Written = ({ text }) => html`<code class="written">${text.split(/(?<=[/,])(?!\.\.)|(?<=\.\.)(?=\d)/).map((part, k) => [k > 0 && html`<wbr />`, html`<span>${part}</span>`])}</code>`;
