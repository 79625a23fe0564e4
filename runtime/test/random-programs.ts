import fc from "fast-check";
import type { ActionCall, ActionOutcome, Change, Ledger, Run, WaitRequest } from "../src/index.ts";
import type { Condition } from "../src/rules/condition.ts";
import type { EventPattern, Rule, Schedule } from "../src/rules/ruleset.ts";
import type { JsonObject } from "../src/rules/values.ts";
import { type Duration, duration } from "../src/time/duration.ts";
import { after, type Kit, kit, rule, schema, virtualWorld } from "./coordinator-kit.ts";
import { anchor, berlin, type Form, language } from "./forms-kit.ts";
import { ANNA, BEN, calendar } from "./time-kit.ts";

const STAGES = ["New", "Qualified", "Wait for payment", "Won"] as const;
const MINUTE = 60_000;

/*
 * Random rules of every form, random things that happen to two deals, and actions whose outcome follows from their run:
 * what holds always, holds for all of them.
 */

const span: fc.Arbitrary<Duration> = fc.oneof(
  fc.integer({ min: 1, max: 180 }).map((minutes) => duration({ milliseconds: minutes * MINUTE })),
  fc.integer({ min: 1, max: 5 }).map((days) => duration({ days })),
  fc.integer({ min: 1, max: 3 }).map((workingDays) => duration({ workingDays })),
);

interface Looked {
  readonly item: { readonly urgent?: boolean; readonly responsible?: { readonly id: object } };
}

// What the compiler knows of the item: see `Rule.when`.
const urgent = {
  kind: "check",
  text: "urgent",
  test: ({ item }: Looked) => item.urgent === true,
  values: () => ({}),
} as Condition<unknown> as Condition<never>;

const owner = ({ item }: Looked) => item.responsible && { id: Number(item.responsible.id) };

const at = fc.constantFrom(
  anchor("closeDate"),
  anchor("closeDate", { time: () => "10:00:00" }),
  anchor("closeDate", { offset: { duration: duration({ workingDays: 1 }), direction: "before" } }),
  anchor("meetingAt", { offset: { duration: duration({ milliseconds: 90 * MINUTE }), direction: "before" } }),
  { time: () => "07:30:00", fields: [], text: "at 07:30" },
);
const repeat = fc.record(
  { every: span, times: fc.integer({ min: 1, max: 4 }), until: fc.constant(urgent) },
  { requiredKeys: ["every", "times"] },
);
const parts = { delay: span, at, within: fc.constantFrom({}, {}, { of: owner }), repeat };
const schedule: fc.Arbitrary<Schedule> = fc.oneof(
  fc.record({ delay: span }),
  fc.record({ at }),
  fc.record({ repeat }),
  fc.record({ delay: span, within: parts.within }),
  fc.record(parts, { requiredKeys: [] }),
);

/** What an action does follows from its name, so that the same run ends in the same way whenever it is played. */
const ACTIONS = ["send", "fail", "heal", "write", "move", "flag", "make", "other", "wait", "wait"] as const;

