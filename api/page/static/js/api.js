// Requests to the server this page came from; problems arrive as errors with their findings.
import { sentence } from "./words.js";

/** An RFC 9457 problem: `message` is its sentence, `errors` the findings by JSON Pointer. */
export class Problem extends Error {
  constructor(document) {
    super(sentence(document.detail ?? document.title ?? "the server gave no reason"));
    this.status = document.status;
    this.errors = (document.errors ?? []).map(({ pointer, detail }) => ({ pointer, detail: sentence(detail) }));
  }
}

const AWAY = { detail: "The server does not answer. What you see may be old; try again.", status: 0 };

/** Whether what is wrong all stands at fields with these pointers, so that each says why itself. */
export const standsAt = (problem, pointers) => problem.errors?.length > 0 && problem.errors.every(({ pointer }) => pointers.includes(pointer));

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(AWAY);
  }
  const body = await response.json().catch((error) => {  // what stands between us and the server may answer too
    throw error.name === "AbortError" ? error : new Problem({ detail: `The server's answer cannot be read (HTTP ${response.status})`, status: response.status });
  });
  if (!response.ok) throw new Problem(body);
  return body;
}

/** The address of a question; parameters that are null or undefined are left out. */
export function address(path, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined);
  const query = new URLSearchParams(given).toString();
  return query ? `${path}?${query}` : path;
}

export const get = (path, parameters, options) => ask(address(path, parameters), options);

export const post = (path, body) => ask(path, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
});

/** All items of a list, page by page. */
export async function all(path, parameters = {}, options = {}) {
  const items = [];
  let after = null;
  do {
    const page = await get(path, { limit: 1000, ...parameters, after }, options);
    items.push(...page.items);
    after = page.next;
  } while (after);
  return items;
}

const kept = new Map();

/** A thing that never changes once it is recorded (a report with its text), asked for once. */
export function once(path) {
  if (!kept.has(path)) {
    const asked = get(path);
    asked.catch(() => kept.delete(path));
    kept.set(path, asked);
  }
  return kept.get(path);
}
