// The relations between actors at one moment, as a graph and as a list.
import { html, useMemo } from "../vendor/vendor.js";
import { slotKey } from "./book.js";
import { actorName } from "./directory.js";
import { edgesOf, placed } from "./layout.js";
import { Link } from "./link.js";
import { aspectOf } from "./status.js";
import { aspectWord, STATUS, valueWord } from "./words.js";

const WIDTH = 980, HEIGHT = 620;

/** The part of the plane that the boxes with their names take up, and a little around it. */
function frame(nodes, name) {
  const boxes = [...nodes.values()].map(({ id, x, y }) => ({ x, y, half: halfWidth(name(id)) }));
  const left = Math.min(...boxes.map(({ x, half }) => x - half)) - 16, right = Math.max(...boxes.map(({ x, half }) => x + half)) + 16;
  const top = Math.min(...boxes.map(({ y }) => y)) - 40, bottom = Math.max(...boxes.map(({ y }) => y)) + 40;
  return [left, top, right - left, bottom - top].map(Math.round);
}

export function Relations({ directory, state, found, go }) {
  const edges = useMemo(() => edgesOf(found?.items ?? []), [found]);
  const nodes = useMemo(() => placed(edges, WIDTH, HEIGHT), [edges]);
  const bends = useMemo(() => bent(edges), [edges]);
  const names = (id) => actorName(directory, id);
  const box = frame(nodes, names);
  const cell = (edge) => ({ actor: edge.actor, view: "board", slot: slotKey(edge.stance), fact: null });
  return html`<section class="relations" aria-labelledby="relations-title">
    <h2 id="relations-title">Relations</h2>
    ${found?.error && html`<p class="wrong" role="alert">${found.error.message}</p>`}
    ${found?.items && !edges.length ? html`<p class="nothing">No ties, support, agreement or dependence is known of this day.</p>` : html`
    <div class="scroll" tabindex="0" role="region" aria-label="Graph of relations"><svg class="graph" viewBox=${box.join(" ")} width=${box[2]} style=${{ minWidth: `${Math.min(box[2], 620)}px` }} role="group" aria-label=${`${nodes.size} actors, ${edges.length} relations; the same as a list below`}>
      <defs><marker id="arrow" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="11" markerHeight="11" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 0L8 4L0 8Z" class="ink" /></marker></defs>
      ${edges.map((edge, k) => html`<${Edge} key=${edge.key} edge=${edge} nodes=${nodes} names=${names} bend=${bends[k]} />`)}
      ${[...nodes.values()].map((node) => html`<${Node} key=${node.id} node=${node} name=${actorName(directory, node.id)} go=${go} />`)}
    </svg></div>
    <ul class="legend">${["ties", "support", "agreement", "dependence"].map((aspect) => html`<li key=${aspect}>
      <svg viewBox="0 0 44 12" width="44" height="12" aria-hidden="true"><path d="M0 6H44" class=${`edge ${aspect}`} /></svg> ${aspectWord(aspect)}</li>`)}
      <li><svg viewBox="0 0 44 12" width="44" height="12" aria-hidden="true"><path d="M0 6H44" class="edge" /><path d="M18 1L26 11M26 1L18 11" class="line" /></svg> severed, withdrawn, ended</li></ul>
    <h3>As a list</h3>
    <ul class="relation-list">${edges.map((edge) => html`<li key=${edge.key}><${Link} state=${state} patch=${cell(edge)} go=${go}>${actorName(directory, edge.from)} ${edge.mutual ? "and" : "→"} ${actorName(directory, edge.to)}<//>: ${aspectWord(edge.stance.aspect)} <b>${valueWord(edge.stance)}</b>,${" "}
      <span class="quiet">${edge.stance.subject ? `${edge.stance.subject}, ` : ""}${STATUS[edge.stance.status][0].toLowerCase()}, ${edge.stance.certainty}</span></li>`)}</ul>`}
  </section>`;
}

/** Several relations of a pair bend apart. */
function bent(edges) {
  const seen = new Map();
  return edges.map(({ from, to }) => {
    const key = [from, to].sort().join("|");
    const number = seen.get(key) ?? 0;
    seen.set(key, number + 1);
    const bend = Math.ceil(number / 2) * (number % 2 ? 1 : -1);
    return from < to ? bend : -bend;
  });
}

function Edge({ edge, nodes, names, bend }) {
  const a = nodes.get(edge.from), b = nodes.get(edge.to);
  const dx = b.x - a.x, dy = b.y - a.y, length = Math.hypot(dx, dy) || 1;
  const bow = [(a.x + b.x) / 2 - (dy / length) * bend * 62, (a.y + b.y) / 2 + (dx / length) * bend * 62];
  const from = rim(a, bow, names(edge.from)), to = rim(b, bow, names(edge.to));
  const mx = from[0] / 4 + to[0] / 4 + bow[0] / 2, my = from[1] / 4 + to[1] / 4 + bow[1] / 2;
  const [low] = aspectOf(edge.stance.aspect).sides;
  return html`<g class="relation"><path d=${`M${from}Q${bow} ${to}`} marker-end=${edge.mutual ? null : "url(#arrow)"}
      class=${`edge ${edge.stance.aspect} ${edge.stance.certainty}`} />
    ${low.includes(edge.stance.value) && html`<path d=${`M${mx - 6} ${my - 20}l12 12m0 -12l-12 12`} class="line" />`}
    <text x=${mx} y=${my + 4} class="edge-word">${valueWord(edge.stance)}${edge.stance.certainty === "possible" ? "?" : ""}</text></g>`;
}

const halfWidth = (name) => Math.max(34, name.length * 3.7 + 11);

/** Where the line from a node toward a point leaves its box. */
function rim(node, [x, y], name) {
  const dx = x - node.x, dy = y - node.y;
  const share = Math.min((halfWidth(name) + 3) / (Math.abs(dx) || 1e-9), 18 / (Math.abs(dy) || 1e-9), 1);
  return [node.x + dx * share, node.y + dy * share].map((part) => Math.round(part * 10) / 10);
}

function Node({ node, name, go }) {
  const half = halfWidth(name);
  const take = () => go({ actor: node.id, view: "board", slot: null, fact: null }, true);
  return html`<g class="node" tabindex="0" role="link" transform=${`translate(${node.x} ${node.y})`}
    onClick=${take} onKeyDown=${(event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); take(); } }}>
    <rect x=${-half} y="-15" width=${2 * half} height="30" rx="3" /><text y="5">${name}</text></g>`;
}
