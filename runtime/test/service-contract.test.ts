import { Validator } from "@seriousme/openapi-schema-validator";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isRecord } from "../src/unknown.ts";
import { checkerOf, fitting, nearly, type Operation, operationsOf } from "./openapi-kit.ts";
import { serveOnce, token } from "./service-support.ts";

const rules = [
  { name: "link", call: "return { url: 'https://pay.example/1' };" },
  {
    name: "breaks",
    call: "await context.files.put('a.txt', 'text/plain', new Uint8Array()); throw new Error('not today');",
  },
];
const tokens = ["events:write", "runs:read", "runs:write", "admin"] as const;

/** What is called well, and refuses all the same where the tests call it: without a project, a plan, a signature. */
const refusing = new Set([
  "POST /v1/rulesets",
  "POST /v1/rulesets/plan",
  "POST /v1/rulesets/rollback",
  "POST /v1/rules/{key}/enroll",
  "POST /v1/hooks/{name}",
  "GET /v1/approvals/{run}",
  "POST /v1/approvals/{run}",
  "GET /l/{sign}",
  "GET /l/{sign}/{form}",
]);

interface Asked {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly type: string | undefined;
}

const shared: { document?: Readonly<Record<string, unknown>>; secrets?: Readonly<Record<string, string>> } =
  {};

const own = serveOnce(rules, async (one) => {
  const response = await fetch(`${one.service.url}/openapi.json`, {
    headers: { authorization: `Bearer ${token}` },
  });
  shared.document = (await response.json()) as Readonly<Record<string, unknown>>;
  await one.post("/v1/items/deals", { id: 42, title: "Acme", stage: "Wait for payment" });
  await one.run("breaks", "failed");
  const made = tokens.map(async (scope) => {
    const name = scope.replace(":", " ");
    const { body } = await one.post("/v1/tokens", { name, scopes: [scope], rate: 50_000 });
    return [scope, String(body.secret)] as const;
  });
  shared.secrets = Object.fromEntries(await Promise.all(made));
});

const document = () => shared.document ?? {};
const operations = () => operationsOf(document());
const nameOf = ({ method, path }: Operation) => `${method} ${path}`;

/** A text as a part of an address; a lone dot would be taken for a step. */
const part = (text: string) => encodeURIComponent(text === "." || text === ".." ? `${text}x` : text);

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

async function call({ method, path }: Operation, asked: Asked, secret: string | undefined) {
  const address = path.replaceAll(/\{([a-z]+)\}/g, (_, name: string) => part(asked.path[name] ?? "x"));
  const query = new URLSearchParams(asked.query);
  const over = new AbortController();
  const response = await fetch(`${own().service.url}${address}${query.size > 0 ? `?${query}` : ""}`, {
    method,
    signal: over.signal,
    headers: {
      ...(secret !== undefined && { authorization: `Bearer ${secret}` }),
      ...(asked.type !== undefined && { "content-type": asked.type }),
    },
    ...(asked.body !== undefined && { body: asked.body }),
  });
  const type = (response.headers.get("content-type") ?? "").split(";", 1).join("");
  if (type !== "text/event-stream") return { status: response.status, type, text: await response.text() };
  // It would go on for ever.
  over.abort();
  return { status: response.status, type, text: "" };
}

