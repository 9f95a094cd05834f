// Two clocks on one scale: what was so (solid), and what was in print (dashed).
import { html, useMemo, useRef } from "../vendor/vendor.js";
import { Clock } from "./clock.js";
import { iso, OPEN } from "./days.js";
import { LeaveOut } from "./leave_out.js";
import { usePlay } from "./play.js";
import { Recorded } from "./recorded.js";
import { marksAt, reaching } from "./scale_of_days.js";

export function Clocks({ directory, book, state, days: told, scrub, head, go }) {
  const days = useMemo(() => reaching(told, state.asOf, state.knownBy), [told, state.asOf, state.knownBy]);
  const clamp = (day) => Math.min(OPEN - 1, Math.max(1, day));
  const at = useRef(state);  // presses may come faster than frames: each one counts from the last
  at.current = state;
  const mover = (clock, from) => (to) => {
    const patch = { [clock]: clamp(typeof to === "function" ? to(at.current[clock] ?? from) : to) };
    at.current = { ...at.current, ...patch };
    scrub(patch);
  };
  const asOf = mover("asOf"), knownBy = mover("knownBy", days.last);
  const player = usePlay({ state, days, scrub });
  const marks = useMemo(() => html`<${Marks} days=${days} />`, [days]);
  return html`<section class="clocks" aria-label="Clocks">
    <${Clock} name="as-of" label="As of" hint="what was so on this day" day=${state.asOf} days=${days}
      marks=${days.changes} nearby="change" move=${asOf} />
    ${marks}
    <${Clock} name="known-by" label="Known by" hint="counting only what was in print by this day"
      day=${state.knownBy ?? days.last} unlimited=${state.knownBy === null} days=${days}
      marks=${days.publications} nearby="publication" move=${knownBy}
      setUnlimited=${(on) => scrub({ knownBy: on ? null : state.asOf })} />
    <p id="clock-keys" class="hidden">Arrow keys move by a day, with Shift by a week; Page Up and Page Down by a month.</p>
    <div class="clock-foot">
      <span class="play">
        <button type="button" aria-pressed=${player.playing} onClick=${player.toggle}>
          <span aria-hidden="true">${player.playing ? "❚❚" : "▶"}</span> ${player.playing ? "Pause" : "Play"}</button>
        <label>Move <select value=${player.what} onChange=${(event) => player.setWhat(event.target.value)}>
          <option value="asOf">as of</option><option value="knownBy">known by</option><option value="both">both clocks</option></select></label>
        <label>by a <select value=${player.unit} onChange=${(event) => player.setUnit(event.target.value)}>
          <option value="day">day</option><option value="week">week</option><option value="month">month</option></select></label>
      </span>
      <${LeaveOut} directory=${directory} book=${book} state=${state} go=${go} />
      <${Recorded} state=${state} head=${head} go=${go} />
    </div>
  </section>`;
}

const WIDTH = 1000;

function Marks({ days }) {
  const { first, last, changes, publications } = days;
  const path = (list, from, to) => marksAt(list, first, last, WIDTH).map((x) => `M${x} ${from}V${to}`).join("");
  const label = `From ${iso(first)} to ${iso(last)}: ${changes.length} days on which something turned, ${publications.length} days of publication`;
  return html`<div class="marks"><svg viewBox="0 0 1000 24" preserveAspectRatio="none" role="img" aria-label=${label}>
      <path d=${path(changes, 11, 3)} class="mark-change" /><path d="M0 12H1000" class="mark-axis" />
      <path d=${path(publications, 13, 21)} class="mark-publication" /></svg>
    <div class="mark-words"><span>${iso(first)}</span><span><i class="key-change"></i>something turned
      <i class="key-publication"></i>something was published</span><span>${iso(last)}</span></div></div>`;
}
