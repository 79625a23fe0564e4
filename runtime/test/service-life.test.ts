import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startService } from "../src/service/start.ts";
import { temporaryFolder } from "./dispatch-support.ts";
import { problemWith, serve, serveOnce, type TestRule, token } from "./service-support.ts";

const fast = { count: 1, limit: 300, grace: 100 };

async function enter(own: Awaited<ReturnType<typeof serve>>): Promise<void> {
  await own.post("/v1/items/deals", { title: "Acme" });
  await own.post("/v1/items/deals/1/move", { stage: "Wait for payment" });
}

describe("runs of a service", () => {
  it("are tried again by the clock after a failure that heals", async () => {
    const call = `if (context.run.attempt === 1) throw Object.assign(new Error("Busy."), { name: "TransientError" }); return context.run.key;`;
    const own = await serve([{ name: "link", call }]);
    await enter(own);
    const waiting = await own.run("link", "waiting", (run) => run.attempts === 1);
    const done = await own.run("link", "done");
    expect(done).toMatchObject({ attempts: 2, result: waiting.key });
    expect(Date.parse(done.ended ?? "")).toBeGreaterThanOrEqual(Date.parse(waiting.due ?? "x"));
  });

  it("wait for those before them, on several threads", async () => {
    const own = await serve([
      { name: "one", call: "return 1;" },
      { name: "two", call: "return 2;", after: "one" },
    ]);
    await enter(own);
    const [one, two] = [await own.run("one", "done"), await own.run("two", "done")];
    expect(Date.parse(two.started ?? "")).toBeGreaterThanOrEqual(Date.parse(one.ended ?? "x"));
  });

  it.each([
    ["ends its thread", "process.exit(1);"],
    ["hangs its thread", "for (;;);"],
    ["never ends", "return new Promise(() => {});"],
  ])(
    "end uncertain when an action that may not be repeated %s, until a person says what happened",
    async (_, call) => {
      const own = await serve(
        [{ name: "mail", call: `if (context.run.attempt === 1) { ${call} } return "second";` }],
        { executors: fast },
      );
      await enter(own);
      const lost = await own.run("mail", "failed");
      expect(lost).toMatchObject({
        uncertain: true,
        attempts: 1,
        reason: expect.stringMatching(/nobody knows/),
      });
      expect(await own.post(`/v1/runs/${lost.id}/confirm`, { outcome: "maybe" })).toMatchObject({
        status: 400,
        body: problemWith(400, { field: "outcome" }),
      });
      expect(await own.post(`/v1/runs/${lost.id}/confirm`, { outcome: "send-again" })).toMatchObject({
        status: 200,
      });
      expect(await own.run("mail", "done")).toMatchObject({
        result: "second",
        key: lost.key,
        uncertain: false,
      });
    },
  );

  it("are repeated when an action that may be repeated ends its thread", async () => {
    const call = `if (context.run.attempt === 1) process.exit(1); return "again";`;
    const own = await serve([{ name: "link", call, repeatable: true }], { executors: fast });
    await enter(own);
    expect(await own.run("link", "done")).toMatchObject({ result: "again", attempts: 2 });
  });

  it("are found by what they are and how they stand", async () => {
    const own = await serve([
      { name: "good", call: "return 1;" },
      { name: "bad", call: `throw Object.assign(new Error("No address."), { name: "PermanentError" });` },
    ]);
    await enter(own);
    const [good, bad] = [await own.run("good", "done"), await own.run("bad", "failed")];
    const ids = async (query: string) => {
      const { body } = await own.get(`/v1/runs${query}`);
      return JSON.parse(JSON.stringify(body.runs)).map((run: { id: string }) => run.id);
    };
    expect(await ids("")).toEqual([good.id, bad.id]);
    expect(await ids("?status=failed")).toEqual([bad.id]);
    expect(await ids("?rule=good&item=deals/1")).toEqual([good.id]);
    expect(await ids("?item=deals/2")).toEqual([]);
    expect(await ids("?limit=1")).toEqual([good.id]);
    expect(await ids(`?limit=1&after=${good.id}`)).toEqual([bad.id]);
    expect((await own.get(`/v1/runs/${bad.id}`)).body).toMatchObject({
      status: "failed",
      reason: "No address.",
    });
  });

  it("are stopped, run now and retried by a person, where that can be", async () => {
    const call = `throw Object.assign(new Error("Busy."), { name: "TransientError", retryAfter: 3_600_000 });`;
    const own = await serve([{ name: "link", call }]);
    await enter(own);
    const { id } = await own.run("link", "waiting", (run) => run.attempts === 1);
    expect(await own.post(`/v1/runs/${id}/retry`)).toMatchObject({ status: 409, body: problemWith(409) });
    expect(await own.post(`/v1/runs/${id}/run-now`)).toMatchObject({ status: 200, body: { id } });
    await own.run("link", "waiting", (run) => run.attempts === 2);
    expect(await own.post(`/v1/runs/${id}/stop`)).toMatchObject({
      status: 200,
      body: { status: "cancelled" },
    });
  });
});

