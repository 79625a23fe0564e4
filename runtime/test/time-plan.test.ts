import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { duration } from "../src/time/duration.ts";
import { addToMoment, dateIn, timeIn } from "../src/time/moments.ts";
import { plan } from "../src/time/plan.ts";
import type { Occasion, Plan, Resolved, Timetable } from "../src/time/timetable.ts";
import { hoursOf } from "../src/time/working-days.ts";
import { isOpen } from "../src/time/working-hours.ts";
import { ANNA, at, BEN, berlin, closed, shown } from "./time-kit.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const days = (count: number) => duration({ days: count });
const workingDays = (count: number) => duration({ workingDays: count });
const office: Timetable = { within: {} };

/** Planned on entering, or later where `now` says so. */
function planned(timetable: Timetable, base: string, resolved: Resolved = {}, now = base): Plan {
  return plan(timetable, resolved, { base: at(base), now: at(now) }, berlin);
}

/** When it runs, by the clock of Berlin; what it waits for otherwise. */
function runs(result: Plan): string | undefined {
  return result.kind === "at" ? shown(result.due) : result.kind;
}

describe("a delay", () => {
  it.each([
    ["of hours", duration({ milliseconds: 2 * HOUR }), "2026-03-29T01:30", "2026-03-29T04:30+02:00"],
    ["of days", days(3), "2026-06-15T12:00", "2026-06-18T12:00+02:00"],
    ["of days onto a skipped time", days(1), "2026-03-28T02:30", "2026-03-29T03:30+02:00"],
    ["of working days", workingDays(2), "2026-06-12T15:00", "2026-06-16T15:00+02:00"],
    [
      "of working minutes",
      duration({ workingMilliseconds: 30 * MINUTE }),
      "2026-06-12T17:45",
      "2026-06-15T09:15+02:00",
    ],
  ])("%s", (_, delay, base, expected) => {
    expect(runs(planned({ delay }, base))).toBe(expected);
  });

  it("and nothing else to say is one step, and needs no words", () => {
    const [from, to] = [at("2026-06-15T12:00"), at("2026-06-16T12:00")];
    expect(planned({ delay: days(1) }, "2026-06-15T12:00")).toEqual({
      kind: "at",
      planned: to,
      due: to,
      late: false,
      why: [],
      steps: [{ step: "delay", by: "1 day", from, to, off: [] }],
    });
  });

  it("none at all is now", () => {
    expect(runs(planned({}, "2026-06-15T12:00:00.123"))).toBe("2026-06-15T12:00:00.123+02:00");
  });
});

const atTime: Timetable = { at: { time: true, fields: [], text: "at 09:00" } };

describe("a time of day", () => {
  it.each([
    ["is today's where it is still to come", "2026-06-12T08:00", "09:00:00", "2026-06-12T09:00+02:00"],
    ["is now where it is that time", "2026-06-12T09:00", "09:00:00", "2026-06-12T09:00+02:00"],
    ["is tomorrow's where it has been", "2026-06-12T09:00:00.001", "09:00:00", "2026-06-13T09:00+02:00"],
    ["moves forward where clocks skip it", "2026-03-29T00:00", "02:30:00", "2026-03-29T03:30+02:00"],
    [
      "is tomorrow's where the first of two has been",
      "2026-10-25T02:15+01:00",
      "02:30:00",
      "2026-10-26T02:30+01:00",
    ],
  ])("%s", (_, base, time, expected) => {
    expect(runs(planned(atTime, base, { time }))).toBe(expected);
  });

  it("counts from where a delay has led", () => {
    const both = { ...atTime, delay: days(2) };
    expect(runs(planned(both, "2026-06-08T12:00", { time: "09:00:00" }))).toBe("2026-06-11T09:00+02:00");
    expect(runs(planned(both, "2026-06-08T08:00", { time: "09:00:00" }))).toBe("2026-06-10T09:00+02:00");
  });
});

function anchored(rest: Partial<NonNullable<Timetable["at"]>> = {}): Timetable {
  return { at: { anchor: true, fields: ["closeDate"], text: "at closeDate", ...rest } };
}

