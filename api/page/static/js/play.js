// Play: a clock that moves by itself, until the end or a press. With reduced motion it goes slowly.
import { useEffect, useRef, useState } from "../vendor/vendor.js";
import { addMonths } from "./days.js";

const STEP = { day: (day) => day + 1, week: (day) => day + 7, month: (day) => addMonths(day, 1) };
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export function usePlay({ state, days, scrub }) {
  const [playing, setPlaying] = useState(false);
  const [what, setWhat] = useState("asOf");
  const [unit, setUnit] = useState("week");
  const now = useRef(null);
  now.current = { state, days, what, unit };
  useEffect(() => {
    if (!playing) return undefined;
    const timer = setInterval(() => {
      const patch = stepped(now.current);
      if (patch) scrub(patch);
      else setPlaying(false);
    }, calm.matches ? 1200 : 120);
    return () => clearInterval(timer);
  }, [playing]);
  return { playing, toggle: () => setPlaying(!playing), what, setWhat, unit, setUnit };
}

/** Where the clocks go next; null at the end. */
function stepped({ state, days, what, unit }) {
  const patch = {};
  for (const clock of what === "both" ? ["asOf", "knownBy"] : [what]) {
    const from = state[clock] ?? days.first;
    const to = Math.min(STEP[unit](from), days.last);
    if (to > from || state[clock] === null) patch[clock] = to;
  }
  return Object.keys(patch).length ? patch : null;
}
