import { describe, expect, it } from "vitest";
import { problemWith, type Served, serve, serveOnce } from "./service-support.ts";

const quick = [{ name: "link", call: "return {};" }];

interface Made {
  readonly secret: string;
  readonly token: { readonly id: string; readonly name: string };
}

async function make(own: Served, wish: Readonly<Record<string, unknown>>): Promise<Made> {
  const made = await own.post("/v1/tokens", wish);
  expect(made.status).toBe(201);
  return made.body as unknown as Made;
}

const as = (own: Served, secret: string) => (method: string, path: string, body?: unknown) =>
  own.call(method, path, body, { authorization: `Bearer ${secret}` });

describe("tokens", () => {
  it("are made with a secret that is shown once, and listed without it", async () => {
    const own = await serve(quick);
    const { secret, token } = await make(own, { name: "crm", scopes: ["runs:read"], rate: 7 });
    expect(secret).toMatch(new RegExp(`^onstage_${token.id}_[A-Za-z0-9_-]{43}$`));
    const listed = await own.get("/v1/tokens");
    expect(listed.body).toEqual({
      tokens: [
        {
          id: token.id,
          name: "crm",
          scopes: ["runs:read"],
          rate: 7,
          created: expect.any(String),
          used: null,
          expires: null,
        },
      ],
    });
    expect(JSON.stringify(listed.body)).not.toContain(secret.slice(-43));
  });

  it("hold over a restart, say in which hour they were used, and are no more once they are taken back", async () => {
    const own = await serve(quick);
    const { secret, token } = await make(own, { name: "crm", scopes: ["runs:read"] });
    expect((await as(own, secret)("GET", "/v1/runs")).status).toBe(200);
    await own.restart();
    expect((await as(own, secret)("GET", "/v1/runs")).status).toBe(200);
    expect((await own.get("/v1/tokens")).body).toMatchObject({
      tokens: [{ id: token.id, used: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:00:00\.000Z$/) }],
    });
    expect(await own.call("DELETE", `/v1/tokens/${token.id}`)).toMatchObject({
      status: 200,
      body: { name: "crm" },
    });
    expect(await as(own, secret)("GET", "/v1/runs")).toMatchObject({ status: 401, body: problemWith(401) });
    expect((await own.call("DELETE", `/v1/tokens/${token.id}`)).status).toBe(404);
    await own.restart();
    expect((await as(own, secret)("GET", "/v1/runs")).status).toBe(401);
    expect((await own.get("/v1/tokens")).body).toEqual({ tokens: [] });
  });

  it("end at their moment", async () => {
    const own = await serve(quick);
    const expires = new Date(Date.now() + 1500).toISOString();
    const { secret } = await make(own, { name: "short", scopes: ["runs:read"], expires });
    expect((await as(own, secret)("GET", "/v1/runs")).status).toBe(200);
    await expect
      .poll(async () => (await as(own, secret)("GET", "/v1/runs")).status, { timeout: 20_000 })
      .toBe(401);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expires));
  });

  it("leave no trace of their secret in the data folder and the log", async () => {
    const own = await serve(quick);
    const { secret } = await make(own, { name: "crm", scopes: ["admin"] });
    await as(own, secret)("GET", "/v1/runs");
    await own.service.stop();
    const { execFileSync } = await import("node:child_process");
    const found = execFileSync("sh", ["-c", 'grep -rlF -e "$0" "$1" || true', secret.slice(-43), own.data]);
    expect(found.toString()).toBe("");
    expect(JSON.stringify(own.lines)).not.toContain(secret.slice(-43));
  });

  it("name who did something", async () => {
    const own = await serve(quick);
    const { secret } = await make(own, { name: "Ann in sales", scopes: ["events:write"] });
    await as(own, secret)("POST", "/v1/items/deals", { title: "Acme" });
    expect(await own.service.coordinator.history()).toMatchObject([
      { kind: "created", by: "api:Ann in sales" },
    ]);
  });
});

