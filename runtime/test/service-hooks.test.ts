import { createHmac, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSigned, signingKey } from "../src/service/hooks/signature.ts";
import type { ServiceOptions } from "../src/service/start.ts";
import { problemWith, type Served, serve, serveOnce } from "./service-support.ts";

const rules = [{ name: "heard", on: "webhookReceived", call: "return {};" }];
const key = randomBytes(32);
const other = randomBytes(32);
const applicationToken = "jvh2k4ifo0ylmhd3c9x8example";

const environment = {
  TEST_SIGNING_SECRET: `whsec_${key.toString("base64")}`,
  TEST_CRM_TOKEN: applicationToken,
  TEST_SHORT_SECRET: "whsec_c2hvcnQ=",
};

beforeAll(() => {
  Object.assign(process.env, environment);
});
afterAll(() => {
  for (const name of Object.keys(environment)) delete process.env[name];
});

const options: Partial<ServiceOptions> = {
  hooks: {
    billing: { verify: "signature", secret: "TEST_SIGNING_SECRET" },
    deep: { verify: "signature", secret: "TEST_SIGNING_SECRET", item: "data.deal" },
    crm: { verify: "bitrix24", secret: "TEST_CRM_TOKEN" },
    unset: { verify: "signature", secret: "TEST_NO_SECRET" },
    short: { verify: "signature", secret: "TEST_SHORT_SECRET" },
  },
};

const prepare = (own: Served) => own.post("/v1/items/deals", { id: 42, title: "Acme" });

async function served(): Promise<Served> {
  const own = await serve(rules, options);
  await prepare(own);
  return own;
}

interface Signing {
  readonly id?: string;
  readonly at?: number;
  readonly with?: Buffer;
}

const seconds = (): number => Math.floor(Date.now() / 1000);

