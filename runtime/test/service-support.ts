import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished } from "vitest";
import type { Run } from "../src/index.ts";
import { hashOfBuild } from "../src/service/build-hash.ts";
import { type Service, type ServiceEvent, type ServiceOptions, startService } from "../src/service/start.ts";
import { memoryLog, temporaryFolder } from "./dispatch-support.ts";

export const token = "test-token-0123456789";

const schema = {
  entities: {
    deals: {
      title: "Deals",
      item: "Deal",
      pipelines: [
        {
          id: "sales",
          title: "Sales",
          stages: [
            { id: "NEW", title: "New" },
            { id: "PAY", title: "Wait for payment" },
            { id: "WON", title: "Won", final: "success" },
          ],
        },
      ],
      fields: {
        title: { type: "Text", required: true },
        amount: { type: "Money" },
        stageNote: { type: "Text" },
      },
    },
  },
};

/** A rule of the stage "Wait for payment": its calls' body, and what it waits for. */
export interface TestRule {
  readonly name: string;
  /** The body of the async function `(context, args) => …` */
  readonly call: string;
  readonly repeatable?: boolean;
  readonly after?: string;
  /** The event that it starts on, and shows as its arguments; the stage "Wait for payment" if left out. */
  readonly on?: string;
  /** The events that its action may wait for. */
  readonly awaits?: readonly string[];
}

function ruleText({ name, repeatable = false, after, on, awaits = [] }: TestRule, line: number): string {
  const waits = after === undefined ? [] : [{ rule: after, when: "ended" }];
  return `{ id: "r-${name}", name: "${name}", action: "act", source: { file: "rules/pay.rules", line: ${line} },
    after: ${JSON.stringify(waits)}, uses: [], repeatable: ${repeatable}, awaits: ${JSON.stringify(awaits)}, args: ${on === undefined ? `() => ({ to: "${name}" })` : "({ event }) => event"} }`;
}

/** The text of a `rules.js`. */
export function rulesText(rules: readonly TestRule[]): string {
  const placed = rules.map((rule, index) => ({ rule, text: ruleText(rule, index + 2) }));
  const source = '{ file: "rules/pay.rules", line: 1 }';
  const onEvents = placed.flatMap(({ rule: { on }, text }) =>
    on === undefined
      ? []
      : [
          `{ kind: "event", entity: "deals", event: { type: "${on}", text: "${on}" }, source: ${source}, rules: [${text}] }`,
        ],
  );
  const events = new Set(["webhookReceived", ...rules.flatMap(({ on }) => on ?? [])]);
  const inStage = placed.flatMap(({ rule, text }) => (rule.on === undefined ? [text] : []));
  return `export const ruleSet = {
  schema: ${JSON.stringify(schema)}, timezone: "Europe/Berlin", currency: "EUR", locale: "en",
  calendar: { hours: {}, holidays: [], workdays: [], people: {} }, rates: {}, triggers: [], events: ${JSON.stringify([...events])},
  blocks: [${[
    `{ kind: "stage", entity: "deals", pipeline: "sales", stages: ["PAY"], source: ${source},
    rules: [${inStage.join(",\n")}] }`,
    ...onEvents,
  ].join(",\n")}],
};\n`;
}

/** The code of a build. */
function codeOf(rules: readonly TestRule[]): { readonly "rules.js": string; readonly "calls.js": string } {
  const calls = rules
    .map(({ name, call }) => `"r-${name}": async (context, args) => { ${call} }`)
    .join(",\n");
  return { "rules.js": rulesText(rules), "calls.js": `export const calls = {\n${calls}\n};\n` };
}

/** The hash of a build of these rules. */
export function hashOf(rules: readonly TestRule[]): string {
  const code = codeOf(rules);
  return hashOfBuild((name) => code[name]);
}

/** What `ruleset.json` says of a build. */
export function manifestText(parts: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ format: 2, rules: 1, files: ["rules/pay.rules"], ...parts });
}