/** Holds an answer against the document, and looks for what it must not tell. */
function expectDocumented(
  operation: Operation,
  answer: Awaited<ReturnType<typeof call>>,
  check: ReturnType<typeof checkerOf>,
) {
  const { status, type, text } = answer;
  const name = nameOf(operation);
  expect(status, `${name}: ${text}`).toBeLessThan(500);
  const told = operation.responses.get(status);
  expect(told, `${name} answers ${status}, which the document does not know: ${text}`).toBeDefined();
  expect(type, `${name} ${status}`).toBe(told?.type);
  if (type.endsWith("json"))
    expect(check(told?.schema, JSON.parse(text)), `${name} ${status}: ${text}`).toBeUndefined();
  for (const secret of [token, ...Object.values(shared.secrets ?? {})]) expect(text).not.toContain(secret);
  if (status >= 400)
    expect(text).not.toMatch(/\bat \S+ \(|\.[jt]s:\d+|node_modules|file:\/\/|FST_|ERR_|SQLITE/);
  expect(text).not.toContain(own().folder);
}

function parametersOf({ parameters }: Operation, place: string, make: typeof fitting) {
  const here = parameters.filter((one) => one.in === place);
  return fc.record(
    Object.fromEntries(here.map(({ name, schema }) => [name, make(document(), schema).map(textOf)])),
    { requiredKeys: here.filter(({ required }) => required).map(({ name }) => name) },
  ) as fc.Arbitrary<Readonly<Record<string, string>>>;
}

/** Requests that fit the document. */
function right(operation: Operation): fc.Arbitrary<Asked> {
  const { body } = operation;
  return fc.record({
    path: parametersOf(operation, "path", fitting),
    query: parametersOf(operation, "query", fitting),
    body: body
      ? fitting(document(), body.schema).map((value) => JSON.stringify(value))
      : fc.constant(undefined),
    type: fc.constant(body?.type),
  });
}

/** Requests that fit it, or nearly, or not at all. */
function anyhow(operation: Operation): fc.Arbitrary<Asked> {
  const { body } = operation;
  const text = fc.string({ unit: "binary", minLength: 1, maxLength: 60 });
  const wild = (): fc.Arbitrary<unknown> =>
    fc.oneof(text, fc.constantFrom("42", "deals", "deals/42", "../..", "%00"));
  const json = nearly(document(), body?.schema ?? {}).map((value) => JSON.stringify(value));
  return fc.record({
    path: fc.oneof(parametersOf(operation, "path", fitting), parametersOf(operation, "path", wild)),
    query: fc.oneof(
      parametersOf(operation, "query", fitting),
      parametersOf(operation, "query", wild),
      fc.dictionary(fc.string({ minLength: 1, maxLength: 10 }), text, { maxKeys: 3 }),
    ),
    body:
      operation.method === "GET"
        ? fc.constant(undefined)
        : fc.oneof(
            { weight: 6, arbitrary: json },
            fc.string({ maxLength: 40 }),
            fc.constantFrom(undefined, "{", '{"a":1,"a":2}'),
          ),
    type: fc.oneof(
      { weight: 6, arbitrary: fc.constant(body?.type ?? "application/json") },
      fc.constantFrom(
        undefined,
        "text/plain",
        "application/x-www-form-urlencoded",
        "nonsense",
        "application/json; charset=utf-16",
      ),
    ),
  });
}

const property = <T>(make: fc.Arbitrary<T>, hold: (value: T) => Promise<void>, numRuns: number) =>
  fc.assert(fc.asyncProperty(make, hold), { numRuns, endOnFailure: true });

describe("the OpenAPI document", () => {
  it("is one, and says it without a token", async () => {
    const result = await new Validator().validate(structuredClone(document()));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(operations().length).toBeGreaterThanOrEqual(24);
  });

  it("names every address that the service has, and no other", async () => {
    for (const { path, method } of operations()) {
      const address = path.replaceAll(/\{[a-z]+\}/g, "x");
      const other = method === "PUT" ? "PATCH" : "PUT";
      const answer = await own().call(other, address);
      expect(answer.status, address).toBe(405);
      expect(answer.headers.get("allow")?.split(", ")).toContain(method);
    }
  });

  it("lets the head of an answer be asked for alone, where the answer has an end", async () => {
    for (const { path, method, responses } of operations()) {
      if (method !== "GET") continue;
      const answer = await own().call("HEAD", path.replaceAll(/\{[a-z]+\}/g, "1"));
      const lasts = responses.get(200)?.type === "text/event-stream";
      expect(answer.status === 405, path).toBe(lasts);
      expect(answer.body).toEqual({});
    }
  });

  it("has a page for people that loads nothing, runs nothing and names all of it", async () => {
    // As a browser asks, once it was told whom to be.
    const authorization = `Basic ${Buffer.from(`anna:${token}`).toString("base64")}`;
    const response = await fetch(`${own().service.url}/docs`, { headers: { authorization } });
    const text = await response.text();
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; /);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(text).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|\sstyle=|src=|url\(|@import/i);
    const { createHash } = await import("node:crypto");
    const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? "";
    expect(policy).toContain(createHash("sha256").update(style).digest("base64"));
    for (const { path } of operations()) expect(text).toContain(`<span class="path">${path}</span>`);
    const schemas = Object.keys(isRecord(document().components) ? Object(document().components).schemas : {});
    for (const name of schemas.filter((one) => one !== "Problem"))
      expect(text).toContain(`id="schema-${name}"`);
  });
});

