// The log as it grows. EventSource cannot say where to start, so the stream is read by hand.
const RETRY = 3000;

/** Calls `heard` with the events recorded after a position; returns what stops it. */
export function follow(position, heard) {
  const stop = new AbortController();
  const state = { position };
  const run = async () => {
    while (!stop.signal.aborted) {
      try {
        await listen(state, heard, stop.signal);
      } catch (error) {
        if (stop.signal.aborted) return;
        if (!(error instanceof TypeError)) throw error; // the network: try again
      }
      await new Promise((resolve) => { setTimeout(resolve, RETRY); });
    }
  };
  run();
  return () => stop.abort();
}

async function listen(state, heard, signal) {
  const response = await fetch("/v1/events/stream", { signal, headers: { "Last-Event-ID": String(state.position) } });
  if (!response.ok) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value.replaceAll("\r", "")).split("\n\n");
    rest = parts.pop();
    const events = parts.map(parse).filter(Boolean);
    if (!events.length) continue;
    state.position = events.at(-1).position;
    heard(events);
  }
}

/** One block of text/event-stream; comments (pings) are nothing. */
function parse(block) {
  const data = block.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trimStart());
  return data.length ? JSON.parse(data.join("\n")) : null;
}
