import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Recurrence } from "../src/rules/ruleset.ts";
import { duration } from "../src/time/duration.ts";
import type { Place } from "../src/time/moments.ts";
import { nextOccurrence } from "../src/time/recurrence.ts";
import { at, berlin, calendar, closed, shown } from "./time-kit.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The first moments after a moment, by the clock of the zone. */
function occurrences(
  every: Recurrence,
  time: string,
  from: string,
  count: number,
  place: Place = berlin,
): string[] {
  const found: string[] = [];
  let last = at(from, place.timezone);
  while (found.length < count) {
    const next = nextOccurrence(every, time, last, place);
    if (next === undefined) break;
    found.push(shown(next, place.timezone) ?? "");
    last = next;
  }
  return found;
}

/** `06-12T09:00`: what tables in one year need to say. */
const short = (moments: readonly string[]): string => moments.map((one) => one.slice(5, 16)).join(" ");

const interval = (parts: Parameters<typeof duration>[0]): Recurrence => ({
  kind: "interval",
  every: duration(parts),
});

describe("a calendar block comes round", () => {
  it.each<[string, Recurrence, string, string, string]>([
    ["every day", { kind: "day" }, "09:00:00", "2026-06-12T08:59:59", "06-12T09:00 06-13T09:00 06-14T09:00"],
    [
      "not at the moment itself, but after it",
      { kind: "day" },
      "09:00:00",
      "2026-06-12T09:00",
      "06-13T09:00",
    ],
    [
      "from Monday to Friday, holidays too",
      { kind: "weekday" },
      "09:00:00",
      "2026-04-02T10:00",
      "04-03T09:00 04-06T09:00 04-07T09:00",
    ],
    ["on working days", { kind: "workingDay" }, "09:00:00", "2026-04-02T10:00", "04-07T09:00 04-08T09:00"],
    [
      "on a Saturday that is worked",
      { kind: "workingDay" },
      "09:00:00",
      "2026-12-18T10:00",
      "12-19T09:00 12-21T09:00",
    ],
    [
      "on named days",
      { kind: "namedDays", days: [1, 4] },
      "09:00:00",
      "2026-06-12T10:00",
      "06-15T09:00 06-18T09:00 06-22T09:00",
    ],
    [
      "on a day of the month",
      { kind: "month", day: 1 },
      "00:00:00",
      "2026-06-12T10:00",
      "07-01T00:00 08-01T00:00",
    ],
    [
      "on its last day, where it has no such day",
      { kind: "month", day: 31 },
      "12:00:00",
      "2026-01-31T13:00",
      "02-28T12:00 03-31T12:00 04-30T12:00",
    ],
    [
      "on its last day",
      { kind: "month", day: "last" },
      "12:00:00",
      "2028-01-31T13:00",
      "02-29T12:00 03-31T12:00",
    ],
    [
      "at a skipped time, later that day",
      { kind: "day" },
      "02:30:00",
      "2026-03-28T03:00",
      "03-29T03:30 03-30T02:30",
    ],
    [
      "once, at a time that comes twice",
      { kind: "day" },
      "02:30:00",
      "2026-10-24T03:00",
      "10-25T02:30 10-26T02:30",
    ],
    [
      "every two hours, from midnight",
      interval({ milliseconds: 2 * HOUR }),
      "",
      "2026-06-12T21:00",
      "06-12T22:00 06-13T00:00 06-13T02:00",
    ],
    [
      "every seven hours, anew each day",
      interval({ milliseconds: 7 * HOUR }),
      "",
      "2026-06-12T13:00",
      "06-12T14:00 06-12T21:00 06-13T00:00 06-13T07:00",
    ],
    [
      "every hour, over a skipped one",
      interval({ milliseconds: HOUR }),
      "",
      "2026-03-29T01:00",
      "03-29T03:00 03-29T04:00",
    ],
    [
      "every hour, both of two",
      interval({ milliseconds: HOUR }),
      "",
      "2026-10-25T01:00",
      "10-25T02:00 10-25T02:00 10-25T03:00",
    ],
    ["every two days", interval({ days: 2 }), "", "2026-06-12T10:00", "06-13T00:00 06-15T00:00"],
    ["every week, on Mondays", interval({ days: 7 }), "", "2026-06-12T10:00", "06-15T00:00 06-22T00:00"],
    [
      "every three months, with the quarters",
      interval({ months: 3 }),
      "",
      "2026-06-12T10:00",
      "07-01T00:00 10-01T00:00 01-01T00:00",
    ],
    ["every year", interval({ months: 12 }), "", "2026-06-12T10:00", "01-01T00:00 01-01T00:00"],
    [
      "every 36 hours",
      interval({ milliseconds: 36 * HOUR }),
      "",
      "2026-01-01T00:00",
      "01-02T00:00 01-03T12:00 01-05T00:00",
    ],
    [
      "every two working days",
      interval({ workingDays: 2 }),
      "",
      "2026-04-02T10:00",
      "04-07T00:00 04-09T00:00 04-13T00:00",
    ],
    [
      "every four working hours, anew each week",
      interval({ workingMilliseconds: 4 * HOUR }),
      "",
      "2026-06-11T17:00",
      "06-12T09:00 06-12T13:00 06-12T17:00 06-15T09:00 06-15T13:00",
    ],
  ])("%s", (_, every, time, from, expected) => {
    expect(short(occurrences(every, time, from, expected.split(" ").length))).toBe(expected);
  });

  it("once only, for a day that a zone left out and the one after it", () => {
    const apia: Place = { timezone: "Pacific/Apia", calendar };
    expect(short(occurrences({ kind: "day" }, "09:00:00", "2011-12-29T08:00", 3, apia))).toBe(
      "12-29T09:00 12-31T09:00 01-01T09:00",
    );
  });

  it("each half hour, in a zone whose clocks change by half an hour", () => {
    const island: Place = { timezone: "Australia/Lord_Howe", calendar };
    const every = interval({ milliseconds: 30 * MINUTE });
    expect(short(occurrences(every, "", "2026-04-05T01:00", 4, island))).toBe(
      "04-05T01:30 04-05T01:30 04-05T02:00 04-05T02:30",
    );
  });

  it.each<[string, Recurrence]>([
    ["working days, where nobody works", { kind: "workingDay" }],
    ["no day", { kind: "namedDays", days: [] }],
    ["nothing", interval({})],
    ["less than nothing", interval({ days: -1 })],
    ["intervals of working days, where nobody works", interval({ workingDays: 1 })],
    ["intervals of working hours, where nobody works", interval({ workingMilliseconds: HOUR })],
    ["intervals longer than the calendar", interval({ months: 12 * 9000 })],
  ])("never, on %s", (_, every) => {
    expect(nextOccurrence(every, "09:00:00", at("2026-06-12T10:00"), closed)).toBeUndefined();
  });
});