const rules: fc.Arbitrary<readonly ReturnType<typeof rule>[]> = fc
  .array(
    fc.record(
      {
        action: fc.constantFrom(...ACTIONS),
        schedule: fc.option(schedule, { nil: undefined, freq: 2 }),
        follows: fc.constantFrom("no", "ended", "succeeds", "fails", "uses"),
        when: fc.constantFrom(undefined, undefined, urgent),
        once: fc.constantFrom({}, { per: duration({ days: 2 }) }),
        retry: fc.integer({ min: 0, max: 3 }),
        skipIfLate: fc.boolean(),
        repeatable: fc.boolean(),
      },
      { requiredKeys: ["action", "schedule", "follows"] },
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((all) =>
    all.map(({ follows, schedule: planned, when, ...more }, place) => {
      const before = `r${place - 1}`;
      const order: Partial<Rule> =
        place === 0 || follows === "no"
          ? {}
          : follows === "uses"
            ? { uses: [before] }
            : { after: [after(before, follows)] };
      const awaits = more.action === "wait" ? { awaits: ["formSent"] } : {};
      const looked = { ...(planned && { schedule: planned }), ...(when && { when }), ...awaits };
      return rule(`r${place}`, { ...more, ...order, ...looked });
    }),
  );

const event: fc.Arbitrary<EventPattern> = fc.constantFrom(
  { type: "formSent", text: "formSent" },
  { type: "created", text: "created" },
  { type: "fieldChanged", fields: ["amount"], text: "fieldChanged(amount)" },
  { type: "fieldChanged", fields: [], text: "fieldChanged" },
);

const stageForm = fc.record({ stage: fc.constantFrom(...STAGES), rules });
/** A block or a trigger of any form. */
export const form: fc.Arbitrary<Form> = fc.oneof(
  { arbitrary: stageForm, weight: 4 },
  { arbitrary: fc.record({ on: event, rules }), weight: 3 },
  fc.record({ on: event, moveTo: fc.constantFrom(...STAGES), allowBackward: fc.boolean() }),
  fc
    .record({
      every: fc.constantFrom(
        { kind: "weekday" as const },
        { kind: "interval" as const, every: duration({ milliseconds: 600 * MINUTE }) },
      ),
      where: fc.constantFrom(undefined, urgent),
      rules,
    })
    .map(({ where, ...rest }) => ({ ...rest, ...(where && { where }) })),
);

type Doing =
  | { readonly kind: "move"; readonly stage: string }
  | { readonly kind: "update"; readonly fields: JsonObject }
  | { readonly kind: "event"; readonly id: number }
  | { readonly kind: "delete" };

const day = fc.integer({ min: 5, max: 25 }).map((number) => `2026-06-${String(number).padStart(2, "0")}`);
const doing: fc.Arbitrary<Doing> = fc.oneof(
  {
    arbitrary: fc.record({ kind: fc.constant("move" as const), stage: fc.constantFrom(...STAGES) }),
    weight: 10,
  },
  {
    arbitrary: fc.record({ kind: fc.constant("event" as const), id: fc.nat(20) }),
    weight: 8,
  },
  fc.record({ kind: fc.constant("delete" as const) }),
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant("update" as const),
      fields: fc.record(
        {
          amount: fc.integer({ min: 1, max: 3 }),
          urgent: fc.boolean(),
          closeDate: fc.option(day),
          meetingAt: fc.option(day.map((date) => `${date}T12:00:00.000Z`)),
          responsible: fc.option(fc.constantFrom(1, 2)),
        },
        { requiredKeys: [] },
      ),
    }),
  },
);

interface Happening {
  /** Minutes after the one before. */
  readonly after: number;
  readonly item: 1 | 2;
  readonly doing: Doing;
}

/** What happens from outside, in order. */
export const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.record({
    after: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 6000 })),
    item: fc.constantFrom(1 as const, 2 as const),
    doing,
  }),
  { maxLength: 15, size: "max" },
);

/** What a run waits for whose action waits: that a form is sent, which the result then names. */
export function formWait({ now }: ActionCall, form: JsonObject = {}): WaitRequest {
  const event = { type: "formSent", where: form, unless: {}, result: { came: true }, take: { id: "id" } };
  return { what: "a form", events: [event], within: duration({ workingDays: 3 }), since: now };
}

