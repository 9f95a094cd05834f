// What stands where an answer should be: why it is not there, and how to go on.
import { html } from "../vendor/vendor.js";

export function Trouble({ directory, actor, problem, retry }) {
  if (problem.status === 404 && !directory.actorById.has(actor)) {
    return html`<h1 tabindex="-1">Nobody of that name</h1>
      <p role="alert">No actor is registered as <b dir="auto">${actor}</b>. Choose one above, or see <a href="?view=matrix">everybody at one moment</a>.</p>`;
  }
  return html`<h1 tabindex="-1">No answer</h1>
    <p class="wrong" role="alert">${problem.message}</p>
    <p><button type="button" onClick=${retry}>Try again</button></p>`;
}
