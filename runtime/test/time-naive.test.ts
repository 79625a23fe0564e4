import { expect, it } from "vitest";
import type { Calendar } from "../src/time/calendar.ts";
import { type Duration, duration } from "../src/time/duration.ts";
import { plan } from "../src/time/plan.ts";
import type { Timetable } from "../src/time/timetable.ts";
import {
  changesOf,
  clocksOf,
  daysLater,
  firstShowing,
  firstWorked,
  type NaiveHours,
  QUARTER,
  type Wall,
  workedLater,
} from "./naive-time.ts";

const HOUR = 60 * 60_000;

/** Somebody who works at night as well, so that clocks change in the middle of it. */
const hours: NaiveHours = {
  week: {
    1: [[36, 72]],
    2: [
      [0, 20],
      [36, 72],
    ],
    3: [[36, 72]],
    5: [[88, 96]],
    6: [[0, 24]],
    7: [
      [4, 16],
      [40, 44],
    ],
  },
  off: ["2026-03-30", "2024-12-25"],
};
const clock = (quarter: number): string =>
  quarter === 96 ? "24:00" : new Date(quarter * QUARTER).toISOString().slice(11, 16);
const calendar: Calendar = {
  hours: Object.fromEntries(
    Object.entries(hours.week).map(([day, all]) => [
      day,
      all.map(([from, to]) => [clock(from), clock(to)] as const),
    ]),
  ),
  holidays: hours.off,
  workdays: [],
  people: {},
};

interface Case {
  readonly what: string;
  readonly timetable: Timetable;
  readonly time?: string;
  readonly expected: (base: number, wall: Wall) => number;
}

const delayed = (what: string, delay: Duration, expected: Case["expected"]): Case => ({
  what,
  timetable: { delay },
  expected,
});

const at = { time: true, fields: [], text: "at" };
const cases: readonly Case[] = [
  delayed("26 hours", duration({ milliseconds: 26 * HOUR }), (base) => base + 26 * HOUR),
  delayed("a day", duration({ days: 1 }), (base, wall) => daysLater(base, 1, wall)),
  delayed("a week", duration({ days: 7 }), (base, wall) => daysLater(base, 7, wall)),
  delayed("two working days", duration({ workingDays: 2 }), (base, wall) => daysLater(base, 2, wall, hours)),
  delayed("nine hours of work", duration({ workingMilliseconds: 9 * HOUR }), (base, wall) =>
    workedLater(base, 36, wall, hours),
  ),
  {
    what: "at 02:30",
    timetable: { at },
    time: "02:30:00",
    expected: (base, wall) => firstShowing(base, 10, wall),
  },
  {
    what: "a day later at midnight",
    timetable: { delay: duration({ days: 1 }), at },
    time: "00:00:00",
    expected: (base, wall) => firstShowing(daysLater(base, 1, wall), 0, wall),
  },
  {
    what: "within hours",
    timetable: { within: {} },
    expected: (base, wall) => firstWorked(base, wall, hours),
  },
  {
    what: "two days later, at 02:00, within hours",
    timetable: { delay: duration({ days: 2 }), at, within: {} },
    time: "02:00:00",
    expected: (base, wall) => firstWorked(firstShowing(daysLater(base, 2, wall), 8, wall), wall, hours),
  },
];

/** One zone for each that keeps other clocks in those years. */
function zones(from: number, to: number): readonly { readonly name: string; readonly wall: Wall }[] {
  const seen = new Map<string, { readonly name: string; readonly wall: Wall }>();
  for (const name of Intl.supportedValuesOf("timeZone")) {
    const wall = clocksOf(name);
    const changes = changesOf(wall, from, to);
    const key = [wall(Date.UTC(from, 0, 1)), ...changes.map((ms) => `${ms} ${wall(ms)}`)].join();
    if (!seen.has(key)) seen.set(key, { name, wall });
  }
  return [...seen.values()];
}

// Ten years, so that the test looks at every change of any clock in them; the limit is for a machine that hangs.
it("plans as a patient person would, around every change of clocks of every zone", {
  timeout: 300_000,
}, () => {
  const wrong: string[] = [];
  let looked = 0;
  for (const { name, wall } of zones(2020, 2030)) {
    for (const [place, change] of changesOf(wall, 2020, 2030).entries()) {
      // From two days before to an hour behind, and each change from other places than the last.
      const base = change - ((place * 7) % 200) * QUARTER + HOUR;
      for (const { what, timetable, time, expected } of cases) {
        const moment = new Date(base).toISOString();
        const planned = plan(
          timetable,
          { time },
          { base: moment, now: moment },
          { timezone: name, calendar },
        );
        const right = new Date(expected(base, wall)).toISOString();
        looked += 1;
        const found = planned.kind === "at" ? planned.planned : planned.kind;
        if (found !== right) wrong.push(`${name} ${moment} ${what}: ${found} instead of ${right}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(looked).toBeGreaterThan(5_000);
});