describe("for any recurrence and moment", () => {
  const every: fc.Arbitrary<Recurrence> = fc.oneof(
    fc.constantFrom<Recurrence>({ kind: "day" }, { kind: "weekday" }, { kind: "workingDay" }),
    fc
      .subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 })
      .map((days) => ({ kind: "namedDays" as const, days })),
    fc
      .oneof(fc.integer({ min: 1, max: 31 }), fc.constant("last" as const))
      .map((day) => ({ kind: "month" as const, day })),
    fc
      .record({
        months: fc.integer({ min: 0, max: 14 }),
        days: fc.integer({ min: 0, max: 40 }),
        milliseconds: fc.integer({ min: 0, max: 50 * HOUR }),
      })
      .map(interval),
    fc.integer({ min: 1, max: 20 }).map((workingDays) => interval({ workingDays })),
    fc.integer({ min: 1, max: 60 * HOUR }).map((workingMilliseconds) => interval({ workingMilliseconds })),
    fc.integer({ min: 1, max: 86_400_000 }).map((milliseconds) => interval({ milliseconds })),
  );
  const time = fc
    .integer({ min: 0, max: 86_399 })
    .map((seconds) => new Date(seconds * 1000).toISOString().slice(11, 19));
  const moment = fc
    .date({ min: new Date("2023-01-01"), max: new Date("2030-01-01"), noInvalidDate: true })
    .map((date) => date.toISOString());
  const zone = fc.constantFrom(
    "UTC",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Asia/Kathmandu",
  );

  it("the next one is later, nothing lies between, and a later moment has no earlier one", () => {
    fc.assert(
      fc.property(
        every,
        time,
        moment,
        zone,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (recurrence, clock, after, timezone, share) => {
          const place: Place = { timezone, calendar };
          const next = nextOccurrence(recurrence, clock, after, place);
          if (next === undefined) {
            expect(recurrence).toEqual(interval({}));
            return;
          }
          expect(next > after).toBe(true);
          const between = Date.parse(after) + Math.floor((Date.parse(next) - Date.parse(after)) * share);
          const same = nextOccurrence(recurrence, clock, new Date(between).toISOString(), place);
          if (between < Date.parse(next)) expect(same).toBe(next);
          expect((nextOccurrence(recurrence, clock, next, place) ?? "") > next).toBe(true);
        },
      ),
      { seed: 8, numRuns: 600 },
    );
  });
});
