import type { ActionCall, ActionOutcome } from "../src/index.ts";
import type {
  Block,
  CalendarBlock,
  EventPattern,
  LoadedRuleSet,
  Rule,
  Schedule,
  Setting,
  TriggerMove,
} from "../src/rules/ruleset.ts";
import { done, type Kit, type rule, schema, setting } from "./coordinator-kit.ts";
import { at as moment, shown } from "./time-kit.ts";

type Rules = readonly ReturnType<typeof rule>[];

/** A block or a trigger as a test writes it; ids and places come from where it stands. */
export type Form =
  | { readonly stage: string; readonly rules: Rules }
  | { readonly on: string | EventPattern; readonly pipelines?: readonly string[]; readonly rules: Rules }
  | {
      readonly every: CalendarBlock["every"];
      readonly at?: string;
      readonly where?: CalendarBlock["where"];
      readonly rules: Rules;
    }
  | ({ readonly on: string | EventPattern; readonly moveTo: string } & Partial<
      Pick<TriggerMove, "when" | "as" | "allowBackward">
    >);

const id = (title: string): string => title.toUpperCase().replaceAll(" ", "_");

function patternOf(on: string | EventPattern): EventPattern {
  return typeof on === "string" ? { type: on, text: on } : on;
}

function blockOf(form: Exclude<Form, { moveTo: string }>, number: number): Block {
  const source = { file: "rules/test.rules", line: number + 1 };
  const rules: readonly Rule[] = form.rules.map((make, place) => make(number, place));
  const entity = "deals";
  if ("stage" in form) {
    return { kind: "stage", entity, pipeline: "SALES", stages: [id(form.stage)], source, rules };
  }
  if ("on" in form) {
    const { pipelines } = form;
    return {
      kind: "event",
      entity,
      ...(pipelines && { pipelines }),
      event: patternOf(form.on),
      source,
      rules,
    };
  }
  const { every, at = "09:00:00", where } = form;
  const text = `every ${every.kind} at ${at.slice(0, 5)}`;
  return {
    kind: "calendar",
    id: `c${number}`,
    entity,
    every,
    at,
    text,
    ...(where && { where }),
    source,
    rules,
  };
}

function triggerOf(form: Extract<Form, { moveTo: string }>, number: number): TriggerMove {
  const { on, moveTo, allowBackward = false, when, as } = form;
  return {
    id: `t${number}`,
    entity: "deals",
    event: patternOf(on),
    targets: [{ pipeline: "SALES", stage: id(moveTo) }],
    allowBackward,
    ...(when && { when }),
    ...(as && { as }),
    source: { file: "rules/test.rules", line: number + 1 },
  };
}

/** A rule set of every form. The events of its blocks and triggers are those that it knows. */
export function language(
  hash: string,
  forms: readonly Form[],
  more: Partial<Setting & Pick<LoadedRuleSet, "schema">> = {},
): LoadedRuleSet {
  const blocks: Block[] = [];
  const triggers: TriggerMove[] = [];
  for (const [number, form] of forms.entries()) {
    if ("moveTo" in form) triggers.push(triggerOf(form, number));
    else blocks.push(blockOf(form, number));
  }
  const patterns = [
    ...triggers.map((one) => one.event),
    ...blocks.flatMap((block) => (block.kind === "event" ? [block.event] : [])),
  ];
  const own = ["created", "fieldChanged"];
  const events = [...new Set(patterns.map((one) => one.type))].filter((type) => !own.includes(type));
  return { hash, ...setting, schema, ...more, blocks, triggers, events };
}

/** What an `at` of a schedule is counted from, as the compiler would write it. */
export function anchor(
  field: string,
  more: Partial<Omit<NonNullable<Schedule["at"]>, "anchor" | "fields">> = {},
): NonNullable<Schedule["at"]> {
  const path = field.split(".");
  // A rule is written for the fields of its own entity.
  const read = (scope: { readonly item: unknown }): string | undefined =>
    path.reduce<unknown>(
      (value, name) => (typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined),
      scope.item,
    ) as string | undefined;
  return { anchor: read, fields: [field], text: `at ${field}`, ...more };
}

/** A moment by the clocks of Berlin, in milliseconds since 1970. */
export function berlin(local: string): number {
  return Date.parse(moment(local.replace(" ", "T")));
}

/** A moment of the ledger by the clocks of Berlin. */
export function local(utc: string | null | undefined): string | undefined {
  return shown(utc ?? undefined)
    ?.replace("T", " ")
    .replace(/\+\d\d:\d\d$/, "");
}

/** What an action answers to a call. */
export type Perform = (call: ActionCall) => ActionOutcome;

/**
 * Lets time pass up to a moment, as a service would that is never late: every call ends at once.
 *
 * @returns what was called, each with its moment: `2026-06-08 10:00 sendEmail`
 */
export async function pass(
  { coordinator, world }: Kit,
  until: string,
  perform: Perform = () => done,
): Promise<readonly string[]> {
  const end = berlin(until);
  const log: string[] = [];
  for (;;) {
    const calls = await coordinator.startDue(100);
    for (const call of calls) {
      log.push(`${local(call.now)} ${call.run.rule}`);
      await coordinator.settle(call.run.id, perform(call));
    }
    const next = await coordinator.nextDue();
    if (calls.length > 0 || (next !== null && next <= world.now())) continue;
    if (next === null || next > end) break;
    world.set(next);
  }
  world.set(Math.max(end, world.now()));
  return log;
}
