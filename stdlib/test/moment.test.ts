import { expect, it } from "vitest";
import { parseSpan } from "../src/testing/moment.ts";

it.each([
  ["2 h", "PT2H"],
  ["30m", "PT30M"],
  ["1 day 12 hours", "P1DT12H"],
  ["2w", "P2W"],
])("%s is a span of time", (text, span) => {
  expect(parseSpan(text)?.toString()).toBe(span);
});

it.each(["", "2", "2 moons", "2 constructor", "h 2"])("“%s” is no span of time", (text) => {
  expect(parseSpan(text)).toBeUndefined();
});