describe("a token that cannot be", () => {
  const own = serveOnce(quick, (one) => make(one, { name: "taken", scopes: ["admin"] }));

  it.each([
    ["without a name", { scopes: ["admin"] }, 400, "name"],
    ["with a name that would break a line", { name: "a\nb", scopes: ["admin"] }, 400, "name"],
    ["for nothing", { name: "a", scopes: [] }, 400, "scopes"],
    ["for what there is not", { name: "a", scopes: ["everything"] }, 400, "scopes[0]"],
    ["for one thing twice", { name: "a", scopes: ["admin", "admin"] }, 400, "scopes"],
    ["with a field that there is not", { name: "a", scopes: ["admin"], scope: "x" }, 400, "scope"],
    ["that has ended", { name: "a", scopes: ["admin"], expires: "2020-01-01T00:00:00Z" }, 400, "expires"],
    ["that ends at no moment", { name: "a", scopes: ["admin"], expires: "tomorrow" }, 400, "expires"],
    [
      "that ends on a day that is none",
      { name: "a", scopes: ["admin"], expires: "2999-13-41T00:00:00Z" },
      400,
      "expires",
    ],
    ["that may make no call", { name: "a", scopes: ["admin"], rate: 0 }, 400, "rate"],
    ["with a name that is taken", { name: "taken", scopes: ["admin"] }, 409, "name"],
  ])("is refused: %s", async (_, wish, status, field) => {
    expect(await own().post("/v1/tokens", wish)).toMatchObject({
      status,
      body: problemWith(status, { field }),
    });
  });

  it("is told which name is taken, and what to do", async () => {
    expect((await own().post("/v1/tokens", { name: "taken", scopes: ["admin"] })).body).toMatchObject({
      detail: "There is a token named “taken” already. Choose another name, or take that one back first.",
    });
  });
});

describe("a secret that is wrong", () => {
  const shared: { made?: Made } = {};
  const own = serveOnce(quick, async (one) => {
    shared.made = await make(one, { name: "crm", scopes: ["admin"] });
  });

  it.each([
    [
      "another of the same length",
      (secret: string) => `${secret.slice(0, -1)}${secret.endsWith("A") ? "B" : "A"}`,
    ],
    ["one sign short", (secret: string) => secret.slice(0, -1)],
    ["one sign long", (secret: string) => `${secret}A`],
    ["the id alone", (secret: string) => secret.slice(0, 25)],
    ["the id of no token", (secret: string) => secret.replace(/_[0-9a-f]{16}_/, "_0000000000000000_")],
    ["of one letter", () => "x"],
    ["very long", () => "x".repeat(8000)],
    ["in other case", (secret: string) => secret.toUpperCase()],
  ])("opens nothing: %s", async (_, bend) => {
    const secret = shared.made?.secret ?? "";
    expect((await as(own(), secret)("GET", "/v1/runs")).status).toBe(200);
    expect((await as(own(), bend(secret))("GET", "/v1/runs")).status).toBe(401);
  });
});

describe("the rate of a token", () => {
  it("is what it may call, with a burst; others are not touched, and Retry-After says when", async () => {
    const own = await serve(quick);
    const slow = await make(own, { name: "slow", scopes: ["runs:read", "events:write"], rate: 1 });
    const other = await make(own, { name: "other", scopes: ["runs:read"], rate: 1 });
    const call = as(own, slow.secret);
    const statuses: number[] = [];
    let refused = await call("GET", "/v1/runs");
    // The bucket holds ten; time may give back a few while the calls are made.
    for (let count = 0; refused.status === 200 && count < 60; count += 1) {
      statuses.push(refused.status);
      refused = await call("GET", "/v1/runs");
    }
    expect(statuses.length).toBeGreaterThanOrEqual(10);
    expect(refused).toMatchObject({ status: 429, body: problemWith(429) });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect((await as(own, other.secret)("GET", "/v1/runs")).status).toBe(200);
    expect((await own.get("/v1/runs")).status).toBe(200);
  });

  it("counts a bulk by its events, which is taken whole", async () => {
    const own = await serve(quick);
    const { secret } = await make(own, { name: "bulk", scopes: ["events:write"], rate: 1 });
    const events = Array.from({ length: 5000 }, (_, index) => ({
      id: `e${index}`,
      type: "nothing",
      item: "deals/1",
    }));
    const taken = await as(own, secret)("POST", "/v1/events", events);
    expect(taken.status).toBe(202);
    expect(taken.body).toHaveLength(5000);
    const next = await as(own, secret)("POST", "/v1/events", events.slice(0, 1));
    expect(next.status).toBe(429);
    expect(Number(next.headers.get("retry-after"))).toBeGreaterThan(20);
  });
});
