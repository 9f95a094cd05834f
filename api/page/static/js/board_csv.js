// The board as a table for spreadsheets, with the coordinates it holds for.
import { asAnswer } from "./answers.js";
import { csv, save } from "./save.js";
import { coordinates } from "./state.js";

const COLUMNS = ["aspect", "toward", "subject", "value", "comparator", "status", "certainty"];
const NUMBERS = ["vouched_through", "stale_days", "origins", "mentions"];

export function boardCsv(book, stances, state, head) {
  const at = coordinates(state, head);
  const header = ["actor", "as_of", "known_by", "recorded_by", "exclude_source", ...COLUMNS, "alternatives", "since_earliest", "since_latest", ...NUMBERS];
  const rows = stances.map((stance) => {
    const answer = asAnswer(book, stance);
    return [state.actor, at.as_of, at.known_by, at.recorded_by, state.excludeSource, ...COLUMNS.map((name) => answer[name]),
      answer.alternatives.join("; "), answer.since.earliest, answer.since.latest, ...NUMBERS.map((name) => answer[name])];
  });
  return csv([header, ...rows]);
}

export function saveBoard(book, stances, state, head) {
  const text = boardCsv(book, stances, state, head);
  save(`${state.actor}-posture.csv`, new Blob([text], { type: "text/csv;charset=utf-8" }));
}
