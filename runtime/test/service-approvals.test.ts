import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { approvalPath } from "../src/actions/approval-path.ts";
import type { Run } from "../src/engine/state.ts";
import { LINK_KEY_MARK } from "../src/service/link-key.ts";
import { type Served, serve, token } from "./service-support.ts";

const wait = `
  const answer = (decision) =>
    ({ event: "approvalAnswered", where: { request: context.run.key, decision }, result: decision });
  return context.waitFor({ what: "Max's approval", events: ["approved", "rejected"].map(answer),
    within: args.within, timedOut: "timedOut" });`;

/** Once there is the deal 43: until then the attempt is under way. */
const held = `
  while ((await context.crm.get({ entity: "deals", id: 43 })) === null) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  if (args.fails) throw Object.assign(new Error("550 words of the mail server"), { name: "PermanentError" });
  ${wait}`;

const rules = [
  { name: "ask", on: "formSent", call: wait },
  { name: "slow", on: "callMissed", call: held, awaits: ["approvalAnswered"] },
  { name: "told", on: "approvalAnswered", call: "return args.decision;" },
  {
    name: "key",
    on: "siteVisited",
    call: "return context.use({ name: 'key', open: (environment) => environment.ONSTAGE_LINK_KEY });",
  },
];

const MAX = 9;

