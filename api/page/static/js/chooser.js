// Choose an actor: a combobox that searches names, ids and aliases (ARIA APG, list autocomplete).
import { html, useEffect, useMemo, useRef, useState } from "../vendor/vendor.js";
import { actorName, findActors } from "./directory.js";

const MOST = 40;

export function Chooser({ directory, actor, choose }) {
  const [text, setText] = useState(null);
  const [at, setAt] = useState(0);
  const list = useRef(null);
  const open = text !== null;
  const found = useMemo(() => (open ? options(directory, text) : []), [directory, text]);
  const current = actor ? actorName(directory, actor) : "All actors";
  const close = () => { setText(null); setAt(0); };
  const take = (option) => { close(); choose(option.id); };
  const onKeyDown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !open) setText("");
    else if (step) setAt((at + step + found.length) % Math.max(found.length, 1));
    else if (event.key === "Enter" && open && found[at]) take(found[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  };
  useEffect(() => list.current?.children[at]?.scrollIntoView({ block: "nearest" }), [at, open]);
  return html`<div class="chooser">
    <label for="actor">Actor</label>
    <input id="actor" role="combobox" aria-expanded=${open} aria-controls="actors" aria-autocomplete="list"
      aria-activedescendant=${open && found[at] ? `option-${at}` : null} autocomplete="off" spellcheck="false"
      placeholder=${current} value=${open ? text : current}
      onFocus=${(event) => event.target.select()} onClick=${() => open || setText("")}
      onInput=${(event) => { setText(event.target.value); setAt(0); }}
      onKeyDown=${onKeyDown} onBlur=${close} />
    <ul id="actors" role="listbox" aria-label="Actors" hidden=${!open} ref=${list}>
      ${found.map((option, index) => html`<li id=${`option-${index}`} key=${option.id} role="option"
        aria-selected=${index === at} class=${index === at ? "at" : ""}
        onMouseDown=${(event) => { event.preventDefault(); take(option); }}>
        <b>${option.name}</b>${option.note && html` <span dir="auto">${option.note}</span>`}</li>`)}
    </ul>
    <span class="quiet" role="status">${open ? `${found.length} found` : ""}</span>
  </div>`;
}

function options(directory, text) {
  const found = findActors(directory.actors, text).slice(0, MOST);
  const listed = found.map(({ actor, alias }) => ({ id: actor.id, name: actor.name, note: alias ?? actor.kind.replaceAll("_", " ") }));
  return text.trim() ? listed : [{ id: null, name: "All actors", note: "everybody at one moment" }, ...listed];
}