describe("a day or a moment of the item", () => {
  const before = (by: ReturnType<typeof duration>) => ({
    offset: { duration: by, direction: "before" as const },
  });
  const after = (by: ReturnType<typeof duration>) => ({
    offset: { duration: by, direction: "after" as const },
  });
  it.each([
    ["a day is its midnight", anchored(), { anchor: "2026-06-20" }, "2026-06-20T00:00+02:00"],
    ["a moment is itself", anchored(), { anchor: at("2026-06-20T15:30") }, "2026-06-20T15:30+02:00"],
    [
      "a time on a day",
      anchored({ time: true }),
      { anchor: "2026-06-20", time: "10:00:00" },
      "2026-06-20T10:00+02:00",
    ],
    [
      "a time on the day of a moment",
      anchored({ time: true }),
      { anchor: "2026-06-20T22:30:00.000Z", time: "10:00:00" },
      "2026-06-21T10:00+02:00",
    ],
    [
      "hours before a moment",
      anchored(before(duration({ milliseconds: 2 * HOUR }))),
      { anchor: at("2026-06-20T15:30") },
      "2026-06-20T13:30+02:00",
    ],
    [
      "hours before a day",
      anchored(before(duration({ milliseconds: 2 * HOUR }))),
      { anchor: "2026-06-20" },
      "2026-06-19T22:00+02:00",
    ],
    [
      "days after a moment, over a clock change",
      anchored(after(days(7))),
      { anchor: at("2026-10-20T15:30") },
      "2026-10-27T15:30+01:00",
    ],
    [
      "a time, some days before a day",
      anchored({ time: true, ...before(days(1)) }),
      { anchor: "2026-06-20", time: "10:00:00" },
      "2026-06-19T10:00+02:00",
    ],
    [
      "working days before a Sunday, which stands for the Friday",
      anchored({ time: true, ...before(workingDays(1)) }),
      { anchor: "2026-06-21", time: "10:00:00" },
      "2026-06-18T10:00+02:00",
    ],
    [
      "working days before Easter Monday",
      anchored(before(workingDays(2))),
      { anchor: "2026-04-06" },
      "2026-03-31T00:00+02:00",
    ],
    [
      "working days after a Sunday",
      anchored(after(workingDays(1))),
      { anchor: "2026-06-21" },
      "2026-06-22T00:00+02:00",
    ],
    [
      "working hours before a moment",
      anchored(before(duration({ workingMilliseconds: HOUR }))),
      { anchor: at("2026-06-15T09:30") },
      "2026-06-12T17:30+02:00",
    ],
    [
      "a month before its 31st",
      anchored(before(duration({ months: 1 }))),
      { anchor: "2026-07-31" },
      "2026-06-30T00:00+02:00",
    ],
  ])("%s", (_, timetable, resolved, expected) => {
    expect(runs(planned(timetable, "2026-01-02T12:00", resolved))).toBe(expected);
  });

  it("with a delay, the later of both counts", () => {
    const both = { ...anchored(), delay: days(10) };
    expect(runs(planned(both, "2026-06-08T12:00", { anchor: "2026-06-15" }))).toBe("2026-06-18T12:00+02:00");
    expect(runs(planned(both, "2026-06-08T12:00", { anchor: "2026-06-20" }))).toBe("2026-06-20T00:00+02:00");
  });

  it("that is not known yet is waited for, by the names of its fields", () => {
    expect(planned(anchored(), "2026-06-08T12:00", { anchor: undefined })).toEqual({
      kind: "field",
      fields: ["closeDate"],
      why: ["`at closeDate` waits for closeDate"],
    });
    expect(planned(anchored({ time: true }), "2026-06-08T12:00", { anchor: "2026-06-20" }).kind).toBe(
      "field",
    );
  });

  it("outside the calendar never comes", () => {
    expect(planned(anchored(after(days(1))), "2026-06-08T12:00", { anchor: "9999-12-31" }).kind).toBe(
      "never",
    );
    expect(planned({ delay: duration({ months: 120_000 }) }, "2026-06-08T12:00").kind).toBe("never");
  });
});

