import { describe, expect, it } from "vitest";
import { approvalPath } from "../src/actions/approval-path.ts";
import type { Run } from "../src/engine/state.ts";
import { linkKeyOf } from "../src/service/link-key.ts";
import { type Served, serve, token } from "./service-support.ts";

const wait = `
  const answer = (decision) =>
    ({ event: "approvalAnswered", where: { request: context.run.key, decision }, result: decision });
  return context.waitFor({ what: "Max's approval", events: ["approved", "rejected"].map(answer),
    within: args.within, timedOut: "timedOut" });`;

const rules = [
  { name: "ask", on: "formSent", call: wait },
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
  const path = pathFor(run);
  const decide = (decision: string, at: string = path) =>
    fetch(`${own.service.url}${at}`, { method: "POST", body: new URLSearchParams({ decision }) });
  const look = async (at: string = path) => {
    const response = await fetch(`${own.service.url}${at}`);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return { own, run, path, decide, look };
}

function pathFor({ id, key }: Pick<Run, "id" | "key">, user = MAX, secret = linkKeyOf(token, {})): string {
  return approvalPath(secret, { run: id, key, user });
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
    expect((await look()).text).toContain("Nothing waits for an answer any more: stopped by");
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

describe("a link to a request for approval", () => {
  it("opens for the user and the request that it was made for, and for nobody else", async () => {
    const { own, run, path, look, decide } = await asked();
    const strange = [
      path.replace(`by=${MAX}`, "by=1"),
      path.replace(/sign=.{4}/, "sign=AAAA"),
      path.replace(run.id, "deals-42-e9-ask"),
      pathFor({ id: run.id, key: "another" }),
      pathFor(run, MAX, linkKeyOf("another-token-of-the-service", {})),
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

  it("is not written to the log", async () => {
    const { own, path, look, decide } = await asked();
    await look();
    await decide("approved");
    const sign = new URL(path, "http://x").searchParams.get("sign") ?? "";
    expect(sign.length).toBeGreaterThan(20);
    expect(JSON.stringify(own.lines)).not.toContain(sign);
  });

  it("is signed by actions with the key that the service opens it with, which is not its token", async () => {
    const { own } = await asked();
    await own.post("/v1/events", { id: "v1", type: "siteVisited", item: "deals/42", payload: {} });
    const { result } = await own.run("key", "done");
    expect(result).toBe(linkKeyOf(token, process.env));
    expect(result).not.toContain(token);
  });
});
