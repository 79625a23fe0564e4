import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { serve, type TestRule, token } from "./service-support.ts";

const rules: readonly TestRule[] = [
  { name: "good", call: "return 1;" },
  { name: "bad", call: `throw Object.assign(new Error("No address."), { name: "PermanentError" });` },
  { name: "unclear", call: `throw Object.assign(new Error("Cut."), { name: "UncertainError" });` },
];

type Served = Awaited<ReturnType<typeof serve>>;

/** One line of figures. */
interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const aSample =
  /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (-?[\d.]+(?:e[+-]?\d+)?|[+-]Inf|Nan)$/;
const aComment =
  /^# (HELP [a-zA-Z_:][\w:]* .+|TYPE [a-zA-Z_:][\w:]* (counter|gauge|histogram|summary|untyped))$/;

/** Reads the text format of Prometheus as its grammar has it, and takes no line that it does not know. */
function parse(text: string): readonly Sample[] {
  return text.split("\n").flatMap((line): readonly Sample[] => {
    if (line === "" || aComment.test(line)) return [];
    const [, name, labels = "", value] = aSample.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error(`no line of figures: ${line}`);
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = "", text = ""]) => [
      key,
      text,
    ]);
    return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
  });
}

async function textOf({ service }: Served): Promise<string> {
  const response = await fetch(`${service.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  return response.text();
}

async function metricsOf(own: Served): Promise<readonly Sample[]> {
  return parse(await textOf(own));
}

/** The value of a counter or gauge, or the count of a histogram. */
function figureOf(
  all: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  const fits = (one: Sample) => Object.entries(labels).every(([key, value]) => one.labels[key] === value);
  const found = all.find((one) => (one.name === name || one.name === `${name}_count`) && fits(one));
  return found?.value ?? Number.NaN;
}

/** Calls, and sees that it was taken: what was refused would be waited for in vain. */
async function posted(own: Served, path: string, body: unknown): Promise<void> {
  const { status, body: answer } = await own.post(path, body);
  expect(status, JSON.stringify(answer)).toBeLessThan(300);
}

async function enter(own: Served): Promise<void> {
  await posted(own, "/v1/items/deals", { title: "Acme" });
  await posted(own, "/v1/items/deals/1/move", { stage: "Wait for payment" });
  await own.run("good", "done");
  await own.run("bad", "failed");
  await own.run("unclear", "failed");
}

describe("the metrics of a service", () => {
  it("count what came in, what ran and how it ended, how late it was and how long it took", async () => {
    const own = await serve(rules);
    await enter(own);
    const event = { id: "1", type: "itemUpdated", item: "deals/1", payload: { title: "Other" } };
    await own.post("/v1/events", event);
    await own.post("/v1/events", event);
    await own.post("/v1/events", { ...event, id: "2", type: "nonsense" });
    const all = await metricsOf(own);
    expect(figureOf(all, "onstage_events_total", { type: "itemUpdated", outcome: "accepted" })).toBe(1);
    expect(figureOf(all, "onstage_events_total", { type: "itemUpdated", outcome: "duplicate" })).toBe(1);
    expect(figureOf(all, "onstage_events_total", { type: "any", outcome: "refused" })).toBe(1);
    expect(figureOf(all, "onstage_runs_total", { action: "act", status: "done" })).toBe(1);
    expect(figureOf(all, "onstage_runs_total", { action: "act", status: "failed" })).toBe(1);
    expect(figureOf(all, "onstage_runs_total", { action: "act", status: "uncertain" })).toBe(1);
    expect(figureOf(all, "onstage_action_duration_seconds", { action: "act", outcome: "permanent" })).toBe(1);
    expect(figureOf(all, "onstage_run_lateness_seconds")).toBe(3);
    expect(figureOf(all, "onstage_ledger_commit_seconds")).toBeGreaterThanOrEqual(5);
    expect(figureOf(all, "onstage_ledger_commit_transactions")).toBeGreaterThanOrEqual(5);
    expect(figureOf(all, "onstage_runs_due")).toBe(0);
    expect(figureOf(all, "onstage_runs_running")).toBe(0);
    expect(figureOf(all, "onstage_due_age_seconds")).toBe(0);
    const moved = { method: "POST", route: "/v1/items/:entity/:id/move", status: "2xx" };
    expect(figureOf(all, "onstage_http_request_duration_seconds", moved)).toBe(1);
    expect(figureOf(all, "process_resident_memory_bytes")).toBeGreaterThan(1e6);
  });

  it("stay few, whatever is sent: no item, no run, no unknown type or address has a figure of its own", async () => {
    const own = await serve(rules);
    await enter(own);
    const before = await metricsOf(own);
    const events = Array.from({ length: 300 }, (_, index) => ({
      id: `n${index}`,
      type: `type${index}`,
      item: `deals/${index + 1}`,
      payload: {},
    }));
    await own.post("/v1/events", events);
    for (const path of ["/nothing/1", "/nothing/2", "/v1/items/deals/77", "/v1/items/deals/78"])
      await own.get(path);
    const after = await metricsOf(own);
    // A route and a status that had not been there before, each with its buckets.
    const ours = (all: readonly Sample[]) => all.filter(({ name }) => name.startsWith("onstage_")).length;
    expect(ours(after) - ours(before)).toBeLessThan(60);
    expect(JSON.stringify(after)).not.toMatch(/type\d|deals|nothing/);
  });

  it("are all told of in the docs, and the docs tell of no other", async () => {
    const own = await serve(rules);
    const names = [...(await textOf(own)).matchAll(/^# TYPE (onstage_\w+)/gm)].map(([, name]) => name);
    const page = readFileSync(new URL("../../docs/runtime.md", import.meta.url), "utf8");
    const told = [...page.matchAll(/^\| `(onstage_\w+)/gm)].map(([, name]) => name);
    expect(told.toSorted()).toEqual(names.toSorted());
  });
});