describe("working hours", () => {
  it("move a moment to the next opening, and say why", () => {
    const late = planned({ ...office, delay: days(2) }, "2026-04-03T11:00");
    expect(runs(late)).toBe("2026-04-07T09:00+02:00");
    expect(late.why).toEqual(["Sunday 2026-04-05 11:00 → Tuesday 2026-04-07 09:00, 2026-04-06 is a day off"]);
  });

  it("leave alone what lies within them, and say nothing", () => {
    const within = planned(office, "2026-06-12T17:59");
    expect(runs(within)).toBe("2026-06-12T17:59+02:00");
    expect(within.why).toEqual([]);
  });

  it("that never come are said to", () => {
    const occasion: Occasion = { base: at("2026-06-12T12:00"), now: at("2026-06-12T12:00") };
    expect(plan(office, {}, occasion, closed)).toEqual({ kind: "never", why: ["its moment never comes"] });
    expect(plan({ delay: workingDays(1) }, {}, occasion, closed).kind).toBe("never");
  });
});

describe("a reminder before the due date, for an item that arrives late", () => {
  const reminder = anchored({
    time: true,
    offset: { duration: days(1), direction: "before" },
    fields: ["paymentDue"],
    text: "at 10:00 on 1 day before paymentDue",
  });
  const due: Resolved = { anchor: "2026-06-12", time: "10:00:00" };
  it.each([
    ["early: it waits", "2026-06-08T09:00", "2026-06-11T10:00+02:00", false],
    ["just in time: it is not late", "2026-06-11T10:00", "2026-06-11T10:00+02:00", false],
    ["in the afternoon: it runs now, late", "2026-06-11T15:30", "2026-06-11T15:30+02:00", true],
    ["after the due date: it runs now, late", "2026-06-15T09:00", "2026-06-15T09:00+02:00", true],
  ])("%s", (_, entry, expected, isLate) => {
    const result = planned(reminder, entry, due);
    expect(runs(result)).toBe(expected);
    expect(result).toMatchObject({ late: isLate, why: isLate ? ["planned for 2026-06-11 10:00, late"] : [] });
  });

  it("without a due date waits for one", () => {
    expect(planned(reminder, "2026-06-08T09:00", { time: "10:00:00" })).toMatchObject({
      kind: "field",
      fields: ["paymentDue"],
    });
  });
});

describe("only while the responsible works", () => {
  const followUp: Timetable = { delay: days(2), within: { of: true } };
  const entry = "2026-06-08T11:00";

  it("waits until she is back", () => {
    const result = planned(followUp, entry, { user: ANNA });
    expect(runs(result)).toBe("2026-06-15T10:00+02:00");
    expect(result.why).toEqual([
      "Wednesday 2026-06-10 11:00 → Monday 2026-06-15 10:00, away from 2026-06-10 to 2026-06-12",
    ]);
  });

  it.each([
    ["runs at once for a colleague who works", "2026-06-11T11:00", "2026-06-11T11:00+02:00"],
    ["runs after his break", "2026-06-11T12:00", "2026-06-11T12:30+02:00"],
  ])("%s", (_, now, expected) => {
    expect(runs(planned(followUp, entry, { user: BEN }, now))).toBe(expected);
  });

  it("waits for somebody, where the responsible was dismissed or there is none", () => {
    const ivan = { id: 11, name: "Ivan", active: false };
    expect(planned(followUp, entry, { user: ivan }, "2026-06-11T11:00")).toEqual({
      kind: "user",
      why: ["waits for somebody whose working hours count: Ivan is not active"],
    });
    expect(planned(followUp, entry, { user: undefined }).kind).toBe("user");
  });
});

