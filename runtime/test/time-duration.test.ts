import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { decimal } from "../src/rules/values.ts";
import {
  compareDurations,
  type Duration,
  duration,
  durationFrom,
  durationJson,
  durationText,
  negated,
  scaled,
  sumOf,
} from "../src/time/duration.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const hours = (count: number): Duration => duration({ milliseconds: count * HOUR });
const days = (count: number): Duration => duration({ days: count });
const months = (count: number): Duration => duration({ months: count });
const working = (count: number): Duration => duration({ workingDays: count });

describe("lengths of time are compared by what they count for", () => {
  it.each([
    ["a day is 24 hours", days(1), hours(24), 0],
    ["a working day too", working(1), hours(24), 0],
    ["working time is time", duration({ workingMilliseconds: HOUR }), hours(1), 0],
    ["a month is 30 days", months(1), days(30), 0],
    ["eleven months are 330 days", months(11), days(330), 0],
    ["a year is 365 days", months(12), days(365), 0],
    ["13 months are a year and 30 days", months(13), days(395), 0],
    ["a month is more than 29 days", months(1), days(29), 1],
    ["a year is more than twelve times 30 days", months(12), days(360), 1],
    ["25 hours are more than a day", hours(25), days(1), 1],
    ["what points back is less than nothing", days(-1), duration({}), -1],
  ])("%s", (_, a, b, expected) => {
    expect(compareDurations(a, b)).toBe(expected);
    expect(compareDurations(b, a)).toBe(expected === 0 ? 0 : -expected);
  });
});

describe("a length of time so many times", () => {
  it.each([
    [
      "whole parts stay what they are",
      duration({ months: 1, days: 2, milliseconds: 3 }),
      "3",
      duration({ months: 3, days: 6, milliseconds: 9 }),
    ],
    ["half a day is twelve hours", days(1), "0.5", hours(12)],
    ["half a month is 15 days", months(1), "0.5", days(15)],
    ["a month and a half", months(1), "1.5", duration({ months: 1, days: 15 })],
    [
      "a quarter of a month is a week and a half day",
      months(1),
      "0.25",
      duration({ days: 7, milliseconds: 12 * HOUR }),
    ],
    ["a tenth is exact", hours(1), "0.1", duration({ milliseconds: 360_000 })],
    ["working days stay whole", working(3), "0.4", working(1)],
    ["half a working day goes to the even one", working(1), "0.5", working(0)],
    ["a day and a half of work goes to two", working(1), "1.5", working(2)],
    ["backwards", days(1), "-1.5", duration({ days: -1, milliseconds: -12 * HOUR })],
    ["never", duration({ months: 5, days: 5 }), "0", duration({})],
  ])("%s", (_, one, by, expected) => {
    expect(scaled(one, decimal(by))).toEqual(expected);
  });

  it("is missing where it is longer than any calendar", () => {
    expect(scaled(days(1), decimal("1e30"))).toBeUndefined();
    expect(scaled(months(1), decimal("-1e30"))).toBeUndefined();
    expect(sumOf(days(1e8), days(1e8))).toBeUndefined();
    expect(sumOf(days(2e8), months(-1e7))).toBeUndefined();
  });
});

it("sums go part by part, and a length and its opposite come to nothing", () => {
  const part = fc.integer({ min: -1e5, max: 1e5 });
  const any = fc
    .record({
      months: part,
      days: part,
      milliseconds: part,
      workingDays: part,
      workingMilliseconds: part,
    })
    .map(duration);
  fc.assert(
    fc.property(any, any, (a, b) => {
      expect(sumOf(a, negated(a))).toStrictEqual(duration({}));
      expect(sumOf(a, b)).toStrictEqual(sumOf(b, a));
      expect(sumOf(a, a)).toStrictEqual(scaled(a, decimal(2)));
      expect(scaled(a, decimal(-1))).toStrictEqual(negated(a));
      expect(durationFrom(JSON.parse(JSON.stringify(durationJson(a))))).toStrictEqual(a);
    }),
    { seed: 4 },
  );
});

it.each([
  [duration({}), "0 minutes"],
  [hours(1), "1 hour"],
  [hours(2), "2 hours"],
  [duration({ milliseconds: 90 * 60_000 }), "1 hour 30 minutes"],
  [duration({ milliseconds: 1500 }), "1.5 seconds"],
  [days(1), "1 day"],
  [days(14), "14 days"],
  [months(14), "1 year 2 months"],
  [working(3), "3 working days"],
  [working(1), "1 working day"],
  [duration({ workingMilliseconds: 30 * 60_000 }), "30 working minutes"],
  [days(-2), "-2 days"],
  [duration({ days: 1, milliseconds: 12 * HOUR }), "1 day 12 hours"],
])("%o reads %s", (one, text) => {
  expect(durationText(one)).toBe(text);
});

it.each([
  [duration({}), "PT0S"],
  [duration({ months: 14, days: 3 }), "P1Y2M3D"],
  [hours(36), "PT36H"],
  [duration({ milliseconds: 90_500 }), "PT1M30.5S"],
  [duration({ days: -1, milliseconds: -HOUR }), "-P1DT1H"],
])("%o is %s as JSON", (one, json) => {
  expect(durationJson(one)).toBe(json);
  expect(Temporal.Duration.from(json).total({ unit: "hour", relativeTo: "2026-01-01" })).toBeTypeOf("number");
});

it("what ISO 8601 has no word for goes as its parts", () => {
  expect(durationJson(working(3))).toEqual(working(3));
  expect(durationJson(duration({ months: 1, days: -1 }))).toEqual(duration({ months: 1, days: -1 }));
});

it.each([
  ["weeks are days", "P2W", days(14)],
  ["hours of any number", "PT48H", hours(48)],
  ["fractions of a second", "PT0.25S", duration({ milliseconds: 250 })],
  ["nothing", "PT0S", duration({})],
])("of other origin, %s: %s", (_, json, expected) => {
  expect(durationFrom(json)).toStrictEqual(expected);
});

it.each([
  [""],
  ["tomorrow"],
  ["1 day"],
  [5],
  [null],
  [undefined],
  [{}],
  [{ ...days(1), days: 0.5 }],
  [{ ...days(1), months: "2" }],
  ["P999999999Y"],
  [days(DAY * 1e6)],
])("%o is no length of time", (json) => {
  expect(durationFrom(json)).toBeUndefined();
});
