// The page: state from the address, one actor's book, and the view that is asked for.
import { html, useCallback, useEffect, useMemo, useRef, useState } from "../vendor/vendor.js";
import { ActorViews } from "./actor_views.js";
import { AddFact } from "./add_fact.js";
import { get } from "./api.js";
import { openBook, without } from "./book.js";
import { Chooser } from "./chooser.js";
import { today } from "./days.js";
import { loadDirectory } from "./directory.js";
import { Everybody } from "./everybody_view.js";
import { follow } from "./link.js";
import { daysOf } from "./scale_of_days.js";
import { readState, VIEWS, writeState } from "./state.js";
import { ThemeSwitch } from "./theme.js";
import { Trouble } from "./trouble.js";
import { Updates } from "./updates.js";

const ADDRESS_REST = 200;

export function App({ directory: first }) {
  const [directory, setDirectory] = useState(first);
  const [state, setState] = useState(() => readState(location.search));
  const [book, setBook] = useState(null);
  const [problem, setProblem] = useState(null);
  const [attempt, setAttempt] = useState(0);
  const renew = useCallback(async () => setDirectory(await loadDirectory()), []);
  const latest = useRef(state);
  const drawNext = useFrame(() => setState(latest.current));
  const go = useCallback((patch, push = false) => {
    const next = { ...latest.current, ...patch };
    latest.current = next;
    if (!push) { drawNext(); return; }
    setState(next);
    history.pushState(null, "", writeState(next));
  }, []);
  useEffect(() => {  // the address follows on rest: browsers refuse hundreds of changes a minute
    const timer = setTimeout(() => history.replaceState(null, "", writeState(latest.current)), ADDRESS_REST);
    return () => clearTimeout(timer);
  }, [state]);
  useEffect(() => {
    const back = () => { latest.current = readState(location.search); setState(latest.current); };
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);
  const moment = state.recordedBy ?? directory.head;
  useEffect(() => {
    if (!state.actor) return undefined;
    const stop = new AbortController();
    setProblem(null);
    get(`/v1/actors/${encodeURIComponent(state.actor)}/claims`, { recorded_by: moment }, { signal: stop.signal })
      .then((answer) => setBook({ ...openBook(answer), moment }), (error) => { if (error.name !== "AbortError") { setBook(null); setProblem(error); } });
    return () => stop.abort();
  }, [state.actor, moment, attempt]);
  const mine = book && book.answer.actor === state.actor ? book : null;
  const read = useMemo(() => (mine && state.excludeSource ? without(mine, state.excludeSource) : mine), [mine, state.excludeSource]);
  const days = useMemo(() => (mine ? daysOf(mine) : everybodysDays(directory)), [mine, directory]);
  const shown = { ...state, asOf: state.asOf ?? Math.min(days.latest, today()) };
  useEffect(() => { document.title = title(directory, state); }, [state.actor, state.view]);
  const context = { directory, state: shown, head: directory.head, days, go, renew, problem, retry: () => setAttempt(attempt + 1) };
  const choose = (actor) => go({ actor, slot: null, fact: null, from: null, to: null, view: actor ? pickView(state.view, "board") : "matrix" }, true);
  return html`<a class="skip" href="#main">To the content</a>
    <header class="masthead"><p class="brand"><a href="./">Stanceline</a></p>
      <${Chooser} directory=${directory} actor=${state.actor} choose=${choose} />
      <nav aria-label="Views"><ul>${VIEWS.filter(([view]) => state.actor || !["board", "changes"].includes(view)).map(([view, words]) => html`<li key=${view}>
        <a href=${writeState({ ...state, view })} aria-current=${current(state) === view ? "page" : null} onClick=${(event) => follow(event, () => go({ view, slot: null, fact: null, corrects: null }, true))}>${words}</a></li>`)}
        <li><a href="/docs">API</a></li></ul></nav><${ThemeSwitch} /></header>
    <${Updates} head=${directory.head} actor=${state.actor} fixed=${state.recordedBy !== null} show=${renew} />
    <main id="main" tabindex="-1">${content(context, read)}</main>
    <footer><p>Every stance rests on words that somebody published; open a cell to read them. Silence is not continuity: an empty cell means that nothing is known.</p></footer>`;
}

/** Calls at most once a frame: a slider that is dragged fires more often than anybody can see. */
function useFrame(act) {
  const pending = useRef(0), now = useRef(act);
  now.current = act;
  useEffect(() => () => cancelAnimationFrame(pending.current), []);
  return useCallback(() => {
    pending.current ||= requestAnimationFrame(() => { pending.current = 0; now.current(); });
  }, []);
}

const current = ({ actor, view }) => (!actor && ["board", "changes"].includes(view) ? "matrix" : view);
const pickView = (view, fallback) => (["board", "changes", "add"].includes(view) ? view : fallback);

function content(context, book) {
  const view = current(context.state);
  if (view === "add") return html`<${AddFact} ...${context} changed=${context.renew} />`;
  if (view === "matrix" || view === "relations") return html`<${Everybody} ...${context} view=${view} />`;
  if (context.problem) return html`<${Trouble} ...${context} actor=${context.state.actor} />`;
  return book ? html`<${ActorViews} ...${context} book=${book} />` : html`<p role="status" class="loading">Fetching what is known…</p>`;
}

function title(directory, { actor, view }) {
  const name = actor ? directory.actorById.get(actor)?.name ?? actor : "Everybody";
  return `${name}, ${VIEWS.find(([one]) => one === view)[1].toLowerCase()} · Stanceline`;
}

/** Without an actor the scale runs over all publications. */
function everybodysDays(directory) {
  const published = [...directory.reports.values()].map(({ published: day }) => Math.floor(Date.parse(day) / 86_400_000) + 719163).sort((a, b) => a - b);
  const last = published.at(-1) ?? today();
  return { first: (published[0] ?? last) - 365, last: last + 90, latest: last, changes: [], publications: published };
}