describe("at most three reminders", () => {
  const reminders: Timetable = { within: {}, repeat: { every: days(5), times: 3 } };
  const base = at("2026-06-02T11:00");

  function repetition(done: number, last: string | null): Plan {
    const now = last === null ? base : at(last);
    return plan(reminders, {}, { base, now, repetitions: { done, last: last && at(last) } }, berlin);
  }

  it("stand on a grid that working hours do not shift", () => {
    const first = plan(reminders, {}, { base, now: base }, berlin);
    expect(runs(first)).toBe("2026-06-08T09:00+02:00");
    expect(first).toMatchObject({
      repetition: { number: 1, of: 3 },
      why: ["1 of 3", "Sunday 2026-06-07 11:00 → Monday 2026-06-08 09:00"],
    });
    expect(runs(repetition(1, "2026-06-08T09:00"))).toBe("2026-06-12T11:00+02:00");
    expect(runs(repetition(2, "2026-06-12T11:00"))).toBe("2026-06-17T11:00+02:00");
    expect(repetition(3, "2026-06-17T11:00")).toEqual({ kind: "over", why: ["all 3 repetitions have been"] });
  });

  it("do not come all at once after a standstill", () => {
    const first = plan(reminders, {}, { base, now: at("2026-06-15T10:00") }, berlin);
    expect(first).toMatchObject({ due: at("2026-06-15T10:00"), late: true, repetition: { number: 1 } });
    expect(repetition(1, "2026-06-15T10:00")).toMatchObject({
      due: at("2026-06-17T11:00"),
      repetition: { number: 3 },
    });
    expect(repetition(1, "2026-06-20T10:00").kind).toBe("over");
  });

  it("count months from where the grid begins, not from where the last one fell", () => {
    const monthly: Timetable = { repeat: { every: duration({ months: 1 }), times: 3 } };
    const from = at("2026-01-31T11:00");
    const next = (done: number, last: string | null) =>
      runs(
        plan(monthly, {}, { base: from, now: from, repetitions: { done, last: last && at(last) } }, berlin),
      );
    expect(next(0, null)).toBe("2026-02-28T11:00+01:00");
    expect(next(1, "2026-02-28T11:00")).toBe("2026-03-31T11:00+02:00");
    expect(next(2, "2026-03-31T11:00")).toBe("2026-04-30T11:00+02:00");
  });

  it("begin their grid at a time of day", () => {
    const timed: Timetable = { ...atTime, repeat: { every: workingDays(1), times: 5 } };
    expect(runs(planned(timed, "2026-06-11T10:00", { time: "09:00:00" }))).toBe("2026-06-15T09:00+02:00");
  });

  it("that follow each other in no time are one", () => {
    const never: Timetable = { repeat: { every: duration({}), times: 1_000_000 } };
    expect(runs(plan(never, {}, { base, now: base }, berlin))).toBe("2026-06-02T11:00+02:00");
    expect(plan(never, {}, { base, now: base, repetitions: { done: 1, last: base } }, berlin).kind).toBe(
      "over",
    );
  });

  it("however many, are found without walking over all", () => {
    const many: Timetable = {
      within: {},
      repeat: { every: duration({ milliseconds: 1000 }), times: 1_000_000_000 },
    };
    const result = plan(
      many,
      {},
      { base, now: base, repetitions: { done: 1, last: at("2030-01-01T12:00") } },
      berlin,
    );
    expect(runs(result)).toBe("2030-01-01T12:00:01+01:00");
  });
});

it.each([
  [
    "a call for a lead of Friday evening",
    "2026-06-12T17:45",
    duration({ workingMilliseconds: 30 * MINUTE }),
    "2026-06-15T09:15+02:00",
  ],
  ["a task of the next working day", "2026-06-12T16:00", workingDays(1), "2026-06-15T16:00+02:00"],
  ["a kick-off in two working days", "2026-06-12T15:00", workingDays(2), "2026-06-16T15:00+02:00"],
  ["an approval within two working days", "2026-06-10T16:00", workingDays(2), "2026-06-12T16:00+02:00"],
  ["a reply within three days", "2026-06-09T09:00", days(3), "2026-06-12T09:00+02:00"],
])("%s is due when a person expects it", (_, from, by, expected) => {
  expect(shown(addToMoment(at(from), by, berlin))).toBe(expected);
});

