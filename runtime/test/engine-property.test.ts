import fc from "fast-check";
import { expect, it } from "vitest";
import { hoursOf } from "../src/time/working-days.ts";
import { isOpen } from "../src/time/working-hours.ts";
import { form, happenings, MOST_CALLS, type Played, type Program, play } from "./random-programs.ts";
import { calendar } from "./time-kit.ts";

const HOUR = 60 * 60_000;

function checkCalls({ calls, runs }: Played): void {
  const last = new Map(runs.map((run) => [run.id, run]));
  for (const { call, run } of calls) {
    expect(run.status, "what is called is running").toBe("running");
    if (run.planned !== null)
      expect(run.planned <= call.now, `${run.id} started before its moment`).toBe(true);
    const end = last.get(run.id);
    if (end?.status === "cancelled" && end.ended !== null) {
      expect(call.now <= end.ended, `${run.id} was cancelled before it started`).toBe(true);
    }
  }
  const keys = calls.map(({ call }) => `${call.run.key} ${call.run.attempt}`);
  expect(new Set(keys).size, "no attempt is made twice").toBe(keys.length);
}

function checkHours(program: Program, { calls }: Played): void {
  const kept = new Set<string>();
  for (const [number, one] of program.forms.entries()) {
    if (!("rules" in one)) continue;
    for (const [place, make] of one.rules.entries()) {
      const { id, schedule: planned } = make(number, place);
      if (planned?.within !== undefined && planned.within.of === undefined) kept.add(id);
    }
  }
  for (const { call } of calls) {
    if (!kept.has(call.ruleId) || call.run.attempt > 1) continue;
    expect(
      isOpen(Date.parse(call.now), "Europe/Berlin", hoursOf(calendar)),
      `${call.run.id} kept to no hours`,
    ).toBe(true);
  }
}

function checkOnce(program: Program, { runs }: Played): void {
  const once = new Set(
    program.forms.flatMap((one, number) =>
      "rules" in one
        ? one.rules
            .map((make, place) => make(number, place))
            .filter((made) => made.once !== undefined && made.once.per === undefined)
            .map(({ id }) => id)
        : [],
    ),
  );
  const counts = new Map<string, number>();
  for (const { item, ruleId, status } of runs) {
    if (!once.has(ruleId) || status !== "done") continue;
    const key = `${item.id} ${ruleId}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  expect([...counts.values()].filter((count) => count > 1)).toEqual([]);
}

function checkRuns({ runs, history }: Played): void {
  for (const run of runs) {
    expect(run.waits !== null, `${run.id} is ${run.status} and waits for ${run.waits}`).toBe(
      run.status === "waiting",
    );
    if (run.status !== "done") expect(run.reason, `${run.id} says why`).toBeTruthy();
    expect(run.status, "every call was settled").not.toBe("running");
    if (run.waits === "moment" || run.waits === "attempt") expect(run.due).not.toBeNull();
  }
  const gone = new Set(history.filter(({ kind }) => kind === "deleted").map(({ item }) => item.id));
  expect(runs.filter((run) => gone.has(run.item.id) && run.status === "waiting")).toEqual([]);
  const byRules = history.filter(({ kind, by }) => kind === "moved" && /^deals-/.test(by));
  for (const one of byRules) {
    const hour = byRules.filter(
      (other) =>
        other.item.id === one.item.id &&
        Date.parse(other.at) <= Date.parse(one.at) &&
        Date.parse(other.at) > Date.parse(one.at) - HOUR,
    );
    expect(hour.length, "chains end").toBeLessThanOrEqual(20);
  }
}

it("keeps its promises for rules of every form, and a restart at any point changes nothing", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(form, { minLength: 1, maxLength: 5 }), happenings, async (forms, all) => {
      const program = { forms, happenings: all };
      const played = await play(program, false);
      checkCalls(played);
      checkHours(program, played);
      checkOnce(program, played);
      checkRuns(played);
      expect(played.calls.length, "it comes to an end").toBeLessThan(MOST_CALLS);
      expect(await play(program, true)).toEqual(played);
    }),
    { numRuns: 60 },
  );
});
