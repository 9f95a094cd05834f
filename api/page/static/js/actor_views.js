// One actor: the clocks, the board with its timeline or the changes, and the evidence beside.
import { html, useEffect, useMemo, useState } from "../vendor/vendor.js";
import { get } from "./api.js";
import { Board } from "./board.js";
import { saveBoard } from "./board_csv.js";
import { Changes } from "./changes.js";
import { Clocks } from "./clocks.js";
import { OPEN } from "./days.js";
import { Evidence } from "./evidence.js";
import { posture } from "./fold.js";
import { Headline, hindsight } from "./headline.js";
import { useServer } from "./reconcile.js";
import { Timeline } from "./timeline/timeline.js";
import { trendOf } from "./trend.js";

export function ActorViews(context) {
  const { directory, state, head, days, go, renew, book } = context;
  const knownBy = state.knownBy ?? OPEN;
  const found = useMemo(() => posture(book, state.asOf, knownBy), [book, state.asOf, knownBy]);
  const served = useServer(book, found, state, head);
  const stances = served?.verdict === "server" ? served.stances : found;
  const { sentence, trends } = useOnRest(book, found, state.asOf, knownBy);
  const scrub = (patch) => go(patch);
  const select = (slot) => go({ slot: state.slot === slot ? null : slot, fact: null }, true);
  const openPosition = async (position) => go({ fact: await factAt(position), slot: null }, true);
  const opened = state.slot || state.fact;
  const close = (opener) => {
    const back = [opener?.isConnected && opener, ...[".card button[aria-expanded=true]", ".canvas-box", "main h1"].map((place) => document.querySelector(place))].find(Boolean);
    go({ slot: null, fact: null }, true);
    back.focus();
  };
  return html`<${Headline} directory=${directory} state=${state} />
    <p class="hindsight" role="status">${sentence}</p>
    <${Clocks} directory=${directory} book=${book} state=${state} days=${days} scrub=${scrub} head=${head} go=${go} />
    <div class=${`sheet ${opened ? "with-evidence" : ""}`}><div class="sheet-main">
      ${state.view === "changes" ? html`<${Changes} directory=${directory} state=${state} head=${head} go=${go} />` : html`
        <section aria-labelledby="board-title" data-checked=${served?.verdict ?? ""}>
          <div class="section-head"><h2 id="board-title">Posture</h2>
            <div class="tools"><button type="button" onClick=${() => saveBoard(book, stances, state, head)}>Save CSV</button>
              <button type="button" onClick=${() => print()}>Print</button></div></div>
          <${Board} directory=${directory} book=${book} stances=${stances} trends=${trends} open=${state.slot} select=${select} />
          ${served?.error && html`<p class="wrong" role="alert">${served.error.message}</p>`}
          ${served?.verdict === "server" && html`<p class="wrong" role="status">The server's answer differs from the quick one and is shown.</p>`}
        </section>
        <${Timeline} key=${state.actor} directory=${directory} book=${book} days=${days} state=${state} stances=${found} head=${head} go=${go} openPosition=${openPosition} />`}
    </div>
    ${opened && html`<${Evidence} directory=${directory} state=${state} head=${head} close=${close} changed=${renew} go=${go} />`}</div>`;
}

/** What costs more than a tick may: the sentence on hindsight, and the trends. */
function useOnRest(book, stances, day, knownBy) {
  const [found, setFound] = useState({ sentence: "", trends: null });
  useEffect(() => {
    const timer = setTimeout(() => setFound({
      sentence: hindsight(book, stances, day, knownBy),
      trends: new Map(stances.map((stance) => [stance.slot.key, trendOf(book, stance, knownBy)])),
    }), found.trends ? 160 : 0);
    return () => clearTimeout(timer);
  }, [book, day, knownBy]);
  return found;
}

/** The id of the fact at a log position; a correction's is its replacement's. */
async function factAt(position) {
  const { items: [event] } = await get("/v1/events", { after: position - 1, limit: 1 });
  return event.replacement?.id ?? event.id;
}