it.each([
  ["2026-06-12T19:59:59", "19:59:59"],
  ["2026-06-12T20:00", "20:00:00"],
  ["2026-06-12T07:59:59.999", "07:59:59"],
  ["2026-10-25T02:30+02:00", "02:30:00"],
  ["2026-10-25T02:30+01:00", "02:30:00"],
])("at %s the clock shows %s", (moment, time) => {
  expect(timeIn(at(moment), "Europe/Berlin")).toBe(time);
});

describe("for any schedule", () => {
  const length = fc
    .record({
      months: fc.integer({ min: 0, max: 3 }),
      days: fc.integer({ min: 0, max: 40 }),
      milliseconds: fc.integer({ min: 0, max: 50 * HOUR }),
      workingDays: fc.integer({ min: 0, max: 10 }),
      workingMilliseconds: fc.integer({ min: 0, max: 50 * HOUR }),
    })
    .map(duration);
  const moment = fc
    .date({ min: new Date("2026-01-01"), max: new Date("2026-12-31"), noInvalidDate: true })
    .map((date) => date.toISOString());
  const time = fc
    .integer({ min: 0, max: 86_399 })
    .map((seconds) => new Date(seconds * 1000).toISOString().slice(11, 19));
  const options = { seed: 7, numRuns: 500 };

  it("nothing runs before its base, its plan or outside the hours, and a later base is not planned earlier", () => {
    fc.assert(
      fc.property(moment, moment, length, fc.option(time, { nil: undefined }), (a, b, delay, at) => {
        const timetable: Timetable = { delay, within: {}, ...(at !== undefined && atTime) };
        const [early, later] = a < b ? [a, b] : [b, a];
        const [first, second] = [early, later].map((base) =>
          plan(timetable, { time: at }, { base, now: later }, berlin),
        );
        if (first?.kind !== "at" || second?.kind !== "at") throw new Error("working hours have to come");
        expect(first.planned >= early && first.due >= later && second.planned >= later).toBe(true);
        expect(second.planned >= first.planned).toBe(true);
        for (const one of [first, second]) {
          expect(isOpen(Date.parse(one.due), "Europe/Berlin", hoursOf(berlin.calendar))).toBe(true);
          expect(one.late).toBe(one.planned < later);
        }
      }),
      options,
    );
  });

  it("repetitions come one after the other, each later than the last, and end", () => {
    fc.assert(
      fc.property(
        moment,
        length,
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        (base, every, times, keeps) => {
          const timetable: Timetable = { repeat: { every, times }, ...(keeps && { within: {} }) };
          let [done, last]: [number, string | null] = [0, null];
          for (let count = 0; count <= times; count += 1) {
            const next = plan(
              timetable,
              {},
              { base, now: last ?? base, repetitions: { done, last } },
              berlin,
            );
            if (next.kind === "over") return;
            if (next.kind !== "at" || next.repetition === undefined) throw new Error(next.kind);
            if (last !== null) expect(next.due > last).toBe(true);
            expect(next.repetition.number).toBeGreaterThan(done);
            [done, last] = [next.repetition.number, next.due];
          }
          throw new Error("more repetitions than were asked for");
        },
      ),
      options,
    );
  });

  it("a time on a day is that time on that day, wherever clocks do not change at it", () => {
    fc.assert(
      fc.property(moment, time, (anchor, clock) => {
        fc.pre(!(clock >= "01:00:00" && clock < "04:00:00"));
        const result = plan(
          anchored({ time: true }),
          { anchor, time: clock },
          { base: anchor, now: anchor },
          berlin,
        );
        if (result.kind !== "at") throw new Error(result.kind);
        expect(timeIn(result.planned, "Europe/Berlin")).toBe(clock);
        expect(dateIn(result.planned, "Europe/Berlin")).toBe(dateIn(anchor, "Europe/Berlin"));
      }),
      options,
    );
  });
});
