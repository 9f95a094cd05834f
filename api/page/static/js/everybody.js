// Every actor's posture at one moment, asked once for the matrix and the graph.
import { useEffect, useState } from "../vendor/vendor.js";
import { all } from "./api.js";
import { coordinates } from "./state.js";

/** {items} or {error}; null before the first answer. Asked on rest. */
export function useEverybody(state, head) {
  const [found, setFound] = useState(null);
  const at = coordinates(state, head);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => all("/v1/postures", at, { signal: stop.signal })
      .then((items) => setFound({ items }), (error) => error.name !== "AbortError" && setFound({ error })), found ? 150 : 0);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [JSON.stringify(at)]);
  return found;
}
