import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { problemWith, serve, type TestRule, token } from "./service-support.ts";

const rules: readonly TestRule[] = [
  { name: "link", call: "return 1;" },
  { name: "bad", call: `throw Object.assign(new Error("No address."), { name: "PermanentError" });` },
];

type Served = Awaited<ReturnType<typeof serve>>;

/** One event of a stream, as a browser would have it. */
interface Message {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: Readonly<Record<string, never>>;
}

function messageOf(block: string): readonly Message[] {
  const fields = new Map(
    block.split("\n").map((line) => /^(\w*): ?(.*)$/.exec(line)?.slice(1, 3) as [string, string]),
  );
  const data = fields.get("data");
  return data === undefined
    ? []
    : [{ event: fields.get("event") ?? "message", id: fields.get("id"), data: JSON.parse(data) }];
}

/** Watches a service; what it has been told so far, and how to wait for more. */
async function watch(own: Served, query = "", headers: Readonly<Record<string, string>> = {}) {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const response = await fetch(`${own.service.url}/v1/stream${query}`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
    signal: leaving.signal,
  });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("no-store");
  const messages: Message[] = [];
  const comments: string[] = [];
  const watchers = new Set<() => void>();
  const ended = (async () => {
    let text = "";
    try {
      for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const blocks = `${text}${part}`.split("\n\n");
        text = blocks.pop() ?? "";
        for (const block of blocks) {
          messages.push(...messageOf(block));
          if (block.startsWith(":")) comments.push(block);
        }
        for (const watcher of watchers) watcher();
      }
    } catch (error) {
      if (!leaving.signal.aborted) throw error;
    }
  })();
  const until = (fits: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!fits()) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    });
  const told = (event: string, count = 1) =>
    until(() => messages.filter((one) => one.event === event).length >= count);
  await told("ready");
  return { messages, comments, until, told, ended, leave: () => leaving.abort() };
}

const short = ({ event, data }: Message) =>
  [event, data.item, data.kind ?? data.rule, data.status ?? data.to]
    .filter((one) => one !== undefined)
    .join(" ");

/** The id of what was made. */
const idOf = (made: unknown): string =>
  typeof made === "object" && made !== null && "id" in made ? String(made.id) : "";

/** What was told, without what only says how the connection does. */
const news = (messages: readonly Message[]) =>
  messages.filter(({ event }) => event === "item" || event === "run");

async function enter(own: Served, item = 1): Promise<void> {
  await own.post("/v1/items/deals", { title: "Acme" });
  await own.post(`/v1/items/deals/${item}/move`, { stage: "Wait for payment" });
}

