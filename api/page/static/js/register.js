// Register what a fact refers to and is not there yet: a report, a source, an actor.
import { html, useState } from "../vendor/vendor.js";
import { post, standsAt } from "./api.js";
import { Field } from "./field.js";
import { bodyOf } from "./schema.js";

const field = (name, label, kind = "text", required = false, more = {}) => ({ name: `new-${name}`, real: name, label, kind, required, hint: "", options: null, ...more });
const FIELDS = {
  report: [field("id", "id", "text", true, { hint: "Lower-case words joined by hyphens." }), field("title", "title", "text", true), field("publisher", "publisher", "source", true),
    field("published", "published", "text", true, { hint: "yyyy-mm-dd" }), field("covers", "covers", "edtf"), field("data_cutoff", "data cut-off", "text", false, { hint: "yyyy-mm-dd" }),
    field("url", "URL"), field("language", "language"), field("text", "text", "words")],
  source: [field("id", "id", "text", true), field("name", "name", "text", true), field("reliability", "reliability", "choice", false, { options: ["A", "B", "C", "D", "E", "F"] })],
  actor: [field("id", "id", "text", true), field("name", "name", "text", true), field("kind", "kind", "text", true, { hint: "state, armed_group, faction, affiliate, coalition, government_force, organisation" })],
};

export function Register({ directory, registered }) {
  const [noun, setNoun] = useState("report");
  const [values, setValues] = useState({});
  const [problem, setProblem] = useState(null);
  const [done, setDone] = useState("");
  const fields = FIELDS[noun];
  const send = async (event) => {
    event.preventDefault();
    try {
      const typed = bodyOf(fields, values);
      const body = Object.fromEntries(Object.entries(typed).map(([name, value]) => [name.slice(4), value]));
      const answer = await post(`/v1/${noun}s`, body);
      setProblem(null); setValues({}); setDone(`Registered ${answer.id}.`);
      await registered(noun, answer.id);
    } catch (error) {
      setProblem(error);
    }
  };
  const wrong = (name) => problem?.errors?.find(({ pointer }) => pointer.split("/")[1] === name)?.detail;
  return html`<details class="register"><summary>Something is not registered yet</summary>
    <form onSubmit=${send} novalidate aria-label="Register">
      <div class="field"><label for="register-noun">Register a</label><select id="register-noun" value=${noun} onChange=${(event) => { setNoun(event.target.value); setProblem(null); }}>
        ${Object.keys(FIELDS).map((one) => html`<option key=${one} value=${one}>${one}</option>`)}</select></div>
      ${fields.map((one) => html`<${Field} key=${`${noun} ${one.name}`} field=${one} value=${values[one.name]} wrong=${wrong(one.real)} directory=${directory} set=${(value) => setValues((old) => ({ ...old, [one.name]: value }))} />`)}
      ${problem && html`<p class="wrong" role="alert">${standsAt(problem, fields.map(({ real }) => `/${real}`)) ? "Not registered: a field above says why." : problem.message}</p>`}
      <button>Register</button><p role="status">${done}</p></form></details>`;
}
