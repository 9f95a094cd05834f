// Starts the page.
import { html, render } from "../vendor/vendor.js";
import { App } from "./app.js";
import { loadDirectory } from "./directory.js";

const place = document.getElementById("page");
const made = (name, properties) => Object.assign(document.createElement(name), properties);
try {
  const directory = await loadDirectory();
  place.replaceChildren();
  render(html`<${App} directory=${directory} />`, place);
} catch (error) {
  place.replaceChildren(made("h1", { textContent: "No answer" }), made("p", { className: "wrong", role: "alert", textContent: error.message }),
    made("a", { href: location.href, textContent: "Try again" }));
  throw error;
}
