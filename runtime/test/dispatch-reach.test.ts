import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { callOf } from "./dispatch-support.ts";
import { executors } from "./executors-kit.ts";

const secret = "p4rcels-are-fun";
process.env.PARCELS_PASS_PHRASE_TEST = secret;
process.env.PARCELS_CODE_TEST = secret;

const servers: (() => void)[] = [];
afterEach(() => {
  for (const close of servers.splice(0)) close();
});

async function parcels(status: number, headers: Record<string, string> = {}) {
  const seen: IncomingHttpHeaders[] = [];
  const server = createServer((request, answer) => {
    seen.push(request.headers);
    answer.writeHead(status, headers).end(JSON.stringify({ number: 7 }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(() => server.closeAllConnections());
  servers.push(() => server.close());
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/orders`, host: `127.0.0.1:${port}`, seen };
}

const order = `one: async ({ fetch, run }, { url }) => {
  const answer = await fetch(url, { method: "POST", headers: { "idempotency-key": run.key }, body: "{}" });
  if (!answer.ok) throw Object.assign(new Error("Busy."), { name: "TransientError" });
  return await answer.json();
},`;

describe("the way out of an action in its thread", () => {
  it("leads to what the project names, and to nothing else that is not public", async () => {
    const { url, host, seen } = await parcels(201);
    await using closed = await executors(order);
    expect(await closed.perform(callOf("one", { args: { url } }))).toMatchObject({
      kind: "failed",
      how: "permanent",
      reason: `127.0.0.1 is this machine itself, and actions do not reach that by themselves. If it is meant, name “${host}” under “outbound.allow” in onstage.json.`,
    });
    expect(seen).toEqual([]);
    await using open = await executors(order, { reach: () => ({ outbound: { allow: [host] } }) });
    expect(await open.perform(callOf("one", { args: { url } }))).toMatchObject({ result: { number: 7 } });
    expect(seen).toMatchObject([{ "idempotency-key": "key-one" }]);
  });

  it("is another one as soon as the rules are", async () => {
    const { url, host } = await parcels(201);
    let reach = {};
    await using own = await executors(order, { reach: () => reach });
    expect(await own.perform(callOf("one", { args: { url } }))).toMatchObject({ kind: "failed" });
    reach = { outbound: { allow: [host] } };
    expect(await own.perform(callOf("one", { args: { url } }))).toMatchObject({ kind: "done" });
  });

  it.each([429, 503])(
    "hands on when an answer of %d asks to wait, though the action does not",
    async (status) => {
      const { url, host } = await parcels(status, { "retry-after": "7" });
      await using own = await executors(order, { reach: () => ({ outbound: { allow: [host] } }) });
      expect(await own.perform(callOf("one", { args: { url } }))).toMatchObject({
        how: "transient",
        retryAfter: 7000,
      });
    },
  );

  it("ends with the time of the action, and leaves it uncertain whether something came of it", async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    servers.push(() => server.closeAllConnections());
    servers.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const reach = () => ({ outbound: { allow: ["127.0.0.1"] } });
    await using own = await executors(order, { reach, limit: 100, grace: 5000 });
    expect(await own.perform(callOf("one", { args: { url: `http://127.0.0.1:${port}/` } }))).toMatchObject({
      how: "uncertain",
      reason: expect.stringContaining("The action did not end within 0.1 s."),
    });
  });

  it("is given to providers as well", async () => {
    const { url, host } = await parcels(200);
    const calls = `one: async ({ use }, { url, trusted }) => {
      const provider = { name: trusted ? "a" : "b", open: (_, outbound) => trusted ? outbound.to(new URL(url)) : outbound };
      return (await use(provider).fetch(url)).status;
    },`;
    await using own = await executors(calls);
    expect(await own.perform(callOf("one", { args: { url, trusted: true } }))).toMatchObject({ result: 200 });
    expect(await own.perform(callOf("one", { args: { url, trusted: false } }))).toMatchObject({
      reason: expect.stringContaining(host),
    });
  });
});

describe("a secret", () => {
  const reach = () => ({ secrets: ["PARCELS_CODE_TEST", "PARCELS_NONE_TEST"] });

  it("is given to the action, and is in nothing that is stored or logged of it", async () => {
    await using own = await executors(
      `one: async ({ secret, change }) => {
        const code = secret("PARCELS_CODE_TEST");
        console.log("length", code.length);
        change({ kind: "set", fields: { title: "It is " + code, tags: [code] } });
        return { header: "Bearer " + code, list: [{ code }] };
      },
      two: async ({ secret }) => { throw new Error("refused: " + secret("PARCELS_CODE_TEST")); },`,
      { reach },
    );
    expect(await own.perform(callOf("one"))).toEqual({
      kind: "done",
      result: { header: "Bearer ***", list: [{ code: "***" }] },
      changes: [{ kind: "set", fields: { title: "It is ***", tags: ["***"] } }],
    });
    expect(await own.perform(callOf("two"))).toMatchObject({ reason: "refused: ***" });
    await own.until((line) => line.msg === `length ${secret.length}`);
    expect(JSON.stringify(own.lines)).not.toContain(secret);
  });

  it.each([
    [
      "PARCELS_PASS_PHRASE_TEST",
      "“PARCELS_PASS_PHRASE_TEST” is not listed under “secrets” in onstage.json, so no action may read it.",
    ],
    ["PARCELS_NONE_TEST", "PARCELS_NONE_TEST is not set. Set it in the service's environment."],
  ])("is refused in a sentence where it cannot be had: %s", async (name, reason) => {
    await using own = await executors("one: async ({ secret }, { name }) => secret(name),", { reach });
    expect(await own.perform(callOf("one", { args: { name } }))).toEqual({
      kind: "failed",
      how: "permanent",
      reason,
    });
  });
});