describe("alerts", () => {
  it("are one line each, with item, visit, run and rule, and are counted", async () => {
    const own = await serve(rules);
    await enter(own);
    const where = { level: 40, item: "deals/1", visit: 2, action: "act", attempts: 1 };
    // Which of two threads is faster is chance.
    const alerts = own.lines
      .filter(({ alert }) => alert !== undefined)
      .toSorted((a, b) => String(a.run).localeCompare(String(b.run)));
    expect(alerts).toEqual([
      expect.objectContaining({
        ...where,
        alert: "failed",
        run: "deals-1-2-bad",
        rule: "bad",
        source: "rules/pay.rules:3",
        reason: "No address.",
      }),
      expect.objectContaining({ ...where, alert: "uncertain", run: "deals-1-2-unclear", rule: "unclear" }),
    ]);
    const all = await metricsOf(own);
    expect(figureOf(all, "onstage_alerts_total", { kind: "failed" })).toBe(1);
    expect(figureOf(all, "onstage_alerts_total", { kind: "uncertain" })).toBe(1);
    expect(figureOf(all, "onstage_alerts_total", { kind: "budget" })).toBe(0);
  });

  it("tell of an item that rules change again and again", async () => {
    const own = await serve([{ name: "back", call: `context.change({ kind: "move", stage: "NEW" });` }]);
    await posted(own, "/v1/items/deals", { title: "Acme" });
    // Rules may change an item 20 times an hour.
    for (let round = 0; round < 21; round += 1) {
      await posted(own, "/v1/items/deals/1/move", { stage: "Wait for payment" });
      await own.run("back", round < 20 ? "done" : "failed", ({ visit }) => visit === 2 + 2 * round);
    }
    const line = await own.until(({ alert }) => alert === "budget");
    expect(line).toMatchObject({
      item: "deals/1",
      rule: "back",
      visit: 42,
      reason: expect.stringMatching(/changes by rules/),
    });
    expect(figureOf(await metricsOf(own), "onstage_alerts_total", { kind: "budget" })).toBe(1);
  });

  it("tell of threads that end again and again", async () => {
    const call = "process.exit(1);";
    const names = ["a", "b", "c", "d", "e", "f"];
    const own = await serve(
      names.map((name, index) => ({ name, call, ...(index > 0 && { after: names[index - 1] ?? "" }) })),
      { executors: { count: 1, grace: 100 } },
    );
    await posted(own, "/v1/items/deals", { title: "Acme" });
    await posted(own, "/v1/items/deals/1/move", { stage: "Wait for payment" });
    expect(await own.until(({ alert }) => alert === "threads")).toMatchObject({
      level: 40,
      thread: "executor-1",
    });
    const all = await metricsOf(own);
    expect(figureOf(all, "onstage_thread_ends_total", { thread: "executor" })).toBeGreaterThanOrEqual(5);
    expect(figureOf(all, "onstage_alerts_total", { kind: "threads" })).toBe(1);
  });
});
