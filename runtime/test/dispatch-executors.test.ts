import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { callOf } from "./dispatch-support.ts";
import { executors } from "./executors-kit.ts";

const networkError = (code: string, more = "") =>
  `Object.assign(new Error("connect ${code} 192.0.2.1:25"), { code: "${code}"${more} })`;

describe("a call in an executor thread", () => {
  it("hands the action its context and arguments, and its result and changes back", async () => {
    await using own = await executors(`
      one: async (context, args) => {
        context.change({ kind: "move", stage: "WON" });
        return { args, item: context.item.id, key: context.run.key, aborted: context.signal.aborted, nothing: undefined };
      },`);
    const outcome = await own.perform(callOf("one", { args: { text: "hi" } }));
    expect(outcome).toEqual({
      kind: "done",
      result: { args: { text: "hi" }, item: 1, key: "key-one", aborted: false },
      changes: [{ kind: "move", stage: "WON" }],
    });
  });

  it("stores null for an action that returns nothing", async () => {
    await using own = await executors("one: async () => {},");
    expect(await own.perform(callOf("one"))).toEqual({ kind: "done", result: null, changes: [] });
  });

  it("loads the build and opens each provider once for a thread", async () => {
    await using own = await executors(`
      one: async ({ use }) => {
        const provider = { name: "counter", open: () => ({ id: (globalThis.opened = (globalThis.opened ?? 0) + 1) }) };
        use(provider);
        return use(provider).id;
      },`);
    await own.perform(callOf("one"));
    expect(await own.perform(callOf("one"))).toMatchObject({ result: 1 });
  });

  it.each([
    [
      "a date",
      "({ when: new Date(0) })",
      "The action returned a Date at when, which cannot be stored as JSON.",
    ],
    ["a function", "[() => 1]", "The action returned a function at [0], which cannot be stored as JSON."],
    ["no number", "({ a: [NaN] })", "The action returned NaN at a[0], which cannot be stored as JSON."],
    ["a big integer", "10n", "The action returned a bigint, which cannot be stored as JSON."],
  ])("refuses a result that is %s", async (_, result, reason) => {
    await using own = await executors(`one: async () => ${result},`);
    expect(await own.perform(callOf("one"))).toEqual({ kind: "failed", how: "permanent", reason });
  });

  it.each([
    ["TransientError", "transient"],
    ["PermanentError", "permanent"],
    ["UncertainError", "uncertain"],
    ["TypeError", "permanent"],
  ])("knows a %s by its name alone", async (name, how) => {
    await using own = await executors(
      `one: async () => { throw Object.assign(new Error("No."), { name: "${name}" }); },`,
    );
    expect(await own.perform(callOf("one"))).toEqual({ kind: "failed", how, reason: "No." });
  });

  it("hands on when the other side wants to be asked again", async () => {
    await using own = await executors(
      `one: async () => { throw Object.assign(new Error("Busy."), { name: "TransientError", retryAfter: 7000 }); },`,
    );
    const outcome = await own.perform(callOf("one"));
    expect(outcome).toMatchObject({ how: "transient", retryAfter: 7000 });
    expect(outcome).not.toHaveProperty("begun");
  });

  it.each([
    ["ECONNREFUSED", false, "transient"],
    ["ENOTFOUND", false, "transient"],
    ["EAI_AGAIN", false, "transient"],
    ["ETIMEDOUT", false, "uncertain"],
    ["ETIMEDOUT", true, "transient"],
    ["ECONNRESET", false, "uncertain"],
    ["ECONNRESET", true, "transient"],
  ])("takes %s of an action that may be repeated (or not: %s) as %s", async (code, repeatable, how) => {
    await using own = await executors(
      `one: async () => { throw new TypeError("fetch failed", { cause: ${networkError(code)} }); },`,
    );
    const outcome = await own.perform(callOf("one", { repeatable }));
    expect(outcome).toMatchObject({ kind: "failed", how });
    const mayHaveHappened = repeatable && how === "transient";
    expect("begun" in outcome && outcome.begun).toBe(mayHaveHappened);
  });

  it("knows that a connection that never stood did nothing", async () => {
    const refused = networkError("ETIMEDOUT", `, syscall: "connect"`);
    await using own = await executors(`one: async () => { throw new AggregateError([${refused}]); },`);
    expect(await own.perform(callOf("one"))).toMatchObject({
      how: "transient",
      reason: "The other side could not be reached: connect ETIMEDOUT 192.0.2.1:25.",
    });
  });

  it("says so when the build holds no call for the rule, or cannot be loaded", async () => {
    await using own = await executors("one: async () => 1,");
    expect(await own.perform(callOf("toString"))).toMatchObject({
      how: "permanent",
      reason: expect.stringContaining("toString"),
    });
    await using broken = await executors("one: async ( => 1,");
    expect(await broken.perform(callOf("one"))).toMatchObject({
      how: "permanent",
      reason: expect.stringMatching(/^The actions of the build could not be loaded: /),
    });
  });
});

