// The posture board: a column for everybody the actor stands toward, a card for each slot.
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from "../vendor/vendor.js";
import { Card } from "./card.js";
import { actorName } from "./directory.js";

export function Board({ directory, book, stances, trends, open, select }) {
  const box = useRef(null);
  const stacks = useStacks(box);
  const columns = useMemo(() => stacked(columned(stances), stacks), [stances, stacks]);
  useKeptFocus(stacks);
  if (!stances.length) {
    return html`<p class="nothing" ref=${box}>Nothing known: no source in print speaks of this day. That is not the same as nothing happening.</p>`;
  }
  return html`<div class="board" ref=${box}>${columns.map((stack, k) => html`<div class="stack" key=${k}>${stack.map(([toward, cards]) => html`
    <section class="column" key=${toward ?? ""} aria-labelledby=${`toward-${toward ?? "nobody"}`}>
      <h3 id=${`toward-${toward ?? "nobody"}`}><span>toward</span> ${toward ? actorName(directory, toward) : "nobody in particular"}</h3>
      ${cards.map((stance) => html`<${Card} key=${stance.slot.key} directory=${directory} book=${book} stance=${stance}
        trend=${trends?.get(stance.slot.key)} open=${open === stance.slot.key} select=${select} />`)}
    </section>`)}</div>`)}</div>`;
}

const WIDEST = 288; // pixels of a column with its gap, at the least

/** How many stacks fit side by side; CSS columns would cost a frame at every tick. */
function useStacks(box) {
  const [stacks, setStacks] = useState(1);
  useEffect(() => {
    if (!box.current) return undefined;
    const observer = new ResizeObserver(([entry]) => setStacks(Math.max(1, Math.floor((entry.contentRect.width + 28) / WIDEST))));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [box.current]);
  return stacks;
}

/** A card that moves to another stack is made anew: the focus moves with it. */
function useKeptFocus(stacks) {
  const held = document.activeElement?.closest(".card")?.getAttribute("aria-labelledby");
  useLayoutEffect(() => {
    if (held && document.activeElement === document.body) document.getElementById(held)?.querySelector("button").focus();
  }, [stacks]);
}

/** Columns one by one onto the shortest stack. */
function stacked(columns, number) {
  const stacks = Array.from({ length: Math.min(number, columns.length) }, () => ({ height: 0, columns: [] }));
  for (const column of columns) {
    const least = stacks.reduce((a, b) => (b.height < a.height ? b : a));
    least.columns.push(column);
    least.height += 1 + column[1].length * 4;
  }
  return stacks.map((stack) => stack.columns);
}

/** Fullest columns first; what is toward nobody comes last. */
function columned(stances) {
  const found = new Map();
  for (const stance of stances) {
    const { toward } = stance.slot;
    found.set(toward, [...(found.get(toward) ?? []), stance]);
  }
  return [...found].sort(([a, one], [b, other]) =>
    (a === null) - (b === null) || other.length - one.length || (a < b ? -1 : 1));
}
