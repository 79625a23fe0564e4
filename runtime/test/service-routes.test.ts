import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { problemWith, serve, serveOnce, token } from "./service-support.ts";

const quick = [{ name: "link", call: "return { url: 'https://pay.example/1' };" }];

describe("items over HTTP", () => {
  it("are made, with their fields beside id and stage", async () => {
    const own = await serve(quick);
    const made = await own.post("/v1/items/deals", { title: "Acme", amount: 60000 });
    expect(made.status).toBe(201);
    expect(made.headers.get("location")).toBe("/v1/items/deals/1");
    expect(made.body).toEqual({
      id: 1,
      entity: "deals",
      pipeline: "Sales",
      stage: "New",
      title: "Acme",
      amount: 60000,
    });
  });

  it("are changed, moved and shown with their visits and runs", async () => {
    const own = await serve(quick);
    await own.post("/v1/items/deals", { title: "Acme" });
    const changed = await own.call("PATCH", "/v1/items/deals/1", { amount: 70000 });
    expect(changed).toMatchObject({ status: 200, body: { id: 1, amount: 70000, stage: "New" } });
    const moved = await own.post("/v1/items/deals/1/move", { stage: "Wait for payment" });
    expect(moved).toMatchObject({ status: 200, body: { id: 1, stage: "Wait for payment" } });
    await own.run("link", "done");
    const shown = await own.get("/v1/items/deals/1");
    expect(shown.status).toBe(200);
    expect(shown.body).toEqual({
      ...moved.body,
      runs: [],
      notes: [],
      activities: [],
      visits: [
        { visit: 1, stage: "New", entered: expect.any(String), left: expect.any(String), runs: [], idle: [] },
        {
          visit: 2,
          stage: "Wait for payment",
          entered: expect.any(String),
          left: null,
          runs: [
            {
              id: "deals-1-2-link",
              item: "deals/1",
              stage: "Wait for payment",
              visit: 2,
              rule: "link",
              action: "act",
              status: "done",
              due: expect.any(String),
              started: expect.any(String),
              ended: expect.any(String),
              args: { to: "link" },
              result: { url: "https://pay.example/1" },
              reason: null,
              sign: "done",
              why: { code: "done" },
              saw: null,
              attempts: 1,
              uncertain: false,
              source: { file: "rules/pay.rules", line: 2 },
            },
          ],
          idle: [],
        },
      ],
    });
  });

  it("are deleted, and their ids are not given away again", async () => {
    const own = await serve(quick);
    await own.post("/v1/items/deals", { title: "Acme" });
    expect(await own.call("DELETE", "/v1/items/deals/1")).toMatchObject({
      status: 200,
      body: { title: "Acme" },
    });
    expect(await own.get("/v1/items/deals/1")).toMatchObject({ status: 404 });
    expect((await own.get("/v1/items/deals")).body).toMatchObject({ items: [] });
    expect(await own.call("DELETE", "/v1/items/deals/1")).toMatchObject({ status: 404 });
    expect(await own.post("/v1/items/deals", { id: 1, title: "Again" })).toMatchObject({ status: 409 });
    expect((await own.post("/v1/items/deals", { title: "Next" })).body).toMatchObject({ id: 2 });
  });

  it("are listed a page at a time", async () => {
    const own = await serve(quick);
    for (const title of ["A", "B", "C"]) await own.post("/v1/items/deals", { title });
    const first = await own.get("/v1/items/deals?limit=2");
    expect(first.body).toMatchObject({ items: [{ id: 1, title: "A" }, { id: 2 }], next: 2 });
    const second = await own.get("/v1/items/deals?limit=2&after=2");
    expect(second.body).toMatchObject({ items: [{ id: 3, title: "C", stage: "New" }], next: null });
  });
});