function signed(body: string, { id = "msg_1", at = seconds(), with: used = key }: Signing = {}) {
  const hash = createHmac("sha256", used).update(`${id}.${at}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": String(at), "webhook-signature": `v1,${hash}` };
}

/** Sends a body to a hook; no token goes along. */
async function send(own: Served, path: string, body: string, headers: Record<string, string>) {
  const response = await fetch(`${own.service.url}/v1/hooks/${path}`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });
  return { status: response.status, body: await response.json() };
}

const letter = JSON.stringify({ item: "deals/42", text: "paid in full" });

describe("a message that proves nothing", () => {
  const own = serveOnce(rules, prepare, options);
  const formType = { "content-type": "application/x-www-form-urlencoded" };
  const form = (token: string) => `event=ONCRMDEALUPDATE&auth%5Bapplication_token%5D=${token}`;

  it.each([
    ["with another key", signed(letter, { with: other })],
    ["for another body", signed(`${letter} `)],
    ["for another id", { ...signed(letter), "webhook-id": "msg_2" }],
    ["for another time", { ...signed(letter), "webhook-timestamp": String(seconds() + 1) }],
    ["too long ago", signed(letter, { at: seconds() - 301 })],
    ["in the future", signed(letter, { at: seconds() + 400 })],
    ["at no time", { ...signed(letter), "webhook-timestamp": "now" }],
    ["with an empty signature", { ...signed(letter), "webhook-signature": "v1," }],
    ["with a short signature", { ...signed(letter), "webhook-signature": "v1,AAAA" }],
    [
      "without its scheme",
      { ...signed(letter), "webhook-signature": signed(letter)["webhook-signature"].slice(3) },
    ],
    ["not at all", {}],
    ["with an id of several words", signed(letter, { id: "a b" })],
  ])("is turned away and starts nothing when it is signed %s", async (_, headers) => {
    expect(await send(own(), "billing", letter, headers)).toEqual({ status: 401, body: problemWith(401) });
    expect((await own().get("/v1/runs")).body.runs).toEqual([]);
  });

  it.each([
    ["with another application token", form(applicationToken.replace("jvh", "jvi"))],
    ["without one", "event=ONCRMDEALUPDATE&data[FIELDS][ID]=42"],
    ["with two", `${form(applicationToken)}&${form(applicationToken)}`],
    ["with one that is a list", form(applicationToken).replace("token%5D=", "token%5D%5B%5D=")],
    ["with nothing", ""],
  ])("is turned away as a message of Bitrix24 %s", async (_, body) => {
    expect(await send(own(), "crm?item=deals/42", body, formType)).toEqual({
      status: 401,
      body: problemWith(401),
    });
  });
});

describe("a signature", () => {
  // The example that libraries of Standard Webhooks are tried with.
  const vector = {
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    headers: {
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    },
    body: Buffer.from('{"test": 2432232314}'),
  };

  it("is what others make of the same message and secret", () => {
    const known = signingKey(vector.secret);
    if (known === undefined) throw new Error("the secret is one");
    expect(openSigned(vector, known, 1_614_265_330_000, "item")).toEqual({
      ok: true,
      message: { id: "msg_p5jXN8AQM9LWM0D4loKWxJek" },
    });
    expect(openSigned(vector, known, 1_614_265_330_000 + 301_000, "item").ok).toBe(false);
  });
});

describe("a signed message", () => {
  it("becomes the event webhookReceived, once for all its deliveries", async () => {
    const own = await served();
    expect(await send(own, "billing", letter, signed(letter))).toEqual({
      status: 202,
      body: { id: "hook:billing:msg_1", status: "accepted" },
    });
    const run = await own.run("heard", "done");
    expect(run.args).toEqual({ code: "billing", text: "paid in full" });
    // A second delivery is signed anew, with the same id.
    expect(await send(own, "billing", letter, signed(letter, { at: seconds() + 60 }))).toMatchObject({
      status: 202,
      body: { status: "duplicate" },
    });
    // Another hook has ids of its own.
    expect(await send(own, "deep?item=deals/42", letter, signed(letter))).toMatchObject({
      body: { status: "accepted" },
    });
    expect((await own.get("/v1/runs?rule=heard")).body.runs).toHaveLength(2);
  });

  it("names its item where the settings say, or in the address", async () => {
    const own = await served();
    const deep = JSON.stringify({ data: { deal: "deals/42" } });
    expect((await send(own, "deep", deep, signed(deep))).status).toBe(202);
    const none = JSON.stringify({ data: {} });
    expect(await send(own, "deep", none, signed(none, { id: "b" }))).toEqual({
      status: 422,
      body: problemWith(422, { field: "item" }),
    });
    expect((await send(own, "deep?item=deals/42", none, signed(none, { id: "c" }))).status).toBe(202);
    const missing = JSON.stringify({ data: { deal: "deals/43" } });
    expect(await send(own, "deep", missing, signed(missing, { id: "d" }))).toMatchObject({ status: 422 });
  });

  it("may be signed with several keys, of which one is ours", async () => {
    const own = await served();
    const headers = signed(letter);
    const foreign = signed(letter, { with: other })["webhook-signature"];
    const both = { ...headers, "webhook-signature": `v1a,abc ${foreign} ${headers["webhook-signature"]}` };
    expect((await send(own, "billing", letter, both)).status).toBe(202);
  });

  it("is refused where its body is no JSON, though it is signed", async () => {
    const own = await served();
    for (const body of [
      "{",
      `{"item":"deals/42","item":"deals/1"}`,
      `{"item":"deals/42","text":"\\u0000"}`,
    ]) {
      expect(await send(own, "billing", body, signed(body))).toMatchObject({ status: 400 });
    }
  });
});

describe("a message of Bitrix24", () => {
  const form = (fields: Readonly<Record<string, string>>) =>
    new URLSearchParams({ ...fields, "auth[application_token]": applicationToken }).toString();
  const formType = { "content-type": "application/x-www-form-urlencoded" };

  it("of a subscription names its item by event and id, and is one message however often it comes", async () => {
    const own = await served();
    const body = form({ event: "ONCRMDEALUPDATE", "data[FIELDS][ID]": "42", ts: "1766047124" });
    expect(await send(own, "crm", body, formType)).toMatchObject({
      status: 202,
      body: { status: "accepted" },
    });
    expect((await own.run("heard", "done")).args).toEqual({ code: "crm", text: "ONCRMDEALUPDATE" });
    expect(await send(own, "crm", body, formType)).toMatchObject({ body: { status: "duplicate" } });
  });

  it("of a rule names it as a document, or by the address", async () => {
    const own = await served();
    const document = form({
      "document_id[0]": "crm",
      "document_id[1]": "CCrmDocumentDeal",
      "document_id[2]": "DEAL_42",
    });
    expect((await send(own, "crm", document, formType)).status).toBe(202);
    expect((await send(own, "crm?item=deals/42", form({ a: "1" }), formType)).status).toBe(202);
    expect((await send(own, "crm", form({ "document_id[2]": "DYNAMIC_177_42" }), formType)).status).toBe(422);
  });
});

describe("a hook", () => {
  it("that is not there, or has no secret that could be one, takes nothing", async () => {
    const own = await served();
    expect(await send(own, "nothing", letter, signed(letter))).toMatchObject({ status: 404 });
    const short = signed(letter, { with: Buffer.from("short") });
    for (const name of ["unset", "short"]) {
      expect(await send(own, name, letter, short)).toMatchObject({ status: 503 });
    }
    const empty = signed(letter, { with: Buffer.alloc(0) });
    expect(await send(own, "unset", letter, empty)).toMatchObject({ status: 503 });
    expect(own.lines.filter((line) => line.hook !== undefined)).toHaveLength(2);
  });

  it("takes no larger body than one message needs, and no packed one", async () => {
    const own = await served();
    const large = JSON.stringify({ item: "deals/42", text: "x".repeat(300_000) });
    expect((await send(own, "billing", large, signed(large))).status).toBe(413);
    expect(
      (await send(own, "billing", letter, { ...signed(letter), "content-encoding": "gzip" })).status,
    ).toBe(415);
  });

  it("shows its secrets nowhere", async () => {
    const own = await served();
    await send(own, "billing", letter, signed(letter));
    await own.run("heard", "done");
    const shown = JSON.stringify([own.lines, (await own.get("/v1/items/deals/42")).body]);
    for (const secret of [key.toString("base64"), applicationToken]) expect(shown).not.toContain(secret);
  });
});
