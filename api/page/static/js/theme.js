// System, light or dark: an attribute that the style sheet reads, kept in this browser.
import { html, useEffect, useState } from "../vendor/vendor.js";

const root = document.documentElement;
const THEMES = [["", "System"], ["light", "Light"], ["dark", "Dark"]];

function wear(theme) {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
}

function keep(theme) {
  try {
    if (theme) localStorage.setItem("theme", theme);
    else localStorage.removeItem("theme");
  } catch {
    // Nothing may be kept here; it holds until the page is left.
  }
}

export function ThemeSwitch() {
  const [theme, setTheme] = useState(root.dataset.theme ?? "");
  const choose = (next) => { wear(next); setTheme(next); };
  useEffect(() => {  // another tab has chosen
    const heard = (event) => { if (event.key === "theme" || event.key === null) choose(event.key ? event.newValue ?? "" : ""); };
    addEventListener("storage", heard);
    return () => removeEventListener("storage", heard);
  }, []);
  return html`<label class="theme"><span class="hidden">Colours</span><select value=${theme}
    onChange=${(event) => { choose(event.target.value); keep(event.target.value); }}>
    ${THEMES.map(([value, words]) => html`<option key=${value} value=${value}>${words}</option>`)}</select></label>`;
}

/** Calls when colours may have changed, and when the faces have loaded; returns what stops it. */
export function onColours(heard) {
  const queries = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((query) => matchMedia(query));
  for (const query of queries) query.addEventListener("change", heard);
  const worn = new MutationObserver(heard);
  worn.observe(root, { attributeFilter: ["data-theme"] });
  document.fonts.ready.then(heard);
  return () => {
    worn.disconnect();
    for (const query of queries) query.removeEventListener("change", heard);
  };
}
