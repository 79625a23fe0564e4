import { describe, expect, it } from "vitest";
import { callOf } from "./dispatch-support.ts";
import { executors } from "./executors-kit.ts";

/** Held long enough that whoever waited for it would be noticed: nobody in a test does. */
const spins =
  "spin: async () => { console.log('spins'); for (const end = Date.now() + 120_000; Date.now() < end; ); },";
const short = { silence: 200, grace: 200 };
const spinning = (line: Record<string, unknown>) => line.msg === "spins";

describe("an action that holds its thread", () => {
  it("keeps no call waiting that another thread can carry out", async () => {
    await using own = await executors(`${spins} quick: async () => 1,`, { count: 2, ...short });
    void own.perform(callOf("spin"));
    await own.until(spinning);
    const outcomes = await Promise.all(Array.from({ length: 60 }, () => own.perform(callOf("quick"))));
    expect(outcomes).toEqual(Array.from({ length: 60 }, () => ({ kind: "done", result: 1, changes: [] })));
  });

  it("gets a thread beside its own where it holds the only one", async () => {
    await using own = await executors(`${spins} quick: async () => 1,`, short);
    void own.perform(callOf("spin"));
    await own.until(spinning);
    expect(await own.perform(callOf("quick"))).toMatchObject({ kind: "done" });
    expect(own.lines.filter(({ msg }) => String(msg).includes("hold all threads"))).toHaveLength(1);
  });

  it("carries out what it has kept waiting once, and not where it was taken from as well", async () => {
    const calls = `
      spin: async () => { console.log('spins'); for (const end = Date.now() + 1500; Date.now() < end; ); },
      count: async () => { console.log('counted'); },`;
    await using own = await executors(calls, { count: 2, ...short });
    const spin = own.perform(callOf("spin"));
    await own.until(spinning);
    const counts = Array.from({ length: 20 }, () => own.perform(callOf("count")));
    await Promise.all([spin, ...counts]);
    // The thread that was held has answered once more after all that lay before it.
    await Promise.all(Array.from({ length: 64 }, () => own.perform(callOf("count"))));
    const counted = () => own.lines.filter(({ msg }) => msg === "counted");
    // What an action says comes on a way of its own.
    await own.until(() => counted().length >= 84);
    await own.close();
    expect(counted()).toHaveLength(84);
  });
});

describe("a thread that holds too much memory", () => {
  const leak = (what: string) => `
    leak: async () => { (globalThis.kept ??= []).push(${what}); return globalThis.kept.length; },
    wait: async () => { console.log('waits'); await new Promise((end) => setTimeout(end, 600)); return 1; },`;
  const MIB = 1024 * 1024;

  it.each([
    ["objects", "Array.from({ length: 400_000 }, (_, index) => ({ index }))"],
    ["buffers", "Buffer.alloc(24 * 1024 * 1024)"],
  ])("is replaced when what it has begun is over: %s", async (_, what) => {
    await using own = await executors(leak(what), { memory: 64 * MIB, ...short });
    const results: unknown[] = [];
    while (results.length < 200) {
      const outcome = await own.perform(callOf("leak"));
      results.push(outcome.kind === "done" ? outcome.result : outcome);
      if (results.length > 1 && results.at(-1) === 1) break;
      await own.perform(callOf("wait"));
    }
    expect(results.every((result) => typeof result === "number")).toBe(true);
    expect(results.at(-1)).toBe(1);
    expect(own.lines).toContainEqual(
      expect.objectContaining({ msg: "the thread holds too much memory and is replaced" }),
    );
  });

  it.each([
    ["objects", "for (;;) kept.push({ now: Date.now(), more: [kept.length] });"],
    ["numbers, in one array that doubles", "for (;;) kept.push(1.5 + kept.length);"],
    ["a large map", "const map = new Map(); for (let key = 0; ; key += 1) map.set(key, key);"],
    ["large arrays, each in one step", "for (;;) kept.push(new Array(1e7).fill(kept.length));"],
    ["buffers", "for (;;) kept.push(Buffer.alloc(1e7, 1));"],
    ["objects, between promises", "for (;;) { kept.push([kept.length]); await null; }"],
  ])("ends alone where an action leaves no time to look, and fills it with %s", async (_, fill) => {
    const calls = `
      leak: async () => { const kept = []; ${fill} },
      quick: async () => 1,`;
    await using own = await executors(calls, { memory: 64 * MIB, ...short });
    expect(await own.perform(callOf("leak"))).toEqual({
      kind: "failed",
      how: "uncertain",
      reason: "The thread of the action needed too much memory and was ended.",
    });
    expect(await own.perform(callOf("quick"))).toMatchObject({ kind: "done" });
  });
});

describe("what an action may throw or return", () => {
  const silent = (what: string) => `The action threw ${what}, which does not say what went wrong.`;

  it.each([
    ["a text", "throw 'out of stock'", "out of stock"],
    ["an empty text", "throw ''", silent("an empty text")],
    ["nothing", "throw undefined", silent("undefined")],
    ["null", "throw null", silent("null")],
    ["a number", "throw 7", silent("7")],
    ["an object that says nothing", "throw { stock: 0 }", silent("an object")],
    ["a function", "throw () => 7", silent("a function")],
    ["an error without a message", "throw new TypeError()", silent("TypeError without a message")],
    ["an object", "throw { code: 'E_STOCK' }", "E_STOCK"],
    ["an object without a prototype", "throw Object.create(null)", silent("an object")],
    [
      "what throws when it is looked at",
      "throw { get message() { throw new Error('no') }, get name() { throw new Error('no') } }",
      "The action threw something that cannot be shown.",
    ],
    [
      "a revoked proxy",
      "const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy",
      "The action threw something that cannot be shown.",
    ],
  ])("fails for good and costs no thread when it is %s", async (_, body, reason) => {
    await using own = await executors(
      `one: async () => { ${body}; }, id: async () => (await import("node:worker_threads")).threadId,`,
    );
    const before = await own.perform(callOf("id"));
    expect(await own.perform(callOf("one"))).toEqual({ kind: "failed", how: "permanent", reason });
    expect(await own.perform(callOf("id"))).toEqual(before);
  });

  it.each([
    ["goes round in a circle", "const a = {}; a.a = a; return a", /cannot be stored as JSON/],
    ["throws when it is read", "return { get a() { throw new Error('no'); } }", /no/],
    ["is a symbol", "return Symbol('a')", /cannot be stored as JSON/],
    ["is too large", "return 'x'.repeat(5_000_000)", /1000000 can be stored/],
    ["was revoked", "const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return [proxy]", /revoked/],
  ])("fails for good where the result %s", async (_, body, reason) => {
    await using own = await executors(`one: async () => { ${body}; },`, { limit: 2000, ...short });
    expect(await own.perform(callOf("one"))).toMatchObject({
      kind: "failed",
      how: "permanent",
      reason: expect.stringMatching(reason),
    });
  });
});
