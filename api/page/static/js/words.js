// The vocabulary in the words of a reader.
import { spelled } from "./days.js";

const ASPECTS = { safe_haven: "safe haven", force_level: "force level" };
export const aspectWord = (aspect) => ASPECTS[aspect] ?? aspect;
export const plain = (word) => String(word ?? "").replaceAll("_", " ");

export const STATUS = {
  single: ["Single", "one origin says so"],
  corroborated: ["Corroborated", "several origins say the same"],
  nuanced: ["Nuanced", "several values on one side of the scale"],
  contested: ["Contested", "origins stand on different sides"],
  mixed: ["Mixed", "one origin stands on both sides"],
};

export const LOST = {
  older_word_of_same_origin: "An older word: the same origin has spoken later, or nearer to this day.",
  before_latest_change: "Describes the time before a later change.",
  only_possibly_in_force: "Only possibly in force on this day: not seen to have begun, or a forecast overtaken by what was seen.",
  against: "Speaks against the value.",
  retracted: "Retracted.",
  corrected: "Corrected.",
};

export const CAUSES = {
  recorded: ["Recorded", "entered into this system in between"],
  corrected: ["Corrected", "corrected in this record in between"],
  retracted: ["Retracted", "taken back in this record in between"],
  restored: ["Restored", "a withdrawal was undone in between"],
  learned: ["Learned", "came into print in between"],
  world: ["The world moved", "the day itself moved; nothing new was published"],
};

export const CREDIBILITY = { 1: "confirmed", 2: "probably true", 3: "possibly true",
  4: "doubtful", 5: "improbable", 6: "cannot be judged" };
export const RELIABILITY = { A: "completely reliable", B: "usually reliable", C: "fairly reliable",
  D: "not usually reliable", E: "unreliable", F: "cannot be judged" };

/** A value as people write it: a word, or a number with its comparator. */
export function valueWord({ value, comparator }) {
  if (!comparator) return plain(value);
  const sign = { "=": "", "<": "below ", "<=": "at most ", "~": "about " }[comparator];
  return `${sign}${Number(value).toLocaleString("en-GB")}`;
}

/** When something began, with its doubt. */
export function sinceWords([earliest, latest]) {
  if (earliest <= 0) return latest <= 0 ? "all along" : `begun by ${spelled(latest)}`;
  return earliest === latest ? `since ${spelled(earliest)}` : `since ${spelled(earliest)} to ${spelled(latest)}`;
}

const grouped = new Intl.NumberFormat("en-GB");
export const count = (number, one, many = `${one}s`) => `${grouped.format(number)} ${number === 1 ? one : many}`;

/** What a server says, as a sentence of print; a finding that begins with its pointer stays as it is. */
export function sentence(words) {
  if (/^(is|has|must|needs) /.test(words)) return sentence(`this ${words}`);
  const whole = words.startsWith("/") ? words : words.charAt(0).toUpperCase() + words.slice(1);
  return /[.?!…]["”’]?$/.test(whole) ? whole : `${whole}.`;
}

/** A slot's heading: aspect and what it is about. */
export const slotWords = ({ aspect, subject }) => (subject ? `${aspectWord(aspect)}: ${subject}` : aspectWord(aspect));
