import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import type { Calendar, DayHours } from "../src/time/calendar.ts";
import { duration } from "../src/time/duration.ts";
import { isoOf, msOf } from "../src/time/instant.ts";
import { addToDate, addToMoment, type Place } from "../src/time/moments.ts";
import { hoursOf } from "../src/time/working-days.ts";
import { addWorkingTime, isOpen, nextOpening } from "../src/time/working-hours.ts";
import { ANNA, at, BEN, berlin, calendar, closed, shown } from "./time-kit.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function open(local: string, place: Place = berlin, user?: number): boolean {
  return isOpen(msOf(at(local, place.timezone)), place.timezone, hoursOf(place.calendar, user));
}

function opening(local: string, place: Place = berlin, user?: number): string | undefined {
  const ms = nextOpening(msOf(at(local, place.timezone)), place.timezone, hoursOf(place.calendar, user));
  return ms === undefined ? undefined : shown(isoOf(ms), place.timezone);
}

describe("the next opening", () => {
  it.each([
    ["is now within the hours", "2026-06-12T12:00", "2026-06-12T12:00+02:00"],
    ["is now at opening time", "2026-06-12T09:00", "2026-06-12T09:00+02:00"],
    ["is later in the morning", "2026-06-12T08:59:59.999", "2026-06-12T09:00+02:00"],
    ["is not now at closing time", "2026-06-12T18:00", "2026-06-15T09:00+02:00"],
    ["is after the weekend", "2026-06-13T12:00", "2026-06-15T09:00+02:00"],
    ["is after Easter", "2026-04-02T20:00", "2026-04-07T09:00+02:00"],
    ["is on a Saturday that is worked", "2026-12-18T20:00", "2026-12-19T09:00+01:00"],
    ["is in winter time after the change", "2026-10-23T18:00", "2026-10-26T09:00+01:00"],
    ["is in summer time after the change", "2026-03-27T18:00", "2026-03-30T09:00+02:00"],
  ])("%s", (_, from, expected) => {
    expect(opening(from)).toBe(expected);
    expect(open(from)).toBe(at(from) === at(expected));
  });

  it.each([
    ["on days that she works", ANNA.id, "2026-06-08T09:30", "2026-06-08T10:00+02:00"],
    ["not on her Friday", ANNA.id, "2026-06-05T11:00", "2026-06-08T10:00+02:00"],
    ["not while she is away", ANNA.id, "2026-06-10T11:00", "2026-06-15T10:00+02:00"],
    ["not on a holiday of the firm", ANNA.id, "2026-05-25T11:00", "2026-05-26T10:00+02:00"],
    [
      "on a Saturday that the firm works, by her own hours",
      ANNA.id,
      "2026-12-19T09:00",
      "2026-12-19T10:00+01:00",
    ],
    ["before his break", BEN.id, "2026-06-11T11:59:59", "2026-06-11T11:59:59+02:00"],
    ["after his break", BEN.id, "2026-06-11T12:00", "2026-06-11T12:30+02:00"],
    ["by the hours of the firm, for somebody without own", 7, "2026-06-11T12:00", "2026-06-11T12:00+02:00"],
  ])("for a person: %s", (_, user, from, expected) => {
    expect(opening(from, berlin, user)).toBe(expected);
  });

  it("is none where nobody ever works", () => {
    expect(opening("2026-06-12T12:00", closed)).toBeUndefined();
    const away: Place = {
      ...berlin,
      calendar: { ...calendar, people: { 1: { absences: [{ from: "2020-01-01", to: "9999-12-31" }] } } },
    };
    expect(opening("2026-06-12T12:00", away, 1)).toBeUndefined();
    expect(opening("2026-06-12T12:00", away)).toBe("2026-06-12T12:00+02:00");
  });

  it("is found behind an absence of many years", () => {
    const away: Place = {
      ...berlin,
      calendar: { ...calendar, people: { 1: { absences: [{ from: "2020-01-01", to: "2100-12-31" }] } } },
    };
    expect(opening("2026-06-12T12:00", away, 1)).toBe("2101-01-03T09:00+01:00");
  });
});

