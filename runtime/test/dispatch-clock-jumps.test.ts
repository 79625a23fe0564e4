import { expect, it } from "vitest";
import { watchJumps } from "../src/dispatch/clock-jumps.ts";

it.each([
  ["set back by an hour", -3_600_000, -3_600_000],
  ["set forward, or behind after a sleep", 60_000, 60_000],
  ["kept right a little at a time", 900, 0],
  ["as it was", 0, 0],
])("tells of a clock that was %s, once", (_, by, told) => {
  let set = 0;
  let passed = 0;
  const jump = watchJumps(
    () => 1_700_000_000_000 + passed + set,
    () => passed,
  );
  passed += 30_000;
  expect(jump()).toBe(0);
  set = by;
  passed += 5000;
  expect(jump()).toBe(told);
  passed += 5000;
  expect(jump()).toBe(0);
});
