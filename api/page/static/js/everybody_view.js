// Everybody at one moment: the clocks, with the matrix or the graph of relations.
import { html } from "../vendor/vendor.js";
import { Clocks } from "./clocks.js";
import { useEverybody } from "./everybody.js";
import { Headline } from "./headline.js";
import { Matrix } from "./matrix.js";
import { Relations } from "./relations.js";

export function Everybody({ directory, state, head, days, go, view }) {
  const found = useEverybody(state, head);
  const Shown = view === "matrix" ? Matrix : Relations;
  return html`<${Headline} directory=${directory} state=${{ ...state, actor: null }} />
    <${Clocks} directory=${directory} state=${state} days=${days} scrub=${go} head=${head} go=${go} />
    ${found === null ? html`<p role="status" class="loading">Asking for everybody…</p>` : html`<${Shown} directory=${directory} state=${state} found=${found} go=${go} />`}`;
}