describe("live changes", () => {
  it("are told in their order, with ids, as they happen", async () => {
    const own = await serve(rules);
    const client = await watch(own);
    await enter(own);
    await client.until(() => news(client.messages).some((one) => short(one) === "run deals/1 bad failed"));
    await client.until(() => news(client.messages).some((one) => short(one) === "run deals/1 link done"));
    const all = news(client.messages);
    expect(all.slice(0, 2).map(short)).toEqual([
      "item deals/1 created New",
      "item deals/1 moved Wait for payment",
    ]);
    const link = all.filter(({ data }) => data.rule === "link").map(({ data }) => data.status);
    expect(link).toEqual(["running", "done"]);
    expect(all.find((one) => short(one) === "run deals/1 bad failed")?.data).toMatchObject({
      id: "deals-1-2-bad",
      reason: "No address.",
      source: { file: "rules/pay.rules", line: 3 },
    });
    const ids = client.messages.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => id !== undefined)).toBe(true);
  });

  it.each([
    ["?item=deals/2", /^(item|run) deals\/2 /],
    ["?rule=bad", /^run deals\/\d bad /],
    ["?status=failed", /^run deals\/\d bad failed$/],
    ["?status=done&item=deals/2", /^run deals\/2 link done$/],
  ])("are only those that were asked for: %s", async (query, pattern) => {
    const own = await serve(rules);
    const [client, all] = [await watch(own, query), await watch(own)];
    await enter(own);
    await enter(own, 2);
    const fitting = () =>
      news(all.messages)
        .map(short)
        .filter((text) => pattern.test(text));
    await all.until(() => news(all.messages).filter(({ data }) => data.status === "done").length === 2);
    await all.until(() => news(all.messages).filter(({ data }) => data.status === "failed").length === 2);
    await client.until(() => news(client.messages).length === fitting().length);
    expect(news(client.messages).map(short)).toEqual(fitting());
    expect(fitting().length).toBeGreaterThan(0);
  });

  it("go on where a client was that comes back: nothing is left out, nothing comes twice", async () => {
    const own = await serve(rules);
    const whole = await watch(own);
    const first = await watch(own);
    await enter(own);
    await first.until(() => news(first.messages).length >= 3);
    first.leave();
    await enter(own, 2);
    await whole.until(() => news(whole.messages).filter(({ data }) => data.status === "failed").length === 2);
    await whole.until(() => news(whole.messages).filter(({ data }) => data.status === "done").length === 2);
    const seen = news(first.messages);
    const second = await watch(own, "", { "last-event-id": seen.at(-1)?.id ?? "" });
    await second.until(() => news(second.messages).length + seen.length >= news(whole.messages).length);
    expect([...seen, ...news(second.messages)].map(({ id }) => id)).toEqual(
      news(whole.messages).map(({ id }) => id),
    );
    expect(second.messages.some(({ event }) => event === "gap")).toBe(false);
  });

  it("are taken from the history after a restart, with a word on what that cannot tell", async () => {
    const own = await serve(rules);
    const first = await watch(own);
    await enter(own);
    await first.until(() =>
      news(first.messages).some((one) => short(one) === "item deals/1 moved Wait for payment"),
    );
    const { id = "" } = news(first.messages).find(({ data }) => data.kind === "created") ?? {};
    await own.run("bad", "failed");
    await own.restart();
    await own.post("/v1/items/deals", { title: "Next" });
    const second = await watch(own, "", { "last-event-id": id });
    expect(second.messages.map(short)).toEqual([
      "item deals/1 moved Wait for payment",
      "item deals/2 created New",
      "gap",
      "ready",
    ]);
    await own.post("/v1/items/deals", { title: "Third" });
    await second.told("item", 3);
    expect(second.messages.map(short).slice(4)).toEqual(["item deals/3 created New"]);
  });

  it("show that the connection lives, and end with a word when the service stops", async () => {
    const own = await serve(rules, { stream: { heartbeat: 20 } });
    const client = await watch(own);
    await client.until(() => client.comments.length >= 2);
    await own.service.stop();
    await client.ended;
    expect(client.messages.at(-1)).toMatchObject({ event: "end", data: { reason: "stopped" } });
  });

  it("end when the token does not hold any more", async () => {
    const own = await serve(rules, { stream: { heartbeat: 20 } });
    const made = await own.post("/v1/tokens", { name: "watcher", scopes: ["runs:read"] });
    expect(made.status).toBe(201);
    const client = await watch(own, "", { authorization: `Bearer ${made.body.secret}` });
    expect(await own.call("DELETE", `/v1/tokens/${idOf(made.body.token)}`)).toMatchObject({
      status: 200,
    });
    await client.ended;
    expect(client.messages.at(-1)).toMatchObject({ event: "end", data: { reason: "revoked" } });
  });

  it("are told to nobody without the scope, and not behind an id that is none", async () => {
    const own = await serve(rules);
    const made = await own.post("/v1/tokens", { name: "writer", scopes: ["events:write"] });
    const refused = await own.call("GET", "/v1/stream", undefined, {
      authorization: `Bearer ${made.body.secret}`,
    });
    expect(refused).toMatchObject({ status: 403, body: problemWith(403) });
    expect(await own.call("GET", "/v1/stream", undefined, { authorization: "" })).toMatchObject({
      status: 401,
    });
    expect(await own.call("GET", "/v1/stream", undefined, { "last-event-id": "7" })).toMatchObject({
      status: 400,
      body: problemWith(400, { field: "Last-Event-ID" }),
    });
    expect(await own.get("/v1/stream?item=deals")).toMatchObject({ status: 400 });
  });

  it("leave a client that does not read, and hold up nobody by it", async () => {
    const own = await serve(rules, { stream: { mostWaiting: 64 * 1024 } });
    const { port } = own.service;
    const socket = connect(port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    socket.write(`GET /v1/stream HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n\r\n`);
    await new Promise((resolve) => socket.once("data", resolve));
    socket.pause();
    const reader = await watch(own, "?item=deals/2");
    await own.post("/v1/items/deals", { title: "Acme" });
    await own.post("/v1/items/deals", { title: "Next" });
    const slow = async (): Promise<boolean> => {
      const response = await fetch(`${own.service.url}/metrics`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return (await response.text()).includes('onstage_stream_ends_total{how="slow"} 1');
    };
    // More than what the system keeps for a connection.
    for (let round = 0; !(await slow()); round += 1) {
      const title = `${round} ${"x".repeat(60_000)}`;
      expect((await own.call("PATCH", "/v1/items/deals/1", { title })).status).toBe(200);
    }
    await own.call("PATCH", "/v1/items/deals/2", { title: "Still told" });
    await reader.until(() => reader.messages.some(({ data }) => JSON.stringify(data).includes("Still told")));
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.resume();
    await closed;
  });
});