describe("hours at night on days when the clocks change", () => {
  const nights: Place = {
    timezone: "Europe/Berlin",
    calendar: { ...calendar, holidays: [], hours: { 7: [["01:00", "02:30"]] } },
  };

  it("end where the clocks skip their end", () => {
    expect(open("2026-03-29T01:59:59", nights)).toBe(true);
    expect(open("2026-03-29T03:00", nights)).toBe(false);
    expect(open("2026-03-29T03:15", nights)).toBe(false);
  });

  it("come twice where the clocks show them twice", () => {
    expect(open("2026-10-25T02:29:59+02:00", nights)).toBe(true);
    expect(open("2026-10-25T02:30+02:00", nights)).toBe(false);
    expect(opening("2026-10-25T02:30+02:00", nights)).toBe("2026-10-25T02:00+01:00");
    expect(open("2026-10-25T02:29:59+01:00", nights)).toBe(true);
    expect(open("2026-10-25T02:30+01:00", nights)).toBe(false);
  });

  it("around the clock leave nothing out, in 23 and in 25 hours", () => {
    const always: Place = {
      timezone: "Europe/Berlin",
      calendar: { hours: { 7: [["00:00", "24:00"]] }, holidays: [], workdays: [], people: {} },
    };
    expect(open("2026-03-28T23:59:59", always)).toBe(false);
    const from = msOf(at("2026-03-29T00:00"));
    const hours = hoursOf(always.calendar);
    expect(addWorkingTime(from, 23 * HOUR, "Europe/Berlin", hours)).toBe(msOf(at("2026-04-05T00:00")));
    const autumn = msOf(at("2026-10-25T00:00"));
    expect(addWorkingTime(autumn, 25 * HOUR - 1, "Europe/Berlin", hours)).toBe(
      msOf(at("2026-10-25T23:59:59.999")),
    );
  });

  it("are none on a day that a zone left out", () => {
    const apia: Place = { timezone: "Pacific/Apia", calendar };
    expect(opening("2011-12-29T18:00", apia)).toBe("2012-01-02T09:00+14:00");
  });
});

describe("working days are counted", () => {
  it.each([
    ["over a weekend", "2026-06-12", 1, "2026-06-15"],
    ["over Easter", "2026-04-01", 3, "2026-04-08"],
    ["with a Saturday that is worked", "2026-12-18", 1, "2026-12-19"],
    ["from a Sunday", "2026-06-14", 1, "2026-06-15"],
    ["none", "2026-06-14", 0, "2026-06-14"],
    ["back over a weekend", "2026-06-15", -1, "2026-06-12"],
    ["back from a Sunday, which stands for the Friday", "2026-06-14", -1, "2026-06-11"],
    ["back from Easter Monday, which stands for the Thursday", "2026-04-06", -2, "2026-03-31"],
    ["many", "2026-06-12", 500, "2028-05-12"],
  ])("%s", (_, from, workingDays, expected) => {
    expect(addToDate(from, duration({ workingDays }), calendar)).toBe(expected);
  });

  it("never, where nobody works", () => {
    expect(addToDate("2026-06-12", duration({ workingDays: 1 }), closed.calendar)).toBeUndefined();
    expect(addToDate("2026-06-12", duration({ workingDays: -1 }), closed.calendar)).toBeUndefined();
  });

  it("as a person counts them, day by day", () => {
    const isWorked = (date: Temporal.PlainDate): boolean =>
      calendar.workdays.includes(date.toString()) ||
      (date.dayOfWeek <= 5 && !calendar.holidays.includes(date.toString()));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 730 }), fc.integer({ min: -40, max: 40 }), (days, count) => {
        let date = Temporal.PlainDate.from("2025-06-01").add({ days });
        const from = date.toString();
        const step = Math.sign(count);
        while (step < 0 && !isWorked(date)) date = date.subtract({ days: 1 });
        for (let left = count; left !== 0; ) {
          date = date.add({ days: step });
          if (isWorked(date)) left -= step;
        }
        expect(addToDate(from, duration({ workingDays: count }), calendar)).toBe(date.toString());
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});

describe("working time is counted", () => {
  it.each([
    ["over a weekend", "2026-06-12T17:45", 30, "2026-06-15T09:15+02:00"],
    ["within a day", "2026-06-12T10:00", 90, "2026-06-12T11:30+02:00"],
    ["from outside the hours", "2026-06-13T12:00", 30, "2026-06-15T09:30+02:00"],
    ["to closing time, which is the next opening", "2026-06-12T17:45", 15, "2026-06-15T09:00+02:00"],
    ["over several days", "2026-06-12T09:00", 20 * 60, "2026-06-16T11:00+02:00"],
    ["none", "2026-06-13T12:00", 0, "2026-06-13T12:00+02:00"],
    ["back over a weekend", "2026-06-15T09:15", -30, "2026-06-12T17:45+02:00"],
    ["back to opening time", "2026-06-15T09:15", -15, "2026-06-15T09:00+02:00"],
    ["back from outside the hours", "2026-06-14T12:00", -30, "2026-06-12T17:30+02:00"],
  ])("%s", (_, from, minutes, expected) => {
    expect(shown(addToMoment(at(from), duration({ workingMilliseconds: minutes * MINUTE }), berlin))).toBe(
      expected,
    );
  });

  it("never, where nobody works, and not beyond a hundred years", () => {
    const by = duration({ workingMilliseconds: MINUTE });
    expect(addToMoment(at("2026-06-12T12:00"), by, closed)).toBeUndefined();
    const ages = duration({ workingMilliseconds: 1e6 * HOUR });
    expect(addToMoment(at("2026-06-12T12:00"), ages, berlin)).toBeUndefined();
    expect(
      addToMoment(at("2026-06-12T12:00"), duration({ workingMilliseconds: -1e6 * HOUR }), berlin),
    ).toBeUndefined();
  });
});

const clock = (minutes: number): string => new Date(minutes * MINUTE).toISOString().slice(11, 16);

/** Up to three stretches of a day, in order and apart from each other. */
const dayHours: fc.Arbitrary<DayHours> = fc
  .uniqueArray(fc.integer({ min: 0, max: 1439 }), { minLength: 0, maxLength: 6 })
  .map((marks) => {
    const sorted = [...marks].sort((a, b) => a - b);
    const pairs: [string, string][] = [];
    for (let place = 0; place + 1 < sorted.length; place += 2) {
      pairs.push([clock(sorted[place] ?? 0), clock(sorted[place + 1] ?? 0)]);
    }
    return pairs;
  });

const day2026 = fc
  .integer({ min: 0, max: 364 })
  .map((days) => isoOf(Date.UTC(2026, 0, 1 + days)).slice(0, 10));

const anyCalendar: fc.Arbitrary<Calendar> = fc
  .record({
    hours: fc.dictionary(fc.constantFrom("1", "2", "3", "4", "5", "6", "7"), dayHours, {
      noNullPrototype: true,
    }),
    holidays: fc.array(day2026, { maxLength: 20 }),
    workdays: fc.array(day2026, { maxLength: 5 }),
  })
  .map((parts) => ({ ...parts, people: {} }));

const anyPlace: fc.Arbitrary<Place> = fc.record({
  timezone: fc.constantFrom(
    "UTC",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/New_York",
    "Asia/Kathmandu",
  ),
  calendar: anyCalendar,
});

const moment2026 = fc
  .date({ min: new Date("2026-01-01"), max: new Date("2026-12-31"), noInvalidDate: true })
  .map((date) => date.getTime());

/** Whether the clocks show a time within the hours: the definition, written once more. */
function isOpenByClock(ms: number, { timezone, calendar: { hours, holidays, workdays } }: Place): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timezone);
  const date = local.toPlainDate().toString();
  const works = (weekday: number): boolean => (hours[weekday] ?? []).length > 0;
  let weekday = local.dayOfWeek;
  if (workdays.includes(date)) {
    if (!works(weekday)) weekday = [1, 2, 3, 4, 5, 6, 7].find(works) ?? weekday;
  } else if (holidays.includes(date)) return false;
  const time = local.toPlainTime().toString({ smallestUnit: "millisecond" });
  return (hours[weekday] ?? []).some(
    ([opens, closes]) => `${opens}:00.000` <= time && time < `${closes}:00.000`,
  );
}