describe("what is asked of runs wrongly", () => {
  const own = serveOnce([]);

  it.each([
    ["GET", "/v1/runs?status=broken", 400, "status"],
    ["GET", "/v1/runs?item=deals", 400, "item"],
    ["GET", "/v1/runs?limit=1001", 400, "limit"],
    ["GET", "/v1/runs?after=nonsense", 400, "after"],
    ["GET", "/v1/runs?after=", 400, "after"],
    ["GET", "/v1/runs?stauts=failed", 400, "stauts"],
    ["GET", "/v1/runs?rule=a&rule=b", 400, "rule"],
    ["GET", "/v1/runs/deals-1-1-none", 404, undefined],
    ["POST", "/v1/runs/deals-1-1-none/retry", 404, undefined],
    ["POST", "/v1/runs/deals-1-1-none/run-now", 404, undefined],
    ["POST", "/v1/runs/deals-1-1-none/stop", 404, undefined],
  ])("is refused: %s %s", async (method, path, status, field) => {
    const more = field === undefined ? {} : { field };
    expect(await own().call(method, path)).toMatchObject({ status, body: problemWith(status, more) });
  });
});

describe("a service that stops", () => {
  const held: TestRule = {
    name: "held",
    call: `console.log("begun"); await new Promise((end, no) => { context.signal.addEventListener("abort", () => no(context.signal.reason)); if (context.run.attempt > 1) end(); });`,
  };

  it("waits for the calls that run, and starts nothing more", async () => {
    const slow = `const { BroadcastChannel } = await import("node:worker_threads");
      const channel = new BroadcastChannel("service-life");
      await new Promise((resolve) => { channel.onmessage = resolve; console.log("begun"); });
      channel.close();
      return "sent";`;
    const own = await serve([
      { name: "slow", call: slow },
      { name: "next", call: "return 1;", after: "slow" },
    ]);
    await enter(own);
    await own.until((line) => line.msg === "begun");
    const stopped = own.service.stop();
    await own.until(({ msg }) => msg === "nothing more is started; what runs has time to end");
    const channel = new BroadcastChannel("service-life");
    channel.postMessage("go on");
    channel.close();
    await stopped;
    expect(await own.run("slow", "done")).toMatchObject({ result: "sent", attempts: 1 });
    expect(own.events.some((event) => event.kind === "run" && event.run.rule === "next")).toBe(false);
    await own.restart();
    expect(await own.run("next", "done")).toMatchObject({ result: 1 });
  });

  it("breaks off at its limit what does not end, and says that nobody knows", async () => {
    const own = await serve([held], { stopLimit: 50, executors: { grace: 100 } });
    await enter(own);
    await own.until((line) => line.msg === "begun");
    await own.service.stop();
    expect(await own.run("held", "failed")).toMatchObject({ uncertain: true, attempts: 1 });
    await expect(fetch(`${own.service.url}/healthz`)).rejects.toThrow("fetch failed");
  });

  it("breaks off what may be repeated, and repeats it when it is back", async () => {
    const own = await serve([{ ...held, repeatable: true }], { stopLimit: 50, executors: { grace: 100 } });
    await enter(own);
    await own.until((line) => line.msg === "begun");
    await own.restart();
    expect(await own.run("held", "done")).toMatchObject({ attempts: 2 });
  });

  it("can be told twice", async () => {
    const own = await serve([]);
    await Promise.all([own.service.stop(), own.service.stop()]);
  });
});

describe("a service that cannot start", () => {
  it("says that another one has the data folder", async () => {
    const own = await serve([]);
    await expect(startService({ ...own.options, port: 0 })).rejects.toMatchObject({
      name: "ServiceError",
      code: "ledger-locked",
      help: expect.stringMatching(/\.$/),
    });
    expect((await own.get("/v1/runs")).status).toBe(200);
  });

  it("says that the port is taken, and lets go of everything", async () => {
    const own = await serve([]);
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await expect(own.restart({ port })).rejects.toMatchObject({ code: "port-taken" });
    await own.restart();
    server.close();
  });

  it.each([
    ["a token that is too short", { token: "short" }, "bad-option"],
    ["a port that is none", { port: 70000 }, "bad-option"],
    ["an address that is not here", { host: "192.0.2.1" }, "cannot-listen"],
    ["a build that is not there", { build: "/nowhere/dist" }, "build-refused"],
    ["no build, and no rule set in the data", { build: undefined }, "no-rule-set"],
  ])("says so for %s", async (_, options, code) => {
    const own = await serve([]);
    const data = join(own.folder, "other");
    const failed = startService({ ...own.options, data, ...options });
    await expect(failed).rejects.toMatchObject({ name: "ServiceError", code });
    await expect(failed).rejects.toSatisfy((error: Error) => !/\n\s+at /.test(error.stack ?? ""));
  });

  it("says that the data folder cannot be written", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "file"), "");
    // In /proc nobody makes a folder, and the system says that something is missing.
    for (const data of [join(folder.path, "file", "data"), join(folder.path, "file"), "/proc/onstage/data"]) {
      const failed = startService({ data, port: 0, token });
      await expect(failed).rejects.toMatchObject({ code: "data-not-writable" });
    }
  });

  it("says that the ledger is none", async () => {
    await using folder = await temporaryFolder();
    await writeFile(
      join(folder.path, "ledger.db"),
      "no database, but long enough to be taken for a page of one".repeat(100),
    );
    const failed = startService({ data: folder.path, port: 0, token, logger: { level: "silent" } });
    await expect(failed).rejects.toMatchObject({ code: "ledger-unusable" });
  });
});
