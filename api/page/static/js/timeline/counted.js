// What was counted, in words and as a table: the same as the strips, beside what was said.
import { html, useState } from "../../vendor/vendor.js";
import { iso, OPEN, spelled } from "../days.js";
import { judge } from "../fold.js";
import { EverySource } from "../leave_out.js";
import { csv, save } from "../save.js";
import { Scroll } from "../scroll.js";
import { count, STATUS, valueWord } from "../words.js";
import { BUCKETS, bucketOf, bucketWords, deadWords } from "./tempo.js";

export function Counted({ directory, book, state, strips, error, span, go }) {
  const [open, setOpen] = useState(false);
  const shown = strips.flatMap(({ buckets }) => buckets).filter(({ lo, hi }) => hi >= span[0] && lo <= span[1]).sort((a, b) => a.lo - b.lo);
  return html`<section class="counted" aria-labelledby="counted-title">
    <h3 id="counted-title">What was counted</h3>
    <${EverySource} directory=${directory} state=${state} what="The counts, and the lists below," />
    ${error && html`<p class="wrong" role="alert">${error.message}</p>`}
    ${!strips.length ? !error && html`<p class="quiet">No incident with this actor, and no metric that was withheld, is on file${state.knownBy === null ? "" : ` by ${spelled(state.knownBy)}`}. That is not the same as nothing happening.</p>` : html`
    <p>${summary(shown, span)}</p>
    <div class="counted-tools"><label>By <select value=${bucketOf(state)} onChange=${(event) => go({ bucket: event.target.value === "month" ? null : event.target.value })}>
      ${BUCKETS.map((bucket) => html`<option key=${bucket} value=${bucket}>${bucket}</option>`)}</select></label>
      <button type="button" onClick=${() => saveCounts(book, state, shown)}>Save counts</button></div>
    <details class="listing" onToggle=${(event) => setOpen(event.target.open)}><summary>The counts as a table, beside what was said</summary>
      <p class="hint">An incident counts once, where it may have begun at the earliest. Reports of one event by two sources count twice: nothing says that they are the same. What was said is what stood on the last day.</p>
      ${open && html`<${Table} book=${book} state=${state} buckets=${shown} />`}</details>`}
  </section>`;
}

function summary(buckets, [from, to]) {
  const add = (pick) => buckets.reduce((sum, bucket) => sum + pick(bucket), 0);
  const incidents = add((bucket) => bucket.incidents), uncounted = add((bucket) => bucket.uncounted);
  const fatalities = Object.fromEntries(["low", "best", "high"].map((name) => [name, add((bucket) => bucket.fatalities[name])]));
  const withheld = [...new Set(buckets.flatMap((bucket) => bucket.withheld))];
  const window = `From ${spelled(Math.round(from))} to ${spelled(Math.round(to))}`;
  return [incidents ? `${window}: ${count(incidents, "incident")}, ${deadWords({ incidents, uncounted, fatalities })}.` : `${window} nothing was counted.`,
    uncounted && uncounted < incidents ? `${count(uncounted, "incident")} of these give no number.` : "",
    withheld.length ? `Withheld: ${withheld.join(", ")}.` : ""].filter(Boolean).join(" ");
}

function Table({ book, state, buckets }) {
  return html`<${Scroll} label="Incidents and dead by time and counterpart"><table class="counts">
    <thead><tr><th scope="col">When</th><th scope="col">With whom</th><th scope="col">Violence, as said</th><th scope="col" class="number">Incidents</th><th scope="col" class="number">Dead: low</th><th scope="col" class="number">best</th><th scope="col" class="number">high</th><th scope="col">Withheld</th></tr></thead>
    <tbody>${buckets.map((bucket) => {
      const { incidents, uncertain, uncounted, fatalities, withheld } = bucket;
      const told = uncounted < incidents;
      return html`<tr key=${`${bucket.lane.key} ${bucket.lo}`}><th scope="row">${bucketWords(bucket)}</th><td>${bucket.lane.toward}</td><td>${saidOf(book, state, bucket)}</td>
        <td class="number">${incidents}${uncertain ? ` (${uncertain} perhaps later)` : ""}</td>
        ${["low", "best", "high"].map((name) => html`<td key=${name} class="number">${told ? fatalities[name].toLocaleString("en-GB") : incidents ? "not given" : "–"}</td>`)}
        <td>${withheld.join(", ")}</td></tr>`;
    })}</tbody></table><//>`;
}

/** The stance on violence toward the counterpart on the bucket's last day, as far as was in print. */
function saidOf(book, state, { lane, hi }) {
  const slot = lane.role === "actor" && book.slots.find(({ aspect, toward }) => aspect === "violence" && toward === lane.counterpart);
  const stance = slot && judge(book, slot, hi, state.knownBy ?? OPEN);
  return stance ? `${valueWord(stance)} (${STATUS[stance.status][0].toLowerCase()}${stance.certain ? "" : ", possible"})` : "–";
}

function saveCounts(book, state, buckets) {
  const header = ["actor", "from", "to", "role", "counterpart", "violence_said", "incidents", "uncertain", "uncounted", "low", "best", "high", "withheld"];
  const rows = buckets.map((bucket) => [state.actor, iso(bucket.lo), iso(bucket.hi), bucket.lane.role, bucket.lane.counterpart, saidOf(book, state, bucket),
    bucket.incidents, bucket.uncertain, bucket.uncounted, ...["low", "best", "high"].map((name) => bucket.fatalities[name]), bucket.withheld.join("; ")]);
  save(`${state.actor}-counts.csv`, new Blob([csv([header, ...rows])], { type: "text/csv;charset=utf-8" }));
}
