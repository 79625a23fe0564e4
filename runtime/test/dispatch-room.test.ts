import { expect, it } from "vitest";
import { createLoop } from "../src/dispatch/loop.ts";
import type { ActionCall, ActionOutcome } from "../src/dispatch/port.ts";
import { createRoom } from "../src/dispatch/room.ts";
import { callOf, memoryLog } from "./dispatch-support.ts";

const DONE: ActionOutcome = { kind: "done", result: null, changes: [] };

/** Carries out so many runs that are all due, and tells how many calls were under way at most. */
async function mostUnderWay(
  count: number,
  ahead: number | undefined,
  perform: (call: ActionCall) => Promise<ActionOutcome>,
): Promise<number> {
  const due = Array.from({ length: count }, (_, index) => callOf(`rule${index}`));
  const idle = Promise.withResolvers<void>();
  let most = 0;
  let now = 0;
  const loop = createLoop({
    coordinator: {
      startDue: async (limit) => due.splice(0, limit),
      nextDue: async () => (due.length > 0 ? 0 : null),
      settle: async () => {},
    },
    performer: {
      perform: async (call) => {
        now += 1;
        most = Math.max(most, now);
        const outcome = await perform(call);
        now -= 1;
        return outcome;
      },
    },
    capacity: 2,
    ...(ahead !== undefined && { ahead }),
    alarm: { set: () => {} },
    now: () => 1,
    log: memoryLog().log,
    idle: idle.resolve,
  });
  loop.wake();
  await idle.promise;
  return most;
}

it("gives some more calls away than are carried out at a time once they are seen to end at once", async () => {
  expect(await mostUnderWay(20, 4, async () => DONE)).toBe(2);
  expect(await mostUnderWay(400, 4, async () => DONE)).toBe(8);
  expect(await mostUnderWay(400, undefined, async () => DONE)).toBe(2);
});

it("gives away no more than are carried out at a time where calls take their time", () => {
  const room = createRoom(10, 4);
  expect(room.size()).toBe(10);
  for (let call = 0; call < 100; call += 1) room.ended(1);
  expect(room.size()).toBe(40);
  for (let call = 0; call < 10; call += 1) room.ended(1000);
  expect(room.size()).toBe(10);
});
