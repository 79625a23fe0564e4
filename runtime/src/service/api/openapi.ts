import { STATUS_CODES } from "node:http";
import { isRecord } from "../../unknown.ts";
import { problemType } from "../problem.ts";
import { aProblem } from "./answers.ts";
import type { Route, Told } from "./route.ts";
import { type JsonSchema, nameOf, type Schema } from "./schema.ts";

/** An OpenAPI 3.1 document, as plain data. */
export type OpenApi = Readonly<Record<string, unknown>>;

/** Writes schemas: those that have a name of their own once, and everywhere else a reference to them. */
function writer() {
  const schemas = new Map<string, unknown>();

  function part(json: unknown): unknown {
    if (Array.isArray(json)) return json.map(part);
    if (!isRecord(json)) return json;
    const name = nameOf(json);
    if (name === undefined) return inside(json);
    if (!schemas.has(name)) schemas.set(name, inside(json));
    return { $ref: `#/components/schemas/${name}` };
  }
  const inside = (json: JsonSchema): JsonSchema =>
    Object.fromEntries(Object.entries(json).map(([key, value]) => [key, part(value)]));

  return {
    write: (schema: Schema<unknown>) => part(schema.json),
    schemas: () => Object.fromEntries([...schemas].toSorted(([a], [b]) => a.localeCompare(b))),
  };
}

type Write = ReturnType<typeof writer>["write"];

function needsOf(scope: Route["scope"]): string {
  switch (scope) {
    case "open":
      return "Needs no token.";
    case "any":
      return "Needs a token, whatever it is for.";
    default:
      return `Needs a token for \`${scope}\`.`;
  }
}

function securityOf(scope: Route["scope"]): readonly Readonly<Record<string, readonly string[]>>[] {
  switch (scope) {
    case "open":
      return [];
    case "any":
      return [{ token: [] }, { browser: [] }];
    default:
      return [{ token: [scope] }];
  }
}

/** Statuses of problems that an address may answer whatever it does. */
export function problemsOf({ method, scope, params, query, problems = [] }: Route): readonly number[] {
  // A body is looked at wherever one can come, also where none is asked for.
  const hasBody = method !== "GET";
  const all = [
    ...problems,
    ...(params || query || hasBody ? [400] : []),
    ...(scope === "open" ? [] : [401]),
    ...(scope === "open" || scope === "any" ? [] : [403]),
    ...(params ? [414] : []),
    ...(hasBody ? [413, 415] : []),
    ...(scope === "open" ? [] : [429, 503]),
    500,
  ];
  return [...new Set(all)].toSorted((a, b) => a - b);
}

function parameters(write: Write, place: "path" | "query", schema: Schema<unknown> | undefined) {
  const { properties = {}, required = [] } = schema?.json ?? {};
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(isRecord(properties) ? properties : {}).map(([name, json]) => {
    const { description, ...rest } = isRecord(json) ? json : {};
    return {
      name,
      in: place,
      required: needed.includes(name),
      ...(description !== undefined && { description }),
      schema: write({ json: rest }),
    };
  });
}

function told(write: Write, { description, schema, type = "application/json", headers }: Told) {
  return {
    description,
    ...(headers && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, said]) => [
          name,
          { description: said, schema: { type: "string" } },
        ]),
      ),
    }),
    content: { [type]: schema ? { schema: write(schema) } : {} },
  };
}

function operation(write: Write, route: Route) {
  const { tag, summary, description, scope, params, query, body, bodyShown, bodyOptional, takes } = route;
  const shown = bodyShown ?? body;
  const types = takes ?? ["application/json"];
  const given = [...parameters(write, "path", params), ...parameters(write, "query", query)];
  const problem = (status: number) => ({
    description: STATUS_CODES[status] ?? "Error",
    content: { [problemType]: { schema: write(aProblem) } },
    ...(status === 429 && {
      headers: { "retry-after": { description: "Seconds until then.", schema: { type: "integer" } } },
    }),
  });
  const needs = needsOf(scope);
  return {
    tags: [tag],
    operationId: operationId(route),
    summary,
    description: description === undefined ? needs : `${description}\n\n${needs}`,
    security: securityOf(scope),
    ...(given.length > 0 && { parameters: given }),
    ...(shown && {
      requestBody: {
        required: bodyOptional !== true,
        content: Object.fromEntries(types.map((type) => [type, { schema: write(shown) }])),
      },
    }),
    responses: {
      ...Object.fromEntries(Object.entries(route.answers).map(([status, one]) => [status, told(write, one)])),
      ...Object.fromEntries(problemsOf(route).map((status) => [status, problem(status)])),
    },
  };
}

/** `POST /v1/runs/{id}/run-now` as `postRunsByIdRunNow`. */
function operationId({ method, path }: Route): string {
  const words = path
    .replace(/^\/v1(?=\/)/, "")
    .replaceAll(/\{([a-z]+)\}/g, "by $1")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");
  return [
    method.toLowerCase(),
    ...words.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`),
  ].join("");
}

/** Writes the document of routes: the schemas in it are those that requests are checked with. */
export function openApi(routes: readonly Route[], version: string): OpenApi {
  const { write, schemas } = writer();
  const paths = Object.fromEntries(
    [...Map.groupBy(routes, (route) => route.path)].map(([path, same]) => [
      path,
      Object.fromEntries(same.map((route) => [route.method.toLowerCase(), operation(write, route)])),
    ]),
  );
  return {
    openapi: "3.1.0",
    info: {
      title: "Onstage",
      version,
      description:
        "Events in, rules run, status out. What is wrong is answered with a problem document (RFC 9457).",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: schemas(),
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description: "`ONSTAGE_TOKEN`, or one made by `onstage token create`.",
        },
        browser: { type: "http", scheme: "basic", description: "Any user, and the token as the password." },
      },
    },
  };
}