/** Writes a build. Files given beside it replace those of the build; `null` leaves one out. */
export async function writeBuild(
  folder: string,
  rules: readonly TestRule[],
  files: Readonly<Record<string, string | null>> = {},
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const code: Readonly<Record<string, string | null>> = { ...codeOf(rules), ...files };
  const hash = hashOfBuild((name) => code[name] ?? "");
  const all = { "ruleset.json": manifestText({ hash }), ...code };
  for (const [name, text] of Object.entries(all))
    if (text !== null) await writeFile(join(folder, name), text);
  return folder;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // What an answer holds is what tests look at; its shape is theirs to say.
  readonly body: Record<string, never>;
}

export type Served = Awaited<ReturnType<typeof serve>>;

/**
 * One service for all tests of a `describe` that leave it as it was. Its values are there once the tests run.
 *
 * @param prepare what it holds from the beginning
 */
export function serveOnce(
  rules: readonly TestRule[],
  prepare: (own: Served) => Promise<unknown> = async () => {},
  options: Partial<ServiceOptions> = {},
) {
  const shared: { own?: Served } = {};
  beforeAll(async () => {
    const ends: (() => Promise<void>)[] = [];
    shared.own = await serve(rules, options, (end) => ends.push(end));
    await prepare(shared.own);
    return async () => {
      for (const end of ends) await end();
    };
  });
  return (): Served => {
    if (!shared.own) throw new Error("The service is there in tests only.");
    return shared.own;
  };
}

/** A service with a build of the rules, stopped when the test is over. */
export async function serve(
  rules: readonly TestRule[],
  options: Partial<ServiceOptions> = {},
  atEnd: (end: () => Promise<void>) => void = onTestFinished,
) {
  const folder = await temporaryFolder();
  const memory = memoryLog();
  const events: ServiceEvent[] = [];
  const watchers = new Set<() => void>();
  const build = await writeBuild(join(folder.path, "dist"), rules);
  const all: ServiceOptions = {
    data: join(folder.path, "data"),
    port: 0,
    token,
    build,
    logger: { level: "debug", destination: memory.destination },
    onEvent: (event) => {
      events.push(event);
      for (const watcher of watchers) watcher();
    },
    ...options,
  };
  let service: Service = await startService(all);
  atEnd(async () => {
    await service.stop();
    await folder[Symbol.asyncDispose]();
  });

  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answered> => {
    const init: RequestInit = { method, headers: { authorization: `Bearer ${token}`, ...headers } };
    const sent =
      body === undefined
        ? init
        : {
            ...init,
            body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
            headers: { "content-type": "application/json", ...init.headers },
          };
    const response = await fetch(`${service.url}${path}`, sent as RequestInit);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? {} : JSON.parse(text) };
  };

  return {
    ...memory,
    folder: folder.path,
    data: all.data,
    options: all,
    events,
    get service() {
      return service;
    },
    get: (path: string) => call("GET", path),
    post: (path: string, body?: unknown) => call("POST", path, body),
    call,
    restart: async (more: Partial<ServiceOptions> = {}) => {
      await service.stop();
      service = await startService({ ...all, build: undefined, ...more });
    },
    /** Waits for a run to be told in a state. */
    run: (rule: string, status: Run["status"], fits: (run: Run) => boolean = () => true) =>
      new Promise<Run>((resolve) => {
        const look = () => {
          for (const event of events) {
            if (event.kind !== "run" || event.run.rule !== rule || event.run.status !== status) continue;
            if (!fits(event.run)) continue;
            watchers.delete(look);
            resolve(event.run);
            return;
          }
        };
        watchers.add(look);
        look();
      }),
  };
}

/** What every problem document has. */
export function problemWith(status: number, more: Readonly<Record<string, unknown>> = {}) {
  return {
    status,
    type: "about:blank",
    title: expect.stringMatching(/^[A-Z]/),
    detail: expect.stringMatching(/[.…?]$/),
    ...more,
  };
}
