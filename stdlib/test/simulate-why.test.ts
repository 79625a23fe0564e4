import { duration, type LoadedRuleSet, type Rule } from "@onstage/runtime/rules";
import { simulate } from "@onstage/stdlib/testing";
import { describe, expect, it } from "vitest";
import { ruleSet as payments } from "./rule-set.ts";

const source = { file: "rules/all.rules", line: 1 };

/** Rules that start when a deal is created. */
function withSchedules(schedules: Readonly<Record<string, Rule["schedule"]>>): LoadedRuleSet {
  const rules = Object.entries(schedules).map(
    ([name, schedule], line): Rule => ({
      id: name,
      name,
      action: "notify",
      source: { file: "rules/all.rules", line: line + 2 },
      after: [],
      uses: [],
      repeatable: false,
      args: () => ({ user: { id: 1, name: "Anna", email: "anna@our.example" }, message: name }),
      ...(schedule && { schedule }),
    }),
  );
  const office = [["09:00", "18:00"]] as const;
  return {
    ...payments,
    timezone: "Europe/Berlin",
    calendar: {
      hours: { 1: office, 2: office, 3: office, 4: office, 5: office },
      holidays: ["2026-04-06"],
      workdays: [],
      people: {},
    },
    triggers: [],
    blocks: [
      {
        kind: "event",
        entity: "deals",
        event: { type: "created", text: "created" },
        source,
        rules,
      },
    ],
  };
}

async function waiting(now: string, schedules: Readonly<Record<string, Rule["schedule"]>>) {
  const simulation = await simulate(withSchedules(schedules), {
    now,
    events: [{ at: "+0m", create: "deals", set: { id: 1, title: "Acme", stage: "New" } }],
    until: "+0m",
  });
  if (!simulation.ok) throw new Error(JSON.stringify(simulation.problems));
  return simulation.report.runs;
}

describe("a simulation says why a run waits", () => {
  it("over the days off of Easter, with moments by the clock of the scenario", async () => {
    expect(await waiting("2026-04-05T11:00:00+02:00", { a: { within: {} } })).toMatchObject([
      {
        status: "waiting",
        sign: "waiting",
        due: "2026-04-07T09:00:00.000+02:00",
        why: {
          code: "moment",
          until: "2026-04-07T09:00:00.000+02:00",
          steps: [
            {
              step: "hours",
              from: "2026-04-05T11:00:00.000+02:00",
              to: "2026-04-07T09:00:00.000+02:00",
              off: [
                { why: "weekend", from: "2026-04-05" },
                { why: "holiday", from: "2026-04-06" },
              ],
            },
          ],
        },
        saw: null,
      },
    ]);
  });

  it("over a change of clocks", async () => {
    const half = { time: () => "02:30:00", fields: [], text: "at 02:30" } as const;
    expect(
      await waiting("2026-03-28T12:00:00+01:00", {
        skipped: { at: half },
        twice: { delay: duration({ months: 7, days: -4 }), at: half },
      }),
    ).toMatchObject([
      {
        rule: "skipped",
        due: "2026-03-29T03:30:00.000+02:00",
        why: { steps: [{ step: "time", clock: "skipped" }] },
      },
      {
        rule: "twice",
        due: "2026-10-25T02:30:00.000+02:00",
        why: { steps: [{ step: "delay" }, { step: "time", clock: "twice" }] },
      },
    ]);
  });
});
