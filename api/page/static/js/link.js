// Links that move the page without leaving it, and stay links: they wrap like words and can be copied.
import { html } from "../vendor/vendor.js";
import { writeState } from "./state.js";

/** Another button or key opens a link elsewhere, as everywhere. */
export function follow(event, act) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  act();
}

export const Link = ({ state, patch, go, children }) => html`<a href=${writeState({ ...state, ...patch })}
  onClick=${(event) => follow(event, () => go(patch, true))}>${children}</a>`;
