// Starts the page.
import { html, render } from "../vendor/vendor.js";
import { App } from "./app.js";
import { loadDirectory } from "./directory.js";

const place = document.getElementById("page");
try {
  const directory = await loadDirectory();
  place.replaceChildren();
  render(html`<${App} directory=${directory} />`, place);
} catch (error) {
  place.replaceChildren(Object.assign(document.createElement("p"), { className: "wrong", role: "alert", textContent: error.message }));
  throw error;
}
