// Which part of time is on screen: zoom and pan as arithmetic, colours from the style sheet.

export const NARROW = 560;

/** What the names of lanes take up beside the bars; on a narrow page only the rows above have any. */
export const gutterOf = (width) => (width < NARROW ? 88 : width < 1000 ? 210 : 270);

export function makeView({ from, to, width, height, scroll }) {
  const gutter = gutterOf(width);
  const scale = (width - gutter) / (to - from);
  return { from, to, width, height, scroll, gutter,
    x: (day) => gutter + (day - from) * scale, day: (x) => from + (x - gutter) / scale };
}

const LEAST = 14;

/** A window zoomed about a day; factor below 1 comes closer. */
export function zoomed([from, to], about, factor, days) {
  const length = Math.min(Math.max((to - from) * factor, LEAST), days.last - days.first + 60);
  const share = (about - from) / (to - from);
  return held([about - length * share, about + length * (1 - share)], days);
}

export const panned = ([from, to], by, days) => held([from + by, to + by], days);

/** Inside the days there are, with a little margin. */
function held([from, to], days) {
  const length = to - from, first = days.first - 30, last = days.last + 30;
  if (from < first) return [first, first + length];
  if (to > last) return [last - length, last];
  return [from, to];
}

const NAMES = { paper: "--paper", ink: "--ink", quiet: "--quiet", rule: "--rule", low: "--low", lowPale: "--low-pale",
  high: "--high", highPale: "--high-pale", neutral: "--neutral", neutralPale: "--neutral-pale", mark: "--mark", onInk: "--on-ink", focus: "--focus" };

/** Colours by name, for paper: the printer's style sheet counts by the time they are drawn. */
export const named = Object.fromEntries(Object.entries(NAMES).map(([name, property]) => [name, `var(${property})`]));

/** Colours as plain values: a canvas does not resolve light-dark() or var(). */
export function colours(element) {
  const style = getComputedStyle(element);
  return Object.fromEntries(Object.entries(NAMES).map(([name, property]) => [name, style.getPropertyValue(property).trim()]));
}