/** A service with one request for approval, and how its page is opened and answered. */
async function asked(payload: object = { text: "Discount 25 % <b>now</b>", within: "P2D" }) {
  const own = await serve(rules);
  await own.post("/v1/items/deals", { id: 42, title: "Acme & Co" });
  await own.post("/v1/events", { id: "f1", type: "formSent", item: "deals/42", payload });
  const run = await own.run("ask", "waiting", ({ waits }) => waits === "event");
  const secret = await secretOf(own);
  const path = pathFor(run, secret);
  const decide = (decision: string, at: string = path) =>
    fetch(`${own.service.url}${at}`, { method: "POST", body: new URLSearchParams({ decision }) });
  const look = async (at: string = path) => {
    const response = await fetch(`${own.service.url}${at}`);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return { own, run, path, secret, decide, look };
}

/** A service with a request whose mail is out, while its action has not ended: what ends it, and its page. */
async function underWay(payload: object) {
  const own = await serve(rules);
  await own.post("/v1/items/deals", { id: 42, title: "Acme & Co" });
  await own.post("/v1/events", { id: "c1", type: "callMissed", item: "deals/42", payload });
  const run = await own.run("slow", "running");
  const address = `${own.service.url}${pathFor(run, await secretOf(own))}`;
  return {
    own,
    run,
    end: () => own.post("/v1/items/deals", { id: 43, title: "Other" }),
    look: async () => (await fetch(address)).text(),
    decide: async (decision: string) =>
      (await fetch(address, { method: "POST", body: new URLSearchParams({ decision }) })).text(),
  };
}

/** The key that the service has made for its links. */
async function secretOf(own: Served): Promise<string> {
  return (await own.service.coordinator.mark(LINK_KEY_MARK)) ?? "";
}

function pathFor({ id, key }: Pick<Run, "id" | "key">, secret: string): string {
  return approvalPath(secret, { run: id, key, user: MAX });
}

async function resultOf(own: Served, id: string): Promise<unknown> {
  const { body } = await own.get(`/v1/runs/${id}`);
  return body.status === "done" ? body.result : body.status;
}

describe("the page of a request for approval", () => {
  it("shows what is asked, and decides nothing by being opened", async () => {
    const { own, run, look } = await asked();
    const { status, headers, text } = await look();
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(text).toContain("Acme &amp; Co");
    expect(text).toContain("Discount 25 % &lt;b&gt;now&lt;/b&gt;");
    expect(text).toMatch(/An answer counts until \w{3} \d{4}-\d\d-\d\d \d\d:\d\d/);
    expect(await resultOf(own, run.id)).toBe("waiting");
  });

  it.each([
    ["approved", "It was approved."],
    ["rejected", "It was rejected."],
  ])("takes the answer “%s” with one click, and the first one alone", async (decision, sentence) => {
    const { own, run, decide, look } = await asked();
    const answer = await decide(decision);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain(sentence);
    expect(await resultOf(own, run.id)).toBe(decision);
    const again = await decide(decision === "approved" ? "rejected" : "approved");
    expect(await again.text()).toContain(sentence);
    expect((await look()).text).not.toContain("<form");
    expect(await resultOf(own, run.id)).toBe(decision);
    const told = await own.run("told", "done");
    expect(told.args).toEqual({ request: run.key, by: MAX, decision });
  });

  it("keeps its answer over a restart, and its link as well", async () => {
    const { own, run, decide, look } = await asked();
    await own.restart();
    expect((await look()).text).toContain("<form");
    await decide("approved");
    expect(await resultOf(own, run.id)).toBe("approved");
  });

  it("says that nobody waits any more", async () => {
    const { own, run, look, decide } = await asked();
    await own.post(`/v1/runs/${run.id}/stop`);
    expect((await look()).text).toContain("Nothing waits for an answer any more.");
    expect(await (await decide("approved")).text()).toContain("Nothing waits for an answer any more");
    expect(await resultOf(own, run.id)).toBe("cancelled");
  });

  it("says that an answer comes too late", async () => {
    const { own, run, look, decide } = await asked();
    await own.post(`/v1/runs/${run.id}/run-now`);
    expect((await look()).text).toContain("The answer came too late");
    expect(await (await decide("approved")).text()).toContain("The answer came too late");
    expect(await resultOf(own, run.id)).toBe("timedOut");
  });
});

describe("the page of a request whose action has not ended yet", () => {
  it("takes an answer, and says which one, the first alone", async () => {
    const { own, run, end, look, decide } = await underWay({ text: "Discount", within: "P2D" });
    expect(await look()).toContain("<form");
    expect(await decide("approved")).toContain("The answer “approved” was taken.");
    expect(await decide("rejected")).toContain("The answer “approved” was taken.");
    expect(await look()).not.toContain("<form");
    await end();
    expect(await own.run("slow", "done")).toMatchObject({ id: run.id, result: "approved" });
    expect(await look()).toContain("It was approved.");
  });

  it("shows nothing of why it failed", async () => {
    const { own, end, look } = await underWay({ text: "Discount", fails: true });
    await end();
    const { reason } = await own.run("slow", "failed");
    expect(reason).toContain("words of the mail server");
    const text = await look();
    expect(text).toContain("The request was not completed, so no answer counts.");
    expect(text).not.toContain("mail server");
  });
});

describe("a link to a request for approval", () => {
  it("opens for the user and the request that it was made for, and for nobody else", async () => {
    const { own, run, path, secret, look, decide } = await asked();
    const strange = [
      path.replace(`by=${MAX}`, "by=1"),
      path.replace(/sign=.{4}/, "sign=AAAA"),
      path.replace(run.id, "deals-42-e9-ask"),
      pathFor({ id: run.id, key: "another" }, secret),
      pathFor(run, "another key, of another service"),
      pathFor(run, createHmac("sha256", token).update("onstage links").digest("base64url")),
    ];
    for (const other of strange) {
      expect((await look(other)).status, other).toBe(404);
      expect((await decide("approved", other)).status, other).toBe(404);
    }
    expect(await resultOf(own, run.id)).toBe("waiting");
  });

  it.each(["perhaps", "", "approved\n"])("takes no other answer than the two: %j", async (decision) => {
    const { own, run, decide } = await asked();
    expect((await decide(decision)).status).toBe(400);
    expect(await resultOf(own, run.id)).toBe("waiting");
  });

  it("opens however many come with links that are none, and those are turned away", async () => {
    const { own, run, path, look, decide } = await asked();
    const strange = path.replace(/sign=.{4}/, "sign=AAAA");
    const seen = new Set<number>();
    for (let round = 0; round < 60; round += 1) {
      const all = await Promise.all(Array.from({ length: 20 }, () => look(strange)));
      for (const { status } of all) seen.add(status);
      if (seen.has(429)) break;
    }
    expect([...seen].toSorted()).toEqual([404, 429]);
    expect((await look()).status).toBe(200);
    expect((await decide("approved")).status).toBe(200);
    expect(await resultOf(own, run.id)).toBe("approved");
  });

  it("is not opened as often as somebody likes, and keeps nobody from other requests", async () => {
    const { own, secret, look } = await asked();
    await own.post("/v1/items/deals", { id: 44, title: "Other" });
    const payload = { text: "Other", within: "P2D" };
    await own.post("/v1/events", { id: "f2", type: "formSent", item: "deals/44", payload });
    const other = await own.run("ask", "waiting", ({ waits, item }) => waits === "event" && item.id === 44);
    const all = await Promise.all(Array.from({ length: 100 }, () => look()));
    const refused = all.find(({ status }) => status === 429);
    expect(refused?.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
    expect((await look(pathFor(other, secret))).status).toBe(200);
  });

  it("is not written to the log", async () => {
    const { own, path, look, decide } = await asked();
    await look();
    await decide("approved");
    const sign = new URL(path, "http://x").searchParams.get("sign") ?? "";
    expect(sign.length).toBeGreaterThan(20);
    expect(JSON.stringify(own.lines)).not.toContain(sign);
  });

  it("is signed by actions with the key that the service has made for itself, and opens it with", async () => {
    const { own, secret } = await asked();
    await own.post("/v1/events", { id: "v1", type: "siteVisited", item: "deals/42", payload: {} });
    const { result } = await own.run("key", "done");
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(result).toBe(secret);
    expect((await asked()).secret).not.toBe(secret);
  });
});
