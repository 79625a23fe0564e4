import { createHmac, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { startService } from "../src/service/start.ts";
import { createAlertPost } from "../src/watching/alert-post.ts";
import type { Alert } from "../src/watching/alerts.ts";
import { memoryLog } from "./dispatch-support.ts";
import { serve, token } from "./service-support.ts";

interface Posted {
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  readonly json: Readonly<Record<string, unknown>>;
}

/** Somebody who takes alerts: answers with these statuses in turn, then with 200; `null` never answers. */
async function receiver(statuses: readonly (number | null)[] = []) {
  const posted: Posted[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    posted.push({ headers: request.headers, body, json: JSON.parse(body) });
    const status = statuses[posted.length - 1] ?? 200;
    if (statuses[posted.length - 1] !== null) response.writeHead(status).end("thanks");
    for (const one of waiting) if (posted.length >= one.count) one.resolve();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const got = (count: number) =>
    new Promise<void>((resolve) => {
      waiting.push({ count, resolve });
      if (posted.length >= count) resolve();
    });
  return { url: new URL(`http://127.0.0.1:${port}/in/SECRET-PATH`), posted, got };
}

const alertOf = (run: string): Alert => ({
  alert: "failed",
  at: "2026-06-08T08:00:00.000Z",
  text: "the run has failed for good",
  about: { run, item: "deals/1", rule: "pay", reason: "No address." },
});

function poster(url: URL) {
  const memory = memoryLog();
  const pauses: number[] = [];
  const post = createAlertPost({
    url,
    log: memory.log,
    now: Date.now,
    random: () => 0,
    wait: async (ms) => void pauses.push(ms),
  });
  return { ...memory, post, pauses };
}

/** Sets variables of the environment until the test is over. */
function environment(variables: Readonly<Record<string, string>>): void {
  Object.assign(process.env, variables);
  onTestFinished(() => {
    for (const name of Object.keys(variables)) delete process.env[name];
  });
}

describe("a service with ONSTAGE_ALERT_URL", () => {
  it("posts what a person has to know, signed, and again where it was not taken, by one id", async () => {
    const key = randomBytes(32);
    const { url, posted, got } = await receiver([503]);
    environment({
      ONSTAGE_ALERT_URL: url.href,
      ONSTAGE_ALERT_SECRET: `whsec_${key.toString("base64")}`,
    });
    const own = await serve([
      { name: "bad", call: `throw Object.assign(new Error("No address."), { name: "PermanentError" });` },
    ]);
    await own.post("/v1/items/deals", { title: "Acme" });
    await own.post("/v1/items/deals/1/move", { stage: "Wait for payment" });
    await got(2);
    const [first, again] = posted;
    expect(again?.json).toEqual({
      alert: "failed",
      at: expect.stringMatching(/^\d{4}-.+Z$/),
      text: "Onstage: the run has failed for good (deals/1, bad, rules/pay.rules:2): No address.",
      run: "deals-1-2-bad",
      item: "deals/1",
      visit: 2,
      rule: "bad",
      action: "act",
      attempts: 1,
      source: "rules/pay.rules:2",
      reason: "No address.",
    });
    expect(again?.body).toBe(first?.body);
    expect(again?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    const {
      "webhook-id": id,
      "webhook-timestamp": at,
      "webhook-signature": signature,
    } = again?.headers ?? {};
    const hash = createHmac("sha256", key).update(`${id}.${at}.${again?.body}`).digest("base64");
    expect(signature).toBe(`v1,${hash}`);
    expect(JSON.stringify(own.lines)).not.toContain("SECRET-PATH");
  });

  it.each([
    [{ ONSTAGE_ALERT_URL: "alerts" }, "ONSTAGE_ALERT_URL"],
    [{ ONSTAGE_ALERT_URL: "ftp://alerts.example" }, "ONSTAGE_ALERT_URL"],
    [{ ONSTAGE_ALERT_URL: "https://me:secret@alerts.example" }, "ONSTAGE_ALERT_URL"],
    [{ ONSTAGE_ALERT_URL: "https://alerts.example", ONSTAGE_ALERT_SECRET: "short" }, "ONSTAGE_ALERT_SECRET"],
  ])("does not start with %o", async (variables: Readonly<Record<string, string>>, name) => {
    environment(variables);
    await expect(startService({ data: "/nowhere", port: 0, token })).rejects.toMatchObject({
      code: "bad-option",
      message: expect.stringContaining(name),
    });
  });
});

describe("posting alerts", () => {
  it("is tried five times, later each time, and then given up with a line that does not show the address", async () => {
    const { url, posted } = await receiver([500, 429, 502, 503, 504]);
    const { post, pauses, lines } = poster(url);
    post.send(alertOf("a"));
    post.send(alertOf("b"));
    await post.close(10_000);
    expect(posted.map(({ json }) => json.run)).toEqual(["a", "a", "a", "a", "a", "b"]);
    expect(pauses).toEqual([1000, 5000, 30_000, 120_000]);
    expect(lines).toEqual([
      expect.objectContaining({
        level: 50,
        host: url.host,
        attempts: 5,
        lost: alertOf("a").about,
        msg: "an alert could not be posted: it answered with 504",
      }),
    ]);
    expect(JSON.stringify(lines)).not.toContain("SECRET-PATH");
  });

  it("is not tried again where the other side does not want it, nor led elsewhere", async () => {
    const { url, posted } = await receiver([400, 302]);
    const { post, lines } = poster(url);
    post.send(alertOf("a"));
    post.send(alertOf("b"));
    await post.close(10_000);
    expect(posted.map(({ json }) => json.run)).toEqual(["a", "b"]);
    expect(lines.map(({ msg }) => msg)).toEqual([
      "an alert could not be posted: it answered with 400",
      "an alert could not be posted: it answered with 302",
    ]);
  });

  it("keeps a hundred at most, and says how many more there were", async () => {
    const { url, posted } = await receiver();
    const { post } = poster(url);
    for (let count = 1; count <= 150; count += 1) post.send(alertOf(String(count)));
    await post.close(10_000);
    // One is on its way when the others begin to wait.
    expect(posted).toHaveLength(101);
    expect(
      posted.map(({ json }) => json.more ?? 0).reduce((sum, more) => Number(sum) + Number(more), 0),
    ).toBe(49);
    expect(posted[1]?.json.text).toMatch(/ \(and 49 more alerts, which the log has\)$/);
  });

  it("ends with the service, whether somebody answers or not", async () => {
    const { url, got } = await receiver([null]);
    const { post, lines } = poster(url);
    post.send(alertOf("a"));
    await got(1);
    await post.close(50);
    expect(lines).toEqual([expect.objectContaining({ attempts: 1, lost: alertOf("a").about })]);
    post.send(alertOf("late"));
  });
});