describe("an action that does not end", () => {
  const waits =
    "one: ({ signal }) => new Promise((_, no) => signal.addEventListener('abort', () => no(signal.reason))),";
  const deaf = "one: () => new Promise(() => {}), two: async () => 2,";
  const hangs = "one: async () => { for (;;); }, two: async () => 2,";
  const exits = "one: async () => process.exit(3), two: async () => 2,";

  it.each([
    // Each has the limits that it is about to reach, and no others: a busy machine reaches those by itself.
    ["hears its signal", waits, { limit: 50 }, "The action did not end within 0.05 s."],
    ["is deaf", deaf, { limit: 50, grace: 500 }, "The action did not end within 0.05 s."],
    [
      "hangs the thread",
      hangs,
      { limit: 200, grace: 100 },
      "The thread of the action did not answer for 0.4 s and was ended.",
    ],
    ["ends the thread", exits, {}, "The thread of the action ended in the middle of it."],
  ])(
    "is lost when it %s: tried again where that does no harm, asked about otherwise",
    async (_, calls, limits, reason) => {
      await using own = await executors(calls, limits);
      const once = await own.perform(callOf("one"));
      expect(once).toEqual({ kind: "failed", how: "uncertain", reason });
      const again = await own.perform(callOf("one", { repeatable: true }));
      expect(again).toEqual({ kind: "failed", how: "transient", reason, begun: true });
    },
  );

  it.each([
    ["is deaf", deaf],
    ["hangs the thread", hangs],
    ["ends the thread", exits],
    [
      "leaves an error behind",
      "one: async () => { Promise.reject(new Error('stray')); }, two: async () => 2,",
    ],
  ])("gets the thread replaced when it %s, and later calls go on", async (_, calls) => {
    await using own = await executors(calls, { limit: 200, grace: 100 });
    await own.perform(callOf("one"));
    expect(await own.perform(callOf("two"))).toMatchObject({ kind: "done", result: 2 });
  });

  it("costs the calls that had not begun nothing: another thread takes them", async () => {
    await using own = await executors(hangs, { limit: 200, grace: 100 });
    const [first, second] = await Promise.all([own.perform(callOf("one")), own.perform(callOf("two"))]);
    expect(first).toMatchObject({ how: "uncertain" });
    expect(second).toMatchObject({ kind: "done", result: 2 });
  });

  it.skipIf(process.platform === "win32")(
    "is believed when it ends after the whole process stood still",
    async () => {
      await using own = await executors(
        `one: async () => { console.log("in it"); await new Promise((end) => setTimeout(end, 100)); return 1; },`,
        { limit: 200, grace: 200 },
      );
      const outcome = own.perform(callOf("one"));
      await own.until((line) => line.msg === "in it");
      const still = spawn("sh", ["-c", `kill -STOP ${process.pid}; sleep 0.9; kill -CONT ${process.pid}`]);
      expect(await outcome).toMatchObject({ kind: "done", result: 1 });
      if (still.exitCode === null) await once(still, "exit");
    },
  );

  it("is asked to end when the service stops", async () => {
    await using own = await executors(
      `one: (context) => { console.log("in it"); return (${waits.slice(5, -1)})(context); },`,
    );
    const outcome = own.perform(callOf("one"));
    await own.until((line) => line.msg === "in it");
    await own.close();
    expect(await outcome).toMatchObject({
      how: "uncertain",
      reason: expect.stringContaining("The service stopped"),
    });
  });
});

describe("calls over several threads", () => {
  it("run side by side, as many in a thread as allowed; the rest waits in line", async () => {
    await using own = await executors(
      `one: async () => {
        const { BroadcastChannel, threadId } = await import("node:worker_threads");
        // Nobody goes on before the threads have met, so that one of them cannot do everything.
        globalThis.met ??= new Promise((resolve) => {
          const channel = new BroadcastChannel("met");
          channel.onmessage = ({ data }) => {
            if (data !== "here too") channel.postMessage("here too");
            resolve();
          };
          channel.postMessage("here");
          channel.unref();
        });
        await globalThis.met;
        globalThis.now = (globalThis.now ?? 0) + 1;
        globalThis.most = Math.max(globalThis.most ?? 0, globalThis.now);
        await new Promise((resolve) => setImmediate(resolve));
        globalThis.now -= 1;
        return { threadId, most: globalThis.most };
      },`,
      { count: 2, inFlight: 3 },
    );
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => own.perform(callOf("one"))));
    const results = outcomes.map((outcome) => (outcome.kind === "done" ? outcome.result : null));
    const threads = new Set(results.map((result) => JSON.parse(JSON.stringify(result)).threadId));
    expect(results).toHaveLength(40);
    expect(threads.size).toBe(2);
    for (const result of results) expect(JSON.parse(JSON.stringify(result)).most).toBeLessThanOrEqual(3);
  });
});
