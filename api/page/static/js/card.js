// One cell of the board. Everything it says, it says in words; signs and colours repeat them.
import { Component, html } from "../vendor/vendor.js";
import { sourceName } from "./directory.js";
import { Scale, StatusSign, Staleness, Trend } from "./signs.js";
import { aspectWord, count, sinceWords, STATUS, valueWord } from "./words.js";

export class Card extends Component {
  /** Drawn again only where the picture changes: most cards stand still while a slider moves. */
  shouldComponentUpdate(next) {
    return next.open !== this.props.open || next.trend?.from !== this.props.trend?.from
      || next.trend?.way !== this.props.trend?.way || picture(next.stance) !== picture(this.props.stance)
      || next.book !== this.props.book;
  }

  render({ directory, book, stance, trend, open, select }) {
    const { slot, status, certain, alternatives } = stance;
    const sides = book ? sidesOf(book, stance) : [];
    const [word, meaning] = STATUS[status];
    const id = `card-${btoa(encodeURIComponent(slot.key)).replace(/=/g, "")}`;
    const fade = stance.stale > 365 ? "old" : stance.stale > 120 ? "ageing" : "fresh";
    return html`<article class=${`card ${certain ? "certain" : "possible"} ${status} ${fade} ${open ? "open" : ""}`} aria-labelledby=${id}>
      <h4 id=${id}><button type="button" aria-expanded=${open} onClick=${() => select(slot.key)}>
        <span class="aspect">${aspectWord(slot.aspect)}</span>${slot.subject && html`<span class="subject" dir="auto">${slot.subject}</span>`}
        <span class="value">${valueWord(stance)}</span></button></h4>
      <${Scale} aspect=${slot.aspect} value=${stance.value} others=${[...sides.map((side) => side.value), ...alternatives]} />
      <p class="status"><${StatusSign} status=${status} /> <b>${word}:</b> <span class="quiet">${meaning},</span>
        <span class="certainty">${certain ? "certain by its dates" : "possible, not certain"}</span></p>
      ${(status === "contested" || status === "mixed") && html`<${Sides} directory=${directory} sides=${sides} against=${stance.against.length} headline=${stance.value} />`}
      ${alternatives.length > 0 && html`<p class="alternatives">or possibly <i>${alternatives.join(", ").replaceAll("_", " ")}</i></p>`}
      <p class="facts">${sinceWords(stance.since)}; <${Trend} trend=${trend} /></p>
      <p class="facts"><${Staleness} days=${stance.stale} /></p>
      <p class="facts">${count(stance.origins, "origin")}, ${count(stance.mentions, "mention")}${stance.against.length ? `, ${stance.against.length} against` : ""}</p>
    </article>`;
  }
}

const picture = (s) => [s.spelled, s.status, s.certain, s.alternatives, s.since, s.stale, s.origins, s.mentions, s.active, s.against].join("|");

/** The active values with who holds them, the headline's first. */
function sidesOf(book, stance) {
  const found = new Map();
  for (const i of stance.active) {
    const origins = found.get(book.value[i]) ?? new Set();
    found.set(book.value[i], origins.add(book.answer.sources[book.origin[i]]));
  }
  return [...found].map(([value, origins]) => ({ ...book.values[value], origins: [...origins] }))
    .sort((a, b) => (b.value === stance.value) - (a.value === stance.value));
}

const Sides = ({ directory, sides, against }) => html`<dl class="sides">
  ${sides.map((side) => html`<div key=${side.spelled}><dt>${valueWord(side)}</dt>
    ${side.origins.map((origin) => html`<dd key=${origin}>${sourceName(directory, origin)}</dd>`)}</div>`)}
  ${against > 0 && html`<div><dt>against</dt><dd>${count(against, "fact")}</dd></div>`}</dl>`;
