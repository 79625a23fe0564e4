import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { duration } from "../src/time/duration.ts";
import {
  addToDate,
  addToMoment,
  addToTime,
  dateIn,
  daysBetween,
  momentAt,
  startOf,
  timeBetween,
  timeIn,
} from "../src/time/moments.ts";
import { localText } from "../src/time/plan-text.ts";
import { at, berlin, calendar, shown } from "./time-kit.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;

describe("a time on a day becomes a moment", () => {
  it.each([
    ["on a usual day", "Europe/Berlin", "2026-06-12", "09:00", "2026-06-12T09:00+02:00"],
    [
      "that the clocks skip: it moves forward",
      "Europe/Berlin",
      "2026-03-29",
      "02:30",
      "2026-03-29T03:30+02:00",
    ],
    ["at the moment of skipping", "Europe/Berlin", "2026-03-29", "02:00", "2026-03-29T03:00+02:00"],
    ["right after what is skipped", "Europe/Berlin", "2026-03-29", "03:00", "2026-03-29T03:00+02:00"],
    ["that comes twice: the first", "Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T02:30+02:00"],
    ["right after what comes twice", "Europe/Berlin", "2026-10-25", "03:00", "2026-10-25T03:00+01:00"],
    ["in a zone half an hour off", "Asia/Kolkata", "2026-06-12", "09:00", "2026-06-12T09:00+05:30"],
    ["in a zone three quarters off", "Asia/Kathmandu", "2026-06-12", "09:00", "2026-06-12T09:00+05:45"],
    ["skipped by half an hour", "Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-04T02:45+11:00"],
    [
      "that comes twice for half an hour",
      "Australia/Lord_Howe",
      "2026-04-05",
      "01:45",
      "2026-04-05T01:45+11:00",
    ],
    ["of a day that a zone left out", "Pacific/Apia", "2011-12-30", "09:00", "2011-12-31T09:00+14:00"],
    ["on the day before it", "Pacific/Apia", "2011-12-29", "23:59", "2011-12-29T23:59-10:00"],
    ["at a midnight that is skipped", "Africa/Cairo", "2026-04-24", "00:00", "2026-04-24T01:00+03:00"],
  ])("%s", (_, zone, date, time, expected) => {
    expect(shown(momentAt(date, time, zone), zone)).toBe(expected);
  });

  it("by the sun, before there were zones", () => {
    expect(momentAt("1800-01-01", "12:00", "Europe/Berlin")).toBe("1800-01-01T11:06:32.000Z");
  });

  it.each([
    ["before the calendar", "Asia/Tokyo", "0000-01-01"],
    ["after the calendar", "America/New_York", "9999-12-31"],
  ])("and is missing %s", (_, zone, date) => {
    expect(momentAt(date, date.startsWith("0") ? "00:00" : "23:00", zone)).toBeUndefined();
  });
});

