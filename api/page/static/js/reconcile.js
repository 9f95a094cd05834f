// The server is asked when a slider rests, its answer is compared with the fold's, and it wins.
import { useEffect, useState } from "../vendor/vendor.js";
import { fromAnswer, sameStances } from "./answers.js";
import { get } from "./api.js";
import { question } from "./state.js";

const REST = 150;

/** {at, verdict: "same" | "server", stances} for the coordinates it was asked at, or null. */
export function useServer(book, stances, state, head) {
  const [found, setFound] = useState(null);
  const at = JSON.stringify([state.actor, question(state, head)]);
  useEffect(() => {
    if (book.moment !== (state.recordedBy ?? head)) return undefined;  // the claims of this moment are still on their way
    const stop = new AbortController();
    const timer = setTimeout(() => ask(book, stances, state, head, stop.signal)
      .then((answer) => setFound({ at, ...answer }), (error) => error.name !== "AbortError" && setFound({ at, error })), REST);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [at, book]);
  return found?.at === at ? found : null;
}

async function ask(book, stances, state, head, signal) {
  const path = `/v1/actors/${encodeURIComponent(state.actor)}/posture`;
  const { stances: served } = await get(path, { ...question(state, head), evidence: "none" }, { signal });
  if (sameStances(book, stances, served)) return { verdict: "same" };
  return { verdict: "server", stances: served.map((stance) => fromAnswer(book, stance, state.asOf)) };
}
