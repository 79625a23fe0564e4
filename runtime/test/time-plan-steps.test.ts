import { describe, expect, it } from "vitest";
import { duration } from "../src/time/duration.ts";
import { plan } from "../src/time/plan.ts";
import type { PlanStep } from "../src/time/plan-steps.ts";
import type { Resolved, Timetable } from "../src/time/timetable.ts";
import { ANNA, at, BEN, berlin, shown } from "./time-kit.ts";

const atNine: Timetable = { at: { time: true, fields: [], text: "at 09:00" } };
const day = (count: number) => duration({ days: count });
const workingDays = (count: number) => duration({ workingDays: count });
const hours = (count: number) => duration({ milliseconds: count * 3_600_000 });

/** A step as a line: what it is, where it leads, and what it met on the way. */
function line(one: PlanStep): string {
  const off = (days: readonly { why: string; from: string; to: string }[]): string =>
    days.map(({ why, from, to }) => ` ${why} ${from === to ? from : `${from}..${to}`}`).join("");
  const clock = "clock" in one && one.clock !== undefined ? ` (${one.clock})` : "";
  switch (one.step) {
    case "delay":
      return `${one.by} → ${shown(one.to)}${off(one.off)}${clock}`;
    case "time":
      return `${one.time} → ${shown(one.to)}${clock}`;
    case "anchor":
      return `${one.text} (${one.value}) → ${shown(one.to)}${clock}`;
    case "turn":
      return `${one.number} of ${one.of} → ${shown(one.to)}`;
    case "hours":
      return `hours${one.of === null ? "" : ` of ${one.of}`} → ${shown(one.to)}${one.closed ? " closed" : ""}${off(one.off)}`;
    case "late":
      return `late → ${shown(one.to)}`;
  }
}

function steps(timetable: Timetable, base: string, resolved: Resolved = {}, now = base): readonly string[] {
  const came = plan(timetable, resolved, { base: at(base), now: at(now) }, berlin);
  return came.kind === "at" ? came.steps.map(line) : [came.kind];
}