describe("for any calendar, zone and moment", () => {
  const options = { seed: 6, numRuns: 600 };

  it("it is open when the clocks show a time within the hours", () => {
    fc.assert(
      fc.property(anyPlace, moment2026, (place, ms) => {
        expect(isOpen(ms, place.timezone, hoursOf(place.calendar))).toBe(isOpenByClock(ms, place));
      }),
      options,
    );
  });

  it("the next opening is open, not before, and nothing between is", () => {
    fc.assert(
      fc.property(anyPlace, moment2026, fc.double({ min: 0, max: 1, noNaN: true }), (place, ms, share) => {
        const next = nextOpening(ms, place.timezone, hoursOf(place.calendar));
        if (next === undefined) {
          expect(Object.values(place.calendar.hours).flat()).toEqual([]);
          return;
        }
        expect(next).toBeGreaterThanOrEqual(ms);
        expect(isOpenByClock(next, place)).toBe(true);
        const between = Math.floor(ms + (next - ms) * share);
        if (between < next) expect(isOpenByClock(between, place)).toBe(false);
      }),
      options,
    );
  });

  it("what is counted in working time is open, later for more, and counted back is where it began", () => {
    const amount = fc.integer({ min: 1, max: 100 * HOUR });
    fc.assert(
      fc.property(anyPlace, moment2026, amount, amount, (place, ms, first, second) => {
        const hours = hoursOf(place.calendar);
        const start = nextOpening(ms, place.timezone, hours);
        if (start === undefined) return;
        const add = (from: number, by: number): number =>
          addWorkingTime(from, by, place.timezone, hours) ?? 0;
        const once = add(start, first);
        expect(once).toBeGreaterThan(start);
        expect(add(ms, first)).toBe(once);
        expect(isOpenByClock(once, place)).toBe(true);
        expect(add(once, second)).toBe(add(start, first + second));
        expect(add(once, -first)).toBe(start);
      }),
      options,
    );
  });

  it("working days, added to a working day and taken away again, come to nothing", () => {
    fc.assert(
      fc.property(anyCalendar, day2026, fc.integer({ min: 1, max: 100 }), (any, date, count) => {
        const start = addToDate(date, duration({ workingDays: 1 }), any);
        if (start === undefined) return;
        const there = addToDate(start, duration({ workingDays: count }), any) ?? "";
        expect(there > start).toBe(true);
        expect(addToDate(there, duration({ workingDays: -count }), any)).toBe(start);
      }),
      options,
    );
  });
});
