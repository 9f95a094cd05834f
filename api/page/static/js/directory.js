// Who and what is registered, with the vocabulary: asked for once, renewed when the log moves.
import { all, get } from "./api.js";
import { setAspects } from "./status.js";

export async function loadDirectory() {
  const [actors, sources, reports, catalogue, events] = await Promise.all([
    all("/v1/actors"), all("/v1/sources"), all("/v1/reports"), get("/v1/catalogue"),
    get("/v1/events", { limit: 1 }),
  ]);
  setAspects(catalogue.aspects);
  return {
    head: events.position, actors, catalogue,
    actorById: byId(actors), sources: byId(sources), reports: byId(reports),
    likelihood: Object.fromEntries(catalogue.likelihood.map(({ word, percent }) => [word, percent])),
  };
}

const byId = (items) => new Map(items.map((item) => [item.id, item]));

export const actorName = (directory, id) => directory.actorById.get(id)?.name ?? id;
export const sourceName = (directory, id) => directory.sources.get(id)?.name ?? id;

/** Actors whose name, id or an alias contains the words, names first. */
export function findActors(actors, words) {
  const wanted = fold(words);
  if (!wanted) return actors.map((actor) => ({ actor, alias: null }));
  const found = [];
  for (const actor of actors) {
    if (fold(actor.name).includes(wanted) || actor.id.includes(wanted)) found.unshift({ actor, alias: null });
    else {
      const alias = (actor.aliases ?? []).find((name) => fold(name).includes(wanted));
      if (alias) found.push({ actor, alias });
    }
  }
  return found;
}

/** Lower case without marks, so that "al-qaida" finds "al-Qā'ida". */
const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f'’ʿʾ]/g, "").toLowerCase().trim();