it("asks a browser for the token where it shows the page, and takes a password nowhere else", async () => {
  const ask = (path: string, password: string) =>
    fetch(`${own().service.url}${path}`, {
      headers: { authorization: `Basic ${Buffer.from(`:${password}`).toString("base64")}` },
    });
  const asked = await fetch(`${own().service.url}/docs`);
  expect(asked.status).toBe(401);
  expect(asked.headers.get("www-authenticate")).toBe('Basic realm="onstage", Bearer realm="onstage"');
  expect((await ask("/docs", "wrong")).status).toBe(401);
  expect((await ask("/openapi.json", String(shared.secrets?.["events:write"]))).status).toBe(200);
  expect((await ask("/v1/runs", token)).status).toBe(401);
});

describe("every address", () => {
  it("answers as the document says, where it is called as the document says", async () => {
    const check = checkerOf(document());
    for (const operation of operations()) {
      let well = 0;
      await property(
        right(operation),
        async (asked) => {
          const answer = await call(operation, asked, operation.scope === undefined ? undefined : token);
          expectDocumented(operation, answer, check);
          if (answer.status < 300) well += 1;
        },
        25,
      );
      if (!refusing.has(nameOf(operation)) && operation.body === undefined && operation.method === "GET") {
        expect(well, `${nameOf(operation)} never answers well`).toBeGreaterThan(0);
      }
    }
  }, 120_000);

  it("answers as the document says, whatever it is called with", async () => {
    const check = checkerOf(document());
    for (const operation of operations()) {
      await property(
        anyhow(operation),
        async (asked) => expectDocumented(operation, await call(operation, asked, token), check),
        40,
      );
    }
  }, 120_000);

  it("opens to the scope that the document says, to admin, and to no other", async () => {
    const check = checkerOf(document());
    for (const operation of operations()) {
      const [asked] = fc.sample(right(operation), { numRuns: 1, seed: 7 });
      if (asked === undefined) throw new Error("no request was made");
      for (const scope of tokens) {
        const answer = await call(operation, asked, shared.secrets?.[scope]);
        expectDocumented(operation, answer, check);
        const may =
          [undefined, "any", scope].includes(operation.scope) ||
          scope === "admin" ||
          scope === operation.scope;
        expect(answer.status === 403, `${nameOf(operation)} with ${scope}: ${answer.status}`).toBe(!may);
        if (operation.scope !== undefined) expect(answer.status).not.toBe(401);
      }
      for (const secret of [undefined, "x", `${token}x`, token.slice(1)]) {
        const answer = await call(operation, asked, secret);
        expectDocumented(operation, answer, check);
        if (operation.scope !== undefined) expect(answer.status, nameOf(operation)).toBe(401);
      }
    }
  }, 60_000);

  it("leaves the service well", async () => {
    expect((await own().get("/v1/runs")).status).toBe(200);
    expect(own().lines.filter((line) => Number(line.level) >= 50)).toEqual([]);
  });
});