describe("the steps of a plan", () => {
  const within: Timetable = { within: {} };
  const of: Timetable = { within: { of: true } };
  const cases: readonly (readonly [string, Timetable, string, Resolved, readonly string[]])[] = [
    ["none where nothing is asked for", {}, "2026-06-15T12:00", {}, []],
    ["none where it is open", within, "2026-06-15T12:00", {}, []],
    ["before opening", within, "2026-06-15T07:00", {}, ["hours → 2026-06-15T09:00+02:00 closed"]],
    [
      "at closing time on a Friday",
      within,
      "2026-06-12T18:00",
      {},
      ["hours → 2026-06-15T09:00+02:00 closed weekend 2026-06-13..2026-06-14"],
    ],
    [
      "from Easter Sunday to Tuesday, over Easter Monday",
      within,
      "2026-04-05T11:00",
      {},
      ["hours → 2026-04-07T09:00+02:00 weekend 2026-04-05 holiday 2026-04-06"],
    ],
    [
      "from the evening before Good Friday, over all of Easter",
      within,
      "2026-04-02T19:00",
      {},
      [
        "hours → 2026-04-07T09:00+02:00 closed holiday 2026-04-03 weekend 2026-04-04..2026-04-05 holiday 2026-04-06",
      ],
    ],
    [
      "onto a Saturday that is worked",
      within,
      "2026-12-18T20:00",
      {},
      ["hours → 2026-12-19T09:00+01:00 closed"],
    ],
    [
      "over somebody's leave and their days off",
      of,
      "2026-06-09T17:00",
      { user: ANNA },
      [
        "hours of Anna → 2026-06-15T10:00+02:00 closed absence 2026-06-10..2026-06-12 weekend 2026-06-13..2026-06-14",
      ],
    ],
    [
      "over a lunch break",
      of,
      "2026-06-15T12:10",
      { user: BEN },
      ["hours of Ben → 2026-06-15T12:30+02:00 closed"],
    ],
    [
      "working days, and the days that did not count",
      { delay: workingDays(2) },
      "2026-04-02T15:00",
      {},
      [
        "2 working days → 2026-04-08T15:00+02:00 holiday 2026-04-03 weekend 2026-04-04..2026-04-05 holiday 2026-04-06",
      ],
    ],
    [
      "a delay, then a time of day, then the weekend",
      { delay: hours(2), ...atNine, within: {} },
      "2026-06-12T08:00",
      { time: "09:00:00" },
      [
        "2 hours → 2026-06-12T10:00+02:00",
        "09:00:00 → 2026-06-13T09:00+02:00",
        "hours → 2026-06-15T09:00+02:00 weekend 2026-06-13..2026-06-14",
      ],
    ],
    [
      "a time of day that the clocks skip",
      { at: { time: true, fields: [], text: "at 02:30" } },
      "2026-03-28T12:00",
      { time: "02:30:00" },
      ["02:30:00 → 2026-03-29T03:30+02:00 (skipped)"],
    ],
    [
      "a time of day that comes twice",
      { at: { time: true, fields: [], text: "at 02:30" } },
      "2026-10-24T12:00",
      { time: "02:30:00" },
      ["02:30:00 → 2026-10-25T02:30+02:00 (twice)"],
    ],
    [
      "days onto a time that the clocks skip",
      { delay: day(1) },
      "2026-03-28T02:30",
      {},
      ["1 day → 2026-03-29T03:30+02:00 (skipped)"],
    ],
    [
      "hours over the same change, which keep no time of day",
      { delay: hours(2) },
      "2026-03-29T01:30",
      {},
      ["2 hours → 2026-03-29T04:30+02:00"],
    ],
    [
      "a day of a field",
      {
        at: {
          time: true,
          anchor: true,
          offset: { duration: day(1), direction: "before" },
          fields: ["closeDate"],
          text: "at 10:00 on closeDate - 1 day",
        },
      },
      "2026-06-10T12:00",
      { time: "10:00:00", anchor: "2026-06-20" },
      ["at 10:00 on closeDate - 1 day (2026-06-20) → 2026-06-19T10:00+02:00"],
    ],
    [
      "the later of a day of a field and a delay is the one that counts",
      { delay: day(30), at: { anchor: true, fields: ["closeDate"], text: "at closeDate" } },
      "2026-06-10T12:00",
      { anchor: "2026-06-20" },
      ["30 days → 2026-07-10T12:00+02:00"],
    ],
    [
      "a moment that is past, with nobody there now",
      { at: { anchor: true, fields: ["closeDate"], text: "at closeDate" }, within: {} },
      "2026-06-13T12:00",
      { anchor: "2026-06-01" },
      [
        "at closeDate (2026-06-01) → 2026-06-01T00:00+02:00",
        "hours → 2026-06-01T09:00+02:00 closed",
        "late → 2026-06-15T09:00+02:00",
        "hours → 2026-06-15T09:00+02:00 weekend 2026-06-13..2026-06-14",
      ],
    ],
    [
      "the first turn of a repetition",
      { repeat: { every: day(2), times: 3 }, within: {} },
      "2026-06-11T12:00",
      {},
      ["1 of 3 → 2026-06-13T12:00+02:00", "hours → 2026-06-15T09:00+02:00 weekend 2026-06-13..2026-06-14"],
    ],
  ];

  it.each(cases)("%s", (_, timetable, base, resolved, expected) => {
    expect(steps(timetable, base, resolved)).toEqual(expected);
  });

  it("lead to the moment that it runs at, each from where the one before led", () => {
    for (const [, timetable, base, resolved] of cases) {
      const came = plan(timetable, resolved, { base: at(base), now: at(base) }, berlin);
      if (came.kind !== "at") throw new Error("every case has a moment");
      expect(came.steps.at(-1)?.to ?? at(base)).toBe(came.due);
    }
  });

  it("stop listing days off of somebody who is away for years", () => {
    const away = {
      ...berlin,
      calendar: {
        ...berlin.calendar,
        people: { 1: { absences: [{ from: "2026-06-10", to: "2036-06-10" }] } },
      },
    };
    const base = at("2026-06-09T20:00");
    const came = plan({ within: { of: true } }, { user: ANNA }, { base, now: base }, away);
    expect(came).toMatchObject({ kind: "at", due: at("2036-06-11T09:00") });
    expect(came.kind === "at" && came.steps).toMatchObject([
      { off: [{ why: "absence", from: "2026-06-10" }] },
    ]);
  });
});
