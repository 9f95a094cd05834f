// From a JSON Schema of the catalogue to the fields of a form, and from what was typed to a fact.
const COMMON = ["occurred", "mode", "likelihood", "confidence", "credibility", "denied", "vouched_through", "attribution", "note"];
const ACTORS = ["actor", "against", "perceived_by", "toward", "parties"];
const LEFT_OUT = ["type", "id", "report", "quote"];

/** Fields of an event type: its own first, in the schema's order, then the common ones. */
export function fieldsOf(schema) {
  const own = Object.keys(schema.properties).filter((name) => !COMMON.includes(name) && !LEFT_OUT.includes(name));
  return [...own, ...COMMON].flatMap((name) => field(name, schema));
}

function field(name, schema) {
  const property = schema.properties[name];
  const inner = resolved(property, schema);
  if (inner.properties) {
    return Object.keys(inner.properties).map((part) => ({ ...field(part, { ...inner, $defs: schema.$defs }), name: `${name}.${part}`, label: `${name}, ${part}` }));
  }
  return { name, label: label(name), kind: kindOf(name, inner), required: (schema.required ?? []).includes(name),
    options: inner.enum ?? null, hint: HINTS[name] ?? property.description ?? inner.description ?? "" };
}

/** Where the catalogue speaks to those who know its rules by number. */
const HINTS = { vouched_through: "The last day for which the origin speaks, where its dates and the day of publication would say it wrong.",
  attribution: "From the publisher outward; the last one is the origin." };

const label = (name) => ({ toward: "toward whom", occurred: "when, as the source writes it", attribution: "who says so, outward from the publisher",
  denied: "the origin denies it", vouched_through: "vouched for through" })[name] ?? name.replaceAll("_", " ");

function resolved(property, { $defs }) {
  const inner = property.anyOf ? property.anyOf.find(({ type }) => type !== "null") : property;
  return inner.$ref ? $defs[inner.$ref.split("/").at(-1)] : inner;
}

function kindOf(name, { type, enum: options }) {
  if (name === "occurred" || name === "due" || name === "covers") return "edtf";
  if (ACTORS.includes(name)) return type === "array" ? "actors" : "actor";
  if (name === "attribution") return "sources";
  if (options) return "choice";
  if (type === "boolean") return "flag";
  if (type === "integer" || type === "number") return "number";
  return name === "note" ? "words" : "text";
}

/** What was typed, as the API wants it: nothing empty, numbers as numbers. */
export function bodyOf(fields, values) {
  const body = {};
  for (const { name, kind, options } of fields) {
    const value = typed(values[name], kind, options);
    if (value === undefined) continue;
    const [outer, inner] = name.split(".");
    if (inner) body[outer] = { ...body[outer], [inner]: value };
    else body[name] = value;
  }
  return body;
}

function typed(value, kind, options) {
  if (value === undefined || value === null || value === "" || value === false) return undefined;
  if (Array.isArray(value)) return value.length ? value : undefined;
  const isNumber = kind === "number" || options?.every((option) => typeof option === "number");
  return isNumber && value !== true && Number.isFinite(Number(value)) ? Number(value) : value;
}

/** A recorded fact as the form's values. */
export function valuesOf(fields, fact) {
  const values = {};
  for (const { name } of fields) {
    const [outer, inner] = name.split(".");
    const value = inner ? fact[outer]?.[inner] : fact[outer];
    if (value !== undefined && value !== null) values[name] = value;
  }
  return values;
}
