import { createServer, type IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { serve } from "./service-support.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const incoming = `00-${traceId}-b7ad6b7169203331-01`;

interface Span {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly status: { readonly code?: number };
}

interface Request {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Span["attributes"] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

async function server(
  answer: (path: string, headers: IncomingHttpHeaders, body: string) => void,
): Promise<string> {
  const made = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => {
      body += part.toString();
    });
    request.on("end", () => {
      answer(request.url ?? "", request.headers, body);
      response.setHeader("content-type", "application/json").end("{}");
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => made.once("listening", resolve));
  onTestFinished(() => void made.close());
  const address = made.address();
  return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
}

/** A collector that takes traces as OpenTelemetry's protocol has them, and the setting that leads there. */
async function collector() {
  const requests: Request[] = [];
  const bodies: string[] = [];
  const url = await server((path, _, body) => {
    expect(path).toBe("/v1/traces");
    bodies.push(body);
    requests.push(JSON.parse(body));
  });
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = url;
  onTestFinished(() => {
    delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  });
  const spans = () =>
    requests.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
    );
  return {
    requests,
    bodies,
    find: (name: string) => {
      const found = spans().find((span) => span.name === name);
      if (found === undefined) throw new Error(`no span ${name} among ${spans().map((span) => span.name)}`);
      return found;
    },
  };
}

const attributesOf = (span: Span) =>
  Object.fromEntries(span.attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

/** The provider that the action calls, and the traces that its requests named. */
async function provider() {
  const traces: unknown[] = [];
  const url = await server((_, headers) => traces.push(headers.traceparent));
  return { url, traces };
}

const enter = async (own: Awaited<ReturnType<typeof serve>>, traceparent = incoming): Promise<void> => {
  await own.post("/v1/items/deals", { title: "Acme" });
  await own.call("POST", "/v1/items/deals/1/move", { stage: "Wait for payment" }, { traceparent });
};

describe("traces", () => {
  it("lead from the request over the run and its action to what goes out, and tell no arguments", async () => {
    const { url, traces } = await provider();
    const collected = await collector();
    const call = `await fetch("${url}/pay/secret-path", { method: "POST", body: args.to }); return { token: "secret-result" };`;
    const own = await serve([{ name: "link", call }]);
    await enter(own);
    await own.run("link", "done");
    await own.service.stop();

    const request = collected.find("POST /v1/items/:entity/:id/move");
    const run = collected.find("run link");
    const action = collected.find("action act");
    const outgoing = collected.find("POST");
    expect(request).toMatchObject({ traceId, parentSpanId: "b7ad6b7169203331", kind: 2 });
    expect(run).toMatchObject({ traceId, parentSpanId: request.spanId });
    expect(action).toMatchObject({ traceId, parentSpanId: run.spanId });
    expect(outgoing).toMatchObject({ traceId, parentSpanId: action.spanId, kind: 3 });
    expect(traces).toEqual([`00-${traceId}-${outgoing.spanId}-01`]);
    expect(attributesOf(run)).toMatchObject({
      "onstage.run": "deals-1-2-link",
      "onstage.item": "deals/1",
      "onstage.rule": "link",
      "onstage.action": "act",
      "onstage.outcome": "done",
      "code.file.path": "rules/pay.rules",
    });
    expect(attributesOf(outgoing)).toMatchObject({
      "server.address": "127.0.0.1",
      "http.response.status_code": 200,
    });
    expect(JSON.stringify(collected.requests[0]?.resourceSpans[0]?.resource)).toContain("onstage");
    expect(collected.bodies.join("")).not.toMatch(/secret-path|secret-result|Acme|test-token/);
  });

  it("point back from an attempt that comes long after, and over a restart", async () => {
    const { url, traces } = await provider();
    const busy = `if (context.run.attempt === 1) throw Object.assign(new Error("Busy."), { name: "TransientError", retryAfter: 3_600_000 });`;
    const own = await serve([{ name: "link", call: `${busy} await fetch("${url}"); return 1;` }]);
    await enter(own);
    const { id } = await own.run("link", "waiting", (run) => run.attempts === 1);
    await own.service.stop();
    const ledger = new DatabaseSync(join(own.data, "ledger.db"));
    const made = { parent: incoming, at: "2026-01-01T00:00:00.000Z" };
    expect(JSON.parse(String(ledger.prepare("SELECT trace FROM runs").get()?.trace))).toMatchObject({
      parent: incoming,
    });
    ledger.prepare("UPDATE runs SET trace = ?").run(JSON.stringify(made));
    ledger.close();

    const collected = await collector();
    await own.restart();
    await own.post(`/v1/runs/${id}/run-now`);
    await own.run("link", "done");
    await own.service.stop();
    const run = collected.find("run link");
    expect(run.traceId).not.toBe(traceId);
    expect(run.parentSpanId).toBeFalsy();
    expect(run.links).toMatchObject([{ traceId, spanId: "b7ad6b7169203331" }]);
    expect(traces).toEqual([`00-${run.traceId}-${collected.find("GET").spanId}-01`]);
  });

  it("are only handed on where no collector is named, and not where none came in or what came is none", async () => {
    const { url, traces } = await provider();
    const rules = [{ name: "link", call: `await fetch("${url}"); return 1;` }];
    for (const [traceparent, expected] of [
      [incoming, incoming],
      ["00-nonsense-01", undefined],
      [`00-${"0".repeat(32)}-b7ad6b7169203331-01`, undefined],
    ] as const) {
      const own = await serve(rules);
      await enter(own, traceparent);
      await own.run("link", "done");
      expect(traces.pop()).toBe(expected);
    }
  });

  it("do not hold up the service where the collector is not there", async () => {
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = "http://127.0.0.1:1";
    onTestFinished(() => {
      delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    });
    const own = await serve([{ name: "link", call: "return 1;" }]);
    await enter(own);
    expect(await own.run("link", "done")).toMatchObject({ attempts: 1 });
    await own.service.stop();
    expect(own.lines.some(({ msg }) => msg === "traces could not be handed over")).toBe(true);
  });
});
