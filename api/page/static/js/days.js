// Days as whole numbers: proleptic Gregorian ordinals, 1 = 0001-01-01, as domain/days.py has them.
export const UNBOUNDED = 0;
export const OPEN = 3652060;
const EPOCH = 719163; // ordinal of 1970-01-01
const DAY = 86_400_000;
export const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August",
  "September", "October", "November", "December"];

export const toDate = (day) => new Date((day - EPOCH) * DAY);
export const fromDate = (date) => Math.floor(date.getTime() / DAY) + EPOCH;
export const today = () => fromDate(new Date());

/** ISO 8601 day, or null for an unbounded or open end. */
export function iso(day) {
  return day <= UNBOUNDED || day >= OPEN ? null : toDate(day).toISOString().slice(0, 10);
}

/** Ordinal of YYYY-MM-DD; null for anything that is not a day of the calendar. */
export function parseDay(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith("0000")) return null;
  const date = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text) return null;
  return fromDate(date);
}

/** "25 May 2020". */
export function spelled(day) {
  if (iso(day) === null) return "an unknown day";
  const date = toDate(day);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** The same for an ISO day as answers write it, null included. */
export const spelledIso = (text) => (text ? spelled(parseDay(text)) : "an unknown day");

/** A day some months away, held inside its month. */
export function addMonths(day, months) {
  const date = toDate(day);
  const target = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1));
  const last = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  target.setUTCDate(Math.min(date.getUTCDate(), last));
  return fromDate(target);
}

/** A length of time in the unit a reader thinks in. */
export function duration(days) {
  if (days < 60) return `${days} ${days === 1 ? "day" : "days"}`;
  const months = Math.round(days / 30.44);
  return months < 24 ? `${months} months` : `${Math.round(days / 365.25)} years`;
}