describe("items that cannot be what is asked for", () => {
  const own = serveOnce(quick, ({ post }) => post("/v1/items/deals", { title: "Acme" }));

  it.each([
    ["an unknown field", "POST", "/v1/items/deals", { title: "A", amuont: 1 }, 422, "amuont"],
    ["a required field that is missing", "POST", "/v1/items/deals", {}, 422, "title"],
    ["a value of another type", "PATCH", "/v1/items/deals/1", { amount: "much" }, 422, "amount"],
    ["an unknown stage", "POST", "/v1/items/deals/1/move", { stage: "Nowhere" }, 422, "stage"],
    ["a stage that is no text", "POST", "/v1/items/deals/1/move", { stage: 3 }, 400, "stage"],
    ["a move with more in it", "POST", "/v1/items/deals/1/move", { stage: "Won", to: 1 }, 400, "to"],
    ["an id that is none", "GET", "/v1/items/deals/abc", undefined, 400, "id"],
    ["an id too large", "GET", "/v1/items/deals/99999999999999999", undefined, 400, "id"],
    ["id 0", "PATCH", "/v1/items/deals/0", { amount: 1 }, 400, "id"],
    ["a limit that is none", "GET", "/v1/items/deals?limit=0", undefined, 400, "limit"],
    ["a page after nothing", "GET", "/v1/items/deals?after=x", undefined, 400, "after"],
    ["an unknown parameter", "GET", "/v1/items/deals?stage=New", undefined, 400, "stage"],
    ["an unknown entity in a list", "GET", "/v1/items/orders", undefined, 404, "entity"],
    ["a number that is none", "POST", "/v1/items/deals", `{"title":"A","amount":1e999}`, 400, "amount"],
  ])("refuse %s and name it", async (_, method, path, body, status, field) => {
    const answer = await own().call(method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(answer.body).toEqual(problemWith(status, { field }));
  });

  it.each([
    ["GET", "/v1/items/deals/7", undefined],
    ["PATCH", "/v1/items/deals/7", { amount: 1 }],
    ["POST", "/v1/items/deals/7/move", { stage: "Won" }],
  ])("that are not there are not found by %s %s", async (method, path, body) => {
    expect(await own().call(method, path, body)).toMatchObject({ status: 404, body: problemWith(404) });
  });
});

describe("events over HTTP", () => {
  const made = (id: string, item = "deals/5") => ({ id, type: "itemCreated", item, payload: { title: id } });

  it("are taken one at a time, and once", async () => {
    const own = await serve(quick);
    expect(await own.post("/v1/events", made("e1"))).toMatchObject({
      status: 202,
      body: { id: "e1", status: "accepted" },
    });
    expect((await own.post("/v1/events", made("e1"))).body).toEqual({ id: "e1", status: "duplicate" });
    expect((await own.get("/v1/items/deals/5")).body).toMatchObject({ title: "e1" });
  });

  it("are taken many at a time, with a receipt for each in their order", async () => {
    const own = await serve(quick);
    const answer = await own.post("/v1/events", [
      made("e1"),
      { id: "e2", type: "itemMoved", item: "deals/5", payload: { stage: "Wait for payment" } },
      { id: "e3", type: "itemUpdated", item: "deals/9", payload: { title: "x" } },
      made("e1"),
      { id: "e4", type: 7, item: "deals/5" },
      { id: "e5", type: "itemMoved", item: "deals/5", payload: { stage: "Won" } },
    ]);
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual([
      { id: "e1", status: "accepted" },
      { id: "e2", status: "accepted" },
      { id: "e3", status: "refused", reason: expect.any(String) },
      { id: "e1", status: "duplicate" },
      { id: "e4", status: "refused", reason: `"type" has to be a text.` },
      { id: "e5", status: "accepted" },
    ]);
    expect((await own.get("/v1/items/deals/5")).body).toMatchObject({ stage: "Won" });
  });

  it("of one item are taken in order, wherever they name it", async () => {
    const own = await serve(quick);
    const make = (id: string, number: number) => ({
      id,
      type: "itemCreated",
      item: "deals",
      payload: { id: number, title: id },
    });
    const answer = await own.post("/v1/events", [
      make("e1", 101),
      make("e2", 102),
      { id: "e3", type: "itemMoved", item: "deals/102", payload: { stage: "Won" } },
      { id: "e4", type: "itemCreated", item: "deals", payload: { title: "next" } },
    ]);
    expect(answer.body).toEqual(["e1", "e2", "e3", "e4"].map((id) => ({ id, status: "accepted" })));
    expect((await own.get("/v1/items/deals/102")).body).toMatchObject({ title: "e2", stage: "Won" });
    expect((await own.get("/v1/items/deals/103")).body).toMatchObject({ title: "next" });
  });

  it("are refused together where one has no id, and none is taken", async () => {
    const own = await serve(quick);
    const answer = await own.post("/v1/events", [made("e1"), { type: "itemCreated", item: "deals" }]);
    expect(answer).toMatchObject({ status: 400, body: problemWith(400, { field: "[1].id" }) });
    expect((await own.get("/v1/items/deals/5")).status).toBe(404);
  });

  it("are refused where there are too many", async () => {
    const own = await serve(quick);
    const many = Array.from({ length: 10_001 }, (_, index) => ({ id: `e${index}` }));
    expect(await own.post("/v1/events", many)).toMatchObject({ status: 413, body: problemWith(413) });
  });

  it("are answered one by one by their ids, ten thousand at a time", async () => {
    const own = await serve(quick);
    for (let item = 1; item <= 50; item += 1) await own.post("/v1/items/deals", { title: "A", id: item });
    // Every tenth is the one before once more, and every seventh is of no type.
    const sources = Array.from({ length: 10_000 }, (_, index) => (index % 10 === 9 ? index - 1 : index));
    const events = sources.map((source) => ({
      ...made(`e${source}`, `deals/${(source % 50) + 1}`),
      type: source % 7 === 0 ? "nothing" : "itemUpdated",
    }));
    const answer = await own.post("/v1/events", events);
    expect(answer.status).toBe(202);
    const receipts = answer.body as unknown as readonly { readonly id: string; readonly status: string }[];
    const statusOf = (source: number, index: number) =>
      source % 7 === 0 ? "refused" : source === index ? "accepted" : "duplicate";
    expect(receipts.map(({ id, status }) => ({ id, status }))).toEqual(
      sources.map((source, index) => ({ id: `e${source}`, status: statusOf(source, index) })),
    );
  });

  it("may be larger together than one request otherwise", async () => {
    const own = await serve(quick);
    const note = "x".repeat(60_000);
    const events = Array.from({ length: 30 }, (_, index) => ({
      ...made(`e${index}`, `deals/${index + 1}`),
      payload: { title: "A", stageNote: note },
    }));
    const answer = await own.post("/v1/events", events);
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual(events.map(({ id }) => ({ id, status: "accepted" })));
  });
});

describe("a request that is wrong", () => {
  const own = serveOnce(quick);

  it.each([
    ["without a token", {}],
    ["with another token", { authorization: "Bearer test-token-0123456780" }],
    ["with another scheme", { authorization: `Basic ${token}` }],
    ["with nothing behind the scheme", { authorization: "Bearer " }],
  ])("is turned away %s, whatever it asks for", async (_, headers) => {
    for (const path of ["/v1/runs", "/v1/items/deals/1", "/nowhere"]) {
      const answer = await fetch(`${own().service.url}${path}`, { headers });
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer/);
      expect(await answer.json()).toEqual(problemWith(401));
    }
  });

  it.each([
    ["an address that is none", "GET", "/v1/nothing", undefined, {}, 404],
    ["a method that is none here", "PUT", "/v1/items/deals/1", undefined, {}, 405],
    ["a body that is no JSON", "POST", "/v1/items/deals", "{", {}, 400],
    ["a body that is no UTF-8", "POST", "/v1/items/deals", Uint8Array.of(0x22, 0xff, 0x22), {}, 400],
    ["a body that is no object", "POST", "/v1/items/deals", "[]", {}, 400],
    ["no body", "POST", "/v1/items/deals", undefined, {}, 400],
    [
      "a body of another type",
      "POST",
      "/v1/items/deals",
      "title=A",
      { "content-type": "application/x-www-form-urlencoded" },
      415,
    ],
    ["plain text", "POST", "/v1/items/deals", "{}", { "content-type": "text/plain" }, 415],
    ["a body too large", "POST", "/v1/items/deals", `{"title":"${"x".repeat(2 ** 20)}"}`, {}, 413],
    [
      "a body that reaches into prototypes",
      "POST",
      "/v1/items/deals",
      `{"title":"A","__proto__":{"a":1}}`,
      {},
      400,
    ],
    [
      "a body nested without end",
      "POST",
      "/v1/items/deals",
      `{"title":${"[".repeat(5000)}${"]".repeat(5000)}}`,
      {},
      400,
    ],
    ["an address that cannot be decoded", "GET", "/v1/items/%ZZ", undefined, {}, 400],
    ["an address too long", "GET", `/v1/items/${"x".repeat(600)}`, undefined, {}, 414],
  ])("gets a problem document: %s", async (_, method, path, body, headers, status) => {
    const answer = await own().call(method, path, body, headers);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(answer.body).toMatchObject(problemWith(status));
    expect(answer.status).toBe(status);
    if (status === 405) expect(answer.headers.get("allow")).toBe("GET, HEAD, PATCH, DELETE");
    expect(JSON.stringify(answer.body)).not.toMatch(/\bat .*:\d+:\d+|node_modules|FST_/);
  });

  it("gets a problem document though it is no HTTP", async () => {
    const socket = connect(own().service.port, "127.0.0.1");
    socket.end("nonsense\r\n\r\n");
    const chunks = await socket.toArray();
    expect(chunks.join("")).toMatch(/^HTTP\/1\.1 400 .*application\/problem\+json.*"status":400/s);
  });

  it("leaves no token and no body in the log", async () => {
    await own().post("/v1/items/deals", { title: "a secret deal" });
    await own().call(
      "POST",
      "/v1/items/deals",
      { title: "another" },
      { authorization: "Bearer a-wrong-token-0123" },
    );
    await own().until((line) => line.status === 401);
    expect(JSON.stringify(own().lines)).not.toMatch(/secret deal|test-token|a-wrong-token/);
  });
});

describe("health", () => {
  it("is told without a token", async () => {
    const own = await serve(quick);
    const health = await fetch(`${own.service.url}/healthz`);
    expect([health.status, await health.json()]).toEqual([200, { status: "ok" }]);
    await expect.poll(async () => (await fetch(`${own.service.url}/readyz`)).status).toBe(200);
  });
});
