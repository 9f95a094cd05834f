// The timeline: a canvas that scrolls through its lanes, a layer for the clocks, and its controls.
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from "../../vendor/vendor.js";
import { OPEN } from "../days.js";
import { onColours } from "../theme.js";
import { withTempo } from "./beside.js";
import { Counted } from "./counted.js";
import { draw } from "./draw.js";
import { exportPng, exportSvg, svgOf } from "./export.js";
import { nextBar, said } from "./find.js";
import { labelled } from "./labels.js";
import { Legend } from "./legend.js";
import { Listing } from "./listing.js";
import { Marks } from "./marks.js";
import { canvasPen } from "./pens.js";
import { usePointer } from "./pointer.js";
import { HEAD } from "./rows.js";
import { makeScene } from "./scene.js";
import { stripsOf, useTempo } from "./tempo.js";
import { colours, makeView, named, panned, zoomed } from "./view.js";

export function Timeline({ directory, book, days, state, stances, head, go, openPosition }) {
  const spoken = useMemo(() => makeScene(book, directory, days), [book]);
  const tempo = useTempo(state, head, book, days);
  const strips = useMemo(() => stripsOf(tempo.items, directory), [tempo.items, directory]);
  const plain = useMemo(() => withTempo(spoken, strips), [spoken, strips]);
  const box = useRef(null), canvas = useRef(null), print = useRef(null);
  const [size, setSize] = useState([0, 0]);
  const scene = useMemo(() => labelled(plain, size[0]), [plain, size]);
  const [span, setSpan] = useState([state.from ?? days.first, state.to ?? days.last + 10]);
  const [focus, setFocus] = useState(null);
  const [hover, setHover] = useState(null);
  const scroll = useRef(0);
  const height = Math.min(scene.height + HEAD + 4, 620);
  const at = useMemo(() => ({ day: state.asOf, knownBy: state.knownBy ?? OPEN, limited: state.knownBy !== null, focus,
    active: new Set(stances.flatMap((stance) => stance.active)) }), [state.asOf, state.knownBy, stances, focus]);
  const now = useRef({});
  now.current = { plain, span, at, size, days, height };
  const view = () => makeView({ from: span[0], to: span[1], width: size[0], height, scroll: scroll.current });
  const paint = () => {
    if (!canvas.current || !size[0]) return;
    const begun = performance.now();
    draw(canvasPen(prepared(canvas.current, size[0], height)), scene, view(), at, colours(box.current));
    canvas.current.dataset.ms = (performance.now() - begun).toFixed(1);
    canvas.current.dataset.frames = Number(canvas.current.dataset.frames ?? 0) + 1;
  };
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setSize([Math.floor(entry.contentRect.width), 0]));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(paint, [scene, span, size, focus]);
  useEffect(() => {  // while a slider moves only the marks follow; bars are redrawn on rest
    const timer = setTimeout(paint, 120);
    return () => clearTimeout(timer);
  }, [at]);
  useEffect(() => onColours(() => { setSize(([width]) => [width, Date.now()]); }), []);
  useEffect(() => {
    const swap = () => print.current.replaceChildren(svgOf(now.current, named, title(state)));
    addEventListener("beforeprint", swap);
    return () => removeEventListener("beforeprint", swap);
  }, [state.actor]);
  useEffect(() => {
    const timer = setTimeout(() => go({ from: Math.round(span[0]), to: Math.round(span[1]) }, false, true), 400);
    return () => clearTimeout(timer);
  }, [span]);
  const zoom = (factor, about = state.asOf) => setSpan((old) => zoomed(old, Math.min(Math.max(about, old[0]), old[1]), factor, days));
  const pan = (share) => setSpan((old) => panned(old, (old[1] - old[0]) * share, days));
  const open = (bar) => bar && !bar.lane.counts && openPosition(book.position[bar.i]);
  const look = (bar) => { setFocus(bar); if (bar) reveal(bar, scene, box.current, height, span, setSpan, days); };
  const onKeyDown = (event) => {
    const keys = { "+": () => zoom(0.6), "=": () => zoom(0.6), "-": () => zoom(1.6), 0: () => setSpan([days.first, days.last + 10]),
      PageUp: () => pan(-0.5), PageDown: () => pan(0.5), Enter: () => open(focus), Escape: () => setFocus(null) };
    const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
    if (step) look(nextBar(scene, focus, ...step));
    else if (keys[event.key]) keys[event.key]();
    else return;
    event.preventDefault();
  };
  const pointer = usePointer({ view, scene, at, setHover, setSpan, days, zoom, open, box });
  return html`<section class="timeline" aria-labelledby="timeline-title">
    <div class="section-head"><h2 id="timeline-title">Timeline</h2>
      <div class="tools" role="group" aria-label="Timeline view">
        <button type="button" onClick=${() => zoom(0.5)} title="Zoom in"><span aria-hidden="true">+</span><span class="hidden">Zoom in</span></button>
        <button type="button" onClick=${() => zoom(2)} title="Zoom out"><span aria-hidden="true">−</span><span class="hidden">Zoom out</span></button>
        <button type="button" onClick=${() => pan(-0.5)} title="Earlier"><span aria-hidden="true">←</span><span class="hidden">Earlier</span></button>
        <button type="button" onClick=${() => pan(0.5)} title="Later"><span aria-hidden="true">→</span><span class="hidden">Later</span></button>
        <button type="button" onClick=${() => setSpan([days.first, days.last + 10])}>All</button>
        <button type="button" onClick=${() => exportSvg(now.current, box.current, title(state), state)}>Save SVG</button>
        <button type="button" onClick=${() => exportPng(now.current, box.current, state)}>Save PNG</button>
      </div></div>
    <p class="hint" id="timeline-help">Drag to pan, hold Ctrl and turn the wheel to zoom. With the keyboard: arrows go from entry to entry, Enter opens the evidence, + and − zoom, Page keys pan, 0 shows all.</p>
    <div class="canvas-box" ref=${box} tabindex="0" role="application" aria-label="Timeline of facts" aria-describedby="timeline-help" aria-roledescription="timeline"
        style=${{ height: `${height}px` }} onKeyDown=${onKeyDown} ...${pointer} onScroll=${(event) => { scroll.current = event.target.scrollTop; paint(); }}>
      <div class="canvas-hold" style=${{ height: `${height}px` }}><canvas ref=${canvas} class="bars" /><${Marks} view=${view()} at=${at} /></div>
      <div style=${{ height: `${Math.max(scene.height + HEAD - height, 0)}px` }}></div>
    </div>
    <div class="print-only" ref=${print}></div>
    <p class="status-line" role="status">${hover ? said(book, directory, hover) : focus ? said(book, directory, focus)
      : scene.lanes.length ? "Point at a bar, or go to one with the arrow keys." : "No fact about this actor is on file, so there is nothing to draw."}</p>
    ${scene.lanes.length > 0 && html`<${Legend} counted=${strips.length > 0} />`}
    <${Counted} directory=${directory} book=${book} state=${state} strips=${strips} error=${tempo.error} span=${span} go=${go} />
    <${Listing} state=${state} head=${head} span=${span} go=${go} />
  </section>`;
}

const title = (state) => `Timeline of ${state.actor}`;

/** The canvas at the screen's own resolution, and its context. */
function prepared(element, width, height) {
  const ratio = devicePixelRatio || 1;
  if (element.width !== Math.round(width * ratio) || element.height !== Math.round(height * ratio)) {
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
    element.style.width = `${width}px`;
    element.style.height = `${height}px`;
  }
  const context = element.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

function reveal(bar, scene, box, height, span, setSpan, days) {
  const lane = scene.lanes.find(({ slot }) => slot === bar.lane);
  if (lane.top < box.scrollTop || lane.top + lane.height > box.scrollTop + height - HEAD) box.scrollTop = lane.top - 20;
  const day = Math.max(bar.lo, days.first);
  if (day < span[0] || day > span[1]) setSpan(panned(span, day - (span[0] + span[1]) / 2, days));
}