/** What becomes of a call, by its action and attempt alone. */
function outcomeOf(call: ActionCall): ActionOutcome {
  const { action, run } = call;
  const done = (changes: Extract<ActionOutcome, { kind: "done" }>["changes"] = []): ActionOutcome => ({
    kind: "done",
    result: run.id,
    changes,
  });
  switch (action) {
    case "fail":
      return { kind: "failed", how: "permanent", reason: "it broke" };
    case "heal":
      return run.attempt < 3 ? { kind: "failed", how: "transient", reason: "no network" } : done();
    case "write":
      return done([{ kind: "set", fields: { amount: (run.key.length % 3) + 1 } }]);
    case "flag":
      return done([{ kind: "set", fields: { urgent: true } }]);
    case "move":
      return done([{ kind: "move", stage: run.id.length % 2 === 0 ? "QUALIFIED" : "NEW" }]);
    case "wait":
      return { kind: "done", result: { came: false }, changes: [], wait: formWait(call) };
    default:
      return done();
  }
}

interface Call {
  readonly call: ActionCall;
  readonly run: Run;
}

/** What came of a program. */
export interface Played {
  readonly calls: readonly Call[];
  readonly runs: readonly Run[];
  readonly history: readonly Change[];
  readonly items: readonly unknown[];
}

/** Rules, and what happens to the items that they are for. */
export interface Program {
  readonly forms: readonly Form[];
  readonly happenings: readonly Happening[];
}

/** Everything that there is, as it stands. */
async function allOf({ coordinator }: Kit): Promise<Omit<Played, "calls">> {
  const runs = await coordinator.runs({ limit: 1000 });
  return {
    runs,
    history: await coordinator.history(),
    items: await coordinator.items("deals", { limit: 9 }),
  };
}

async function happen({ coordinator }: Kit, { item, doing: what }: Happening): Promise<void> {
  const ref = { entity: "deals", id: item };
  switch (what.kind) {
    case "move":
      await coordinator.move(ref, what.stage, "anna");
      return;
    case "update":
      await coordinator.update(ref, what.fields, "anna");
      return;
    case "event":
      await coordinator.receive({ id: `e${what.id}`, type: "formSent", item: `deals/${item}`, payload: {} });
      return;
    case "delete":
      await coordinator.remove(ref, "anna");
  }
}

/** How many calls are looked at before a program is taken to go on for ever. */
export const MOST_CALLS = 2000;

/**
 * Plays a program in virtual time: what comes from outside first, then whatever is due.
 *
 * @param restart whether there is another service before each look, with nothing but the ledger
 * @param kept the ledger; one in memory if left out
 */
export async function play(program: Program, restart: boolean, kept?: Ledger): Promise<Played> {
  const world = virtualWorld(0.5);
  world.set(berlin("2026-06-04 08:00"));
  const ruleSet = language("p", [...program.forms, { on: "formSent", rules: [] }], {
    calendar,
    schema: { ...schema, users: [ANNA, BEN] },
  });
  let parts = kit({ rules: ruleSet, world, ...(kept && { ledger: kept }) });
  const { ledger } = parts;
  const calls: Call[] = [];
  const look = async (): Promise<void> => {
    if (restart) {
      parts = kit({ rules: ruleSet, world, ledger });
      await parts.coordinator.recover();
    }
    const started = await parts.coordinator.startDue(3);
    const found = await Promise.all(started.map(({ run }) => parts.coordinator.run(run.id)));
    for (const [place, call] of started.entries()) {
      const run = found[place];
      if (!run) throw new Error("what was started is there");
      calls.push({ call, run });
      await parts.coordinator.settle(call.run.id, outcomeOf(call));
    }
  };
  const until = async (end: number): Promise<void> => {
    for (;;) {
      await look();
      const next = await parts.coordinator.nextDue();
      if (next === null || next > end || calls.length > MOST_CALLS) break;
      world.set(Math.max(world.now(), next));
    }
    world.set(Math.max(world.now(), end));
  };
  for (const title of ["One", "Two"]) await parts.coordinator.create("deals", { title }, "api");
  let moment = world.now();
  for (const one of program.happenings) {
    moment += one.after * MINUTE;
    await until(moment - 1);
    world.set(moment);
    await happen(parts, one);
  }
  await until(moment + 10 * 24 * 60 * MINUTE);
  const all = await allOf(parts);
  await ledger.close();
  return { calls, ...all };
}
