import { createHash } from "node:crypto";
import { STATUS_CODES } from "node:http";
import { isRecord } from "../../unknown.ts";
import { type Html, html } from "./html.ts";
import { problemsOf } from "./openapi.ts";
import type { Route } from "./route.ts";
import { type JsonSchema, nameOf } from "./schema.ts";

const style = `
:root { color-scheme: light dark; --soft: color-mix(in srgb, currentColor 60%, transparent); --line: color-mix(in srgb, currentColor 18%, transparent) }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem 1.5rem 4rem }
h1, h2, h3 { line-height: 1.25 } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line) } h3 { margin: 0; font-size: 1rem }
code, .path { font-family: ui-monospace, monospace; font-size: .92em }
article { border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; margin: .75rem 0; overflow-wrap: anywhere }
.method { display: inline-block; min-width: 4.2rem; font-weight: 700 } .soft { color: var(--soft) }
p { margin: .35rem 0 } ul { margin: .25rem 0; padding-left: 1.25rem } summary { cursor: pointer }
nav a { margin-right: 1rem }
`;

/** What the page may do: show itself, and nothing else. It loads nothing, runs nothing and can be framed by nobody. */
export const docsPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const kinds: ReadonlyMap<unknown, string> = new Map([
  ["string", "text"],
  ["integer", "whole number"],
  ["boolean", "true or false"],
  ["object", "object"],
  ["null", "null"],
]);

function list(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : [];
}

function kindOf(json: JsonSchema): string {
  if (Array.isArray(json.enum)) return json.enum.map((one) => JSON.stringify(one)).join(" | ");
  if (json.format === "date-time") return json.type === "string" ? "moment" : "moment or null";
  const types = [json.type].flat().filter((type) => type !== undefined);
  return types.length === 0 ? "any JSON" : types.map((type) => kinds.get(type) ?? String(type)).join(" or ");
}

function limitsOf({ minimum, maximum, minLength, maxLength, maxItems }: JsonSchema): string {
  const parts = [
    typeof minimum === "number" && minimum > Number.MIN_SAFE_INTEGER && `from ${minimum}`,
    typeof maximum === "number" && maximum < Number.MAX_SAFE_INTEGER && `to ${maximum}`,
    minLength !== undefined && `at least ${String(minLength)} characters`,
    maxLength !== undefined && `at most ${String(maxLength)} characters`,
    maxItems !== undefined && `at most ${String(maxItems)} entries`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? "" : `, ${parts.join(" ")}`;
}

function fieldsOf(json: JsonSchema): Html {
  const { properties } = json;
  const entries = Object.entries(isRecord(properties) ? properties : {});
  if (entries.length === 0) return html``;
  const required = new Set(list(json.required));
  return html`<ul>${entries.map(
    ([name, field]) =>
      html`<li><code>${name}</code>${required.has(name) ? "" : html` <span class="soft">may be left out</span>`}: ${shown(field)}</li>`,
  )}</ul>`;
}

/** A sentence in which words between backticks are code. */
function prose(text: string): Html {
  const parts = text
    .split("`")
    .map((part, place) => (place % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
  return html`${parts}`;
}

/** A schema in words; one with a name of its own is a link to it. */
function shown(json: unknown, whole = false): Html {
  if (!isRecord(json)) return html``;
  const name = nameOf(json);
  if (name !== undefined && !whole) return html`<a href="#schema-${name}">${name}</a>`;
  const said = typeof json.description === "string" ? html` – ${prose(json.description)}` : html``;
  const [example] = list(json.examples);
  const such =
    example === undefined
      ? html``
      : html` <span class="soft">such as <code>${JSON.stringify(example)}</code></span>`;
  if (Array.isArray(json.anyOf)) {
    const choices = json.anyOf.map((one, index) => html`${index > 0 ? " or " : ""}${shown(one)}`);
    return html`${choices}${said}${such}`;
  }
  if (json.type === "array") return html`list of ${shown(json.items)}${limitsOf(json)}${said}${such}`;
  return html`${kindOf(json)}${limitsOf(json)}${said}${such}${fieldsOf(json)}`;
}

function article(route: Route): Html {
  const { method, path, scope, summary, description, params, query, body, bodyShown, takes, answers } = route;
  const taken = bodyShown ?? body;
  const given = [params, query].flatMap((schema) => (schema ? [fieldsOf(schema.json)] : []));
  const problems = problemsOf(route).map((status) => `${status} ${STATUS_CODES[status] ?? ""}`);
  return html`<article>
<h3><span class="method">${method}</span> <span class="path">${path}</span></h3>
<p>${summary} <span class="soft">· ${scope === "open" ? "needs no token" : scope === "any" ? "any token" : html`scope <code>${scope}</code>`}</span></p>
${description !== undefined && html`<p>${prose(description)}</p>`}
${given.length > 0 && html`<p class="soft">Parameters</p>${given}`}
${taken !== undefined && html`<p class="soft">Body${takes ? `, ${takes.join(" or ")}` : ""}</p><div>${shown(taken.json)}</div>`}
${Object.entries(answers).map(
  ([status, told]) =>
    html`<div><strong>${status}</strong> ${prose(told.description)} ${told.schema ? shown(told.schema.json) : html`<code>${told.type ?? ""}</code>`}</div>`,
)}
<details><summary class="soft">Problems</summary><p>${problems.join(", ")}</p></details>
</article>
`;
}

/** Named schemas that routes speak of, in the order of their names. */
function namedIn(routes: readonly Route[]): readonly (readonly [string, JsonSchema])[] {
  const found = new Map<string, JsonSchema>();
  function look(json: unknown): void {
    if (Array.isArray(json)) for (const one of json) look(one);
    if (!isRecord(json)) return;
    const name = nameOf(json);
    if (name !== undefined) found.set(name, json);
    for (const one of Object.values(json)) look(one);
  }
  for (const { body, bodyShown, answers } of routes) {
    look(body?.json);
    look(bodyShown?.json);
    for (const { schema } of Object.values(answers)) look(schema?.json);
  }
  return [...found].toSorted(([a], [b]) => a.localeCompare(b));
}

/** Writes the page that shows what the OpenAPI document says: plain HTML, without anything to load or to run. */
export function docsPage(routes: readonly Route[]): string {
  const tags = [...Map.groupBy(routes, ({ tag }) => tag)];
  const page = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Onstage: the API</title><style>${{ html: style }}</style></head>
<body>
<h1>Onstage: the API</h1>
<p>Calls carry <code>Authorization: Bearer TOKEN</code>, bodies are JSON, and what is wrong is answered with a problem document (RFC 9457) that names the field. For programs: <a href="/openapi.json">openapi.json</a>.</p>
<nav>${tags.map(([tag]) => html`<a href="#${tag.replaceAll(" ", "-")}">${tag}</a>`)}<a href="#schemas">Schemas</a></nav>
${tags.map(([tag, same]) => html`<h2 id="${tag.replaceAll(" ", "-")}">${tag}</h2>\n${same.map(article)}`)}
<h2 id="schemas">Schemas</h2>
${namedIn(routes).map(([name, json]) => html`<article id="schema-${name}"><h3>${name}</h3>${shown(json, true)}</article>\n`)}
</body>
</html>
`;
  return page.html;
}
