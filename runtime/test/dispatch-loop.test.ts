import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { startAlarm } from "../src/dispatch/alarm.ts";
import { createThreads, type Threads } from "../src/dispatch/bree.ts";
import { createLoop, type LoopOptions } from "../src/dispatch/loop.ts";
import type { ActionCall, ActionOutcome } from "../src/dispatch/port.ts";
import { callOf, memoryLog } from "./dispatch-support.ts";

/** A ledger of runs that are all due, and a performer whose calls end when the test says so. */
function stage(names: readonly string[], more: Partial<LoopOptions> = {}) {
  const due = names.map((name) => callOf(name));
  const open = new Map<string, (outcome: ActionOutcome) => void>();
  const settled: string[] = [];
  const alarms: (number | null)[] = [];
  const idle = Promise.withResolvers<void>();
  let looks = 0;
  const options: LoopOptions = {
    coordinator: {
      startDue: async (limit) => {
        looks += 1;
        return due.splice(0, limit);
      },
      nextDue: async () => (due.length > 0 ? 0 : null),
      settle: async (id) => {
        settled.push(id);
      },
    },
    performer: { perform: (call: ActionCall) => new Promise((resolve) => open.set(call.ruleId, resolve)) },
    capacity: 2,
    alarm: { set: (moment) => alarms.push(moment) },
    now: () => 1,
    log: memoryLog().log,
    idle: idle.resolve,
    ...more,
  };
  const end = (name: string) => open.get(name)?.({ kind: "done", result: null, changes: [] });
  const idling = idle.promise;
  return { loop: createLoop(options), due, open, end, settled, alarms, idling, looks: () => looks };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn();
}

it("starts no more than the performer has room for, and the rest as room comes", async () => {
  const own = stage(["a", "b", "c"]);
  own.loop.wake();
  await until(() => own.open.size === 2);
  expect(own.due).toHaveLength(1);
  own.end("a");
  await until(() => own.open.has("c"));
  own.end("b");
  own.end("c");
  await own.idling;
  expect(own.settled).toEqual(["deals-1-1-a", "deals-1-1-b", "deals-1-1-c"]);
});

it("takes many wakes at once for one", async () => {
  const own = stage([]);
  for (let index = 0; index < 100; index += 1) own.loop.wake();
  await own.idling;
  await turn();
  expect(own.looks()).toBeLessThanOrEqual(2);
});

it("tells the alarm the next moment when nothing more is due", async () => {
  const own = stage([], {
    coordinator: { startDue: async () => [], nextDue: async () => 5000, settle: async () => {} },
  });
  own.loop.wake();
  await own.idling;
  expect(own.alarms).toEqual([5000]);
});

it("starts nothing while it drains, and waits for what runs", async () => {
  const own = stage(["a", "b", "c"]);
  own.loop.wake();
  await until(() => own.open.size === 2);
  const drained = own.loop.drain(60_000);
  own.end("a");
  own.end("b");
  expect(await drained).toBe(true);
  expect(own.due).toHaveLength(1);
});

it("stops waiting at the limit", async () => {
  const own = stage(["a"]);
  own.loop.wake();
  await until(() => own.open.size === 1);
  expect(await own.loop.drain(1)).toBe(false);
});

it("records the end of a run once the ledger takes it again", async () => {
  let refusals = 1;
  const settled = Promise.withResolvers<string>();
  const own = stage(["a"]);
  const loop = createLoop({
    coordinator: {
      startDue: async () => own.due.splice(0),
      nextDue: async () => null,
      settle: async (id) => {
        if (refusals-- > 0) throw new Error("disk full");
        settled.resolve(id);
      },
    },
    performer: { perform: async () => ({ kind: "done", result: null, changes: [] }) },
    capacity: 1,
    alarm: { set: () => {} },
    now: () => 1,
    log: memoryLog().log,
  });
  loop.wake();
  expect(await settled.promise).toBe("deals-1-1-a");
});

it("is woken by the clock thread at the moment set last, and never before it", async () => {
  const { log } = memoryLog();
  const threads = createThreads(log, (text) => text);
  const rung = Promise.withResolvers<number>();
  const alarm = await startAlarm(threads, () => rung.resolve(Date.now()));
  alarm.set(Date.now() + 2 ** 40);
  const moment = Date.now() + 30;
  alarm.set(moment);
  expect(await rung.promise).toBeGreaterThanOrEqual(moment);
  await threads.close(1000);
});

it("is woken though the clock thread was replaced in between", async () => {
  const { log } = memoryLog();
  const threads = createThreads(log, (text) => text);
  // The first thread is never told the moment: only its successor can ring.
  let isReplaced = false;
  const post: Threads["post"] = (name, message) => {
    if (isReplaced) threads.post(name, message);
  };
  const rung = Promise.withResolvers<void>();
  const alarm = await startAlarm({ ...threads, post }, rung.resolve);
  alarm.set(Date.now());
  isReplaced = true;
  threads.replace("clock");
  await rung.promise;
  await threads.close(1000);
});

it("starts nothing any more once it is held, and records how the rest ends", async () => {
  const { loop, due, end, settled, open } = stage(["one", "two", "three"]);
  loop.wake();
  while (open.size < 2) await turn();
  loop.hold();
  end("one");
  while (settled.length < 1) await turn();
  loop.wake();
  end("two");
  expect(await loop.drain(1000)).toBe(true);
  expect(settled).toHaveLength(2);
  expect(due).toHaveLength(1);
});

it("goes on with what was not let through as soon as an attempt has ended, though others still run", async () => {
  let open = true;
  const gate = {
    enter: () => false,
    leave: () => {},
    ended: () => {
      open = true;
      return true;
    },
  };
  const own = stage(["slow", "a", "b"]);
  const loop = createLoop({
    coordinator: {
      startDue: async () => {
        if (!open) return [];
        open = false;
        return own.due.splice(0, own.due.length === 3 ? 2 : 1);
      },
      nextDue: async () => null,
      settle: async () => {},
    },
    performer: { perform: (call) => new Promise((resolve) => own.open.set(call.ruleId, resolve)) },
    capacity: 9,
    alarm: { set: () => {} },
    gate,
    now: () => 1,
    log: memoryLog().log,
  });
  loop.wake();
  await until(() => own.open.has("a"));
  own.end("a");
  await until(() => own.open.has("b"));
  expect([...own.open.keys()]).toEqual(["slow", "a", "b"]);
});