const zone = fc.constantFrom(
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/St_Johns",
  "America/Sao_Paulo",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "Africa/Casablanca",
  "Pacific/Apia",
);
const moment = fc
  .date({ min: new Date("1971-01-01"), max: new Date("2060-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());

describe("for any moment and zone", () => {
  it("day and time of day are those that the clocks show", () => {
    fc.assert(
      fc.property(moment, zone, (utc, name) => {
        const local = Temporal.Instant.from(utc).toZonedDateTimeISO(name);
        expect(dateIn(utc, name)).toBe(local.toPlainDate().toString());
        expect(timeIn(utc, name)).toBe(
          local.toPlainTime().round({ smallestUnit: "second", roundingMode: "trunc" }).toString(),
        );
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it("a time on a day is the moment that Temporal calls compatible", () => {
    fc.assert(
      fc.property(moment, zone, (utc, name) => {
        const [date = "", time = ""] = utc.slice(0, 19).split("T");
        const expected = Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(
          name,
        ).epochMilliseconds;
        expect(momentAt(date, time, name)).toBe(new Date(expected).toISOString());
      }),
      { seed: 2, numRuns: 2000 },
    );
  });

  it("is right around every change of the clocks", () => {
    for (const name of [
      "Europe/Berlin",
      "Australia/Lord_Howe",
      "America/St_Johns",
      "Pacific/Apia",
      "Africa/Casablanca",
    ]) {
      let change = Temporal.Instant.from("2005-01-01T00:00Z")
        .toZonedDateTimeISO(name)
        .getTimeZoneTransition("next");
      for (let count = 0; change !== null && count < 24; count += 1) {
        for (let minutes = -180; minutes <= 180; minutes += 15) {
          const local = change.toInstant().add({ minutes }).toZonedDateTimeISO(name).toPlainDateTime();
          const [date = "", time = ""] = local.toString({ smallestUnit: "second" }).split("T");
          expect(momentAt(date, time, name)).toBe(
            local.round("second").toZonedDateTime(name).toInstant().toString({ smallestUnit: "millisecond" }),
          );
        }
        change = change.getTimeZoneTransition("next");
      }
    }
  });
});

const oneMonth = duration({ months: 1 });

describe("a day moves", () => {
  it.each([
    ["to the last day of a shorter month", "2026-01-31", oneMonth, "2026-02-28"],
    ["to a leap day", "2028-01-31", oneMonth, "2028-02-29"],
    ["from a leap day by a year", "2028-02-29", duration({ months: 12 }), "2029-02-28"],
    ["from a leap day by four years", "2028-02-29", duration({ months: 48 }), "2032-02-29"],
    ["back to the last day of a shorter month", "2026-03-31", duration({ months: -1 }), "2026-02-28"],
    ["over the end of a year", "2026-12-31", duration({ days: 1 }), "2027-01-01"],
    ["back over the beginning of time", "1970-01-02", duration({ days: -2 }), "1969-12-31"],
    ["to the beginning of time", "1969-12-31", duration({ days: 1 }), "1970-01-01"],
    ["months first, days then", "2026-01-31", duration({ months: 1, days: 1 }), "2026-03-01"],
    ["in a century that is no leap year", "1900-02-28", duration({ days: 1 }), "1900-03-01"],
    ["to the first century", "0099-12-31", duration({ days: 1 }), "0100-01-01"],
  ])("%s", (_, date, by, expected) => {
    expect(addToDate(date, by, calendar)).toBe(expected);
  });

  it.each([
    ["days after the calendar", "9999-12-31", duration({ days: 1 })],
    ["days before it", "0000-01-01", duration({ days: -1 })],
    ["months after it", "9999-12-31", oneMonth],
    ["many months", "2026-01-01", duration({ months: 1e12 })],
    ["many working days", "2026-01-01", duration({ workingDays: 1e12 })],
    ["working days from outside it", "9999-12-31", duration({ days: 5, workingDays: -1 })],
  ])("nowhere by %s", (_, date, by) => {
    expect(addToDate(date, by, calendar)).toBeUndefined();
  });
});

describe("a moment moves", () => {
  it.each([
    [
      "elapsed hours over a skipped one",
      "2026-03-28T12:00",
      duration({ milliseconds: 24 * HOUR }),
      "2026-03-29T13:00+02:00",
    ],
    ["a day over a skipped hour", "2026-03-28T12:00", duration({ days: 1 }), "2026-03-29T12:00+02:00"],
    ["a day into what is skipped", "2026-03-28T02:30", duration({ days: 1 }), "2026-03-29T03:30+02:00"],
    ["two days past what is skipped", "2026-03-28T02:30", duration({ days: 2 }), "2026-03-30T02:30+02:00"],
    [
      "elapsed hours through the hour that comes twice",
      "2026-10-25T01:30",
      duration({ milliseconds: 2 * HOUR }),
      "2026-10-25T02:30+01:00",
    ],
    ["a day onto what comes twice", "2026-10-24T02:30", duration({ days: 1 }), "2026-10-25T02:30+02:00"],
    [
      "not at all, and stays the second of two",
      "2026-10-25T02:30+01:00",
      duration({}),
      "2026-10-25T02:30+01:00",
    ],
    [
      "minutes from the second of two",
      "2026-10-25T02:30+01:00",
      duration({ milliseconds: MINUTE }),
      "2026-10-25T02:31+01:00",
    ],
    ["a month to its last day", "2026-01-31T08:00", oneMonth, "2026-02-28T08:00+01:00"],
    ["a month over a clock change", "2026-03-15T08:00", oneMonth, "2026-04-15T08:00+02:00"],
    [
      "working days with the time of day",
      "2026-06-12T16:00",
      duration({ workingDays: 1 }),
      "2026-06-15T16:00+02:00",
    ],
    [
      "days first, hours then",
      "2026-03-28T02:30",
      duration({ days: 1, milliseconds: HOUR }),
      "2026-03-29T04:30+02:00",
    ],
    [
      "keeping its milliseconds",
      "2026-06-12T16:00:01.234",
      duration({ days: 1 }),
      "2026-06-13T16:00:01.234+02:00",
    ],
  ])("%s", (_, from, by, expected) => {
    expect(shown(addToMoment(at(from), by, berlin))).toBe(expected);
  });

  it("back from a day that only the zone has, beyond the end of the calendar", () => {
    const end = "9999-12-31T23:30:00.000Z";
    expect(addToMoment(end, duration({ months: -1 }), berlin)).toBe("9999-11-30T23:30:00.000Z");
  });

  it("nowhere outside the calendar", () => {
    expect(addToMoment("9999-12-31T23:59:59.999Z", duration({ milliseconds: 1 }), berlin)).toBeUndefined();
    expect(addToMoment("0000-01-01T00:00:00.000Z", duration({ months: -1 }), berlin)).toBeUndefined();
  });

  it("as Temporal moves it, for any moment, zone, months, days and time", () => {
    const span = fc.record({
      months: fc.integer({ min: -500, max: 500 }),
      days: fc.integer({ min: -500, max: 500 }),
      milliseconds: fc.integer({ min: -1e9, max: 1e9 }),
    });
    fc.assert(
      fc.property(moment, zone, span, (utc, timezone, { months, days, milliseconds }) => {
        const local = Temporal.Instant.from(utc).toZonedDateTimeISO(timezone);
        const date = local.toPlainDate().add({ months }).add({ days });
        const stays = date.equals(local.toPlainDate());
        const moved = (
          stays ? local : date.toZonedDateTime({ timeZone: timezone, plainTime: local.toPlainTime() })
        )
          .toInstant()
          .add({ milliseconds });
        expect(addToMoment(utc, duration({ months, days, milliseconds }), { timezone, calendar })).toBe(
          moved.toString({ smallestUnit: "millisecond" }),
        );
      }),
      { seed: 3, numRuns: 2000 },
    );
  });
});

it.each([
  ["09:00:00", { milliseconds: 30 * MINUTE }, "09:30:00"],
  ["23:30:00", { milliseconds: HOUR }, "00:30:00"],
  ["00:15:00", { milliseconds: -HOUR }, "23:15:00"],
  ["09:00:00", { days: 3 }, "09:00:00"],
  ["09:00:00", { milliseconds: 49 * HOUR }, "10:00:00"],
  ["00:00:00", { milliseconds: -48 * HOUR }, "00:00:00"],
])("a time of day goes round the clock: %s and %o is %s", (time, by, expected) => {
  expect(addToTime(time, duration(by))).toBe(expected);
});

it("what lies between days is days, over clock changes too, and between moments elapsed time", () => {
  expect(daysBetween("2026-03-30", "2026-03-28")).toEqual(duration({ days: 2 }));
  expect(daysBetween("2026-03-28", "2026-03-30")).toEqual(duration({ days: -2 }));
  expect(timeBetween(at("2026-03-30T12:00"), at("2026-03-28T12:00"))).toEqual(
    duration({ milliseconds: 47 * HOUR }),
  );
});

it("a day begins at its first moment", () => {
  expect(shown(startOf("2026-06-12", "Europe/Berlin"))).toBe("2026-06-12T00:00+02:00");
  expect(shown(startOf("2026-04-24", "Africa/Cairo"), "Africa/Cairo")).toBe("2026-04-24T01:00+03:00");
});

it.each([
  ["9999-12-31T22:30:00.000Z", "Europe/Berlin", "9999-12-31 23:30"],
  ["9999-12-31T23:30:00.000Z", "Europe/Berlin", "10000-01-01 00:30"],
  ["0000-01-01T00:00:00.000Z", "Etc/GMT+5", "-000001-12-31 19:00"],
])("shows a moment at the ends of the calendar in whatever year it is there: %s", (moment, zone, text) => {
  expect(localText(moment, zone)).toBe(text);
});
