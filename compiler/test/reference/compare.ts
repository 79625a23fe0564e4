import type { Program } from "@onstage/compiler";
import {
  type Condition,
  explain,
  holds,
  isRuleFailure,
  pass,
  type Rule,
  type RuleSet,
  readItem,
  type Scope,
} from "@onstage/runtime/rules";
import type {
  CheckedBlock,
  CheckedEvent,
  CheckedExpression,
  CheckedFunction,
  CheckedRule,
  CheckedTrigger,
  DeclaredName,
} from "../../src/check/checked.ts";
import { present, type Type, unknownType } from "../../src/types/types.ts";
import { type Declarations, evaluated, isTrue } from "./evaluate/evaluate.ts";
import { jsonOf } from "./evaluate/json.ts";
import { isObject, own } from "./evaluate/read.ts";
import { turned } from "./evaluate/turned.ts";
import { type Json, type StoredItem, type Surroundings, Undecidable, type Value } from "./evaluate/values.ts";
import type { Draw } from "./generate/draw.ts";
import { drawFields, drawItems, drawJson, looks } from "./generate/items.ts";
import type { World } from "./generate/schema.ts";

/** What came of working something out: JSON, or the sentence that says why it cannot be decided. */
type Outcome = { readonly value: Json } | { readonly failure: string };

/** Something that both have worked out. */
export interface Compared {
  /** What it is, for people. */
  readonly what: string;
  readonly compiled: Outcome;
  readonly reference: Outcome;
}

function outcomeOf(work: () => unknown): Outcome {
  try {
    // Through JSON, as it is stored: what is not there is not seen, and nothing has a sign.
    const value: Json = JSON.parse(JSON.stringify(work() ?? null));
    return { value };
  } catch (error) {
    if (error instanceof Undecidable || isRuleFailure(error)) return { failure: error.message };
    throw error;
  }
}

/** What rules are looked at with, in the form of either side. */
interface Looked {
  readonly scope: Scope;
  readonly around: Surroundings;
  readonly declarations: Declarations;
}

function functionsOf(program: Program): (of: DeclaredName) => CheckedFunction {
  const functions = new Map<string, CheckedFunction>();
  for (const { path, declarations } of program.files) {
    for (const { declaration } of declarations) {
      if (declaration.kind !== "function") continue;
      functions.set(`${path} ${declaration.function.name}`, declaration.function);
    }
  }
  return ({ file, name }) => {
    const found = functions.get(`${file} ${name}`);
    if (found === undefined) throw new Error(`there is no function ${name} in ${file}`);
    return found;
  };
}

/** What rules are for that are looked at. */
interface About {
  readonly entity: string;
  readonly event?: CheckedEvent;
  readonly rules: readonly CheckedRule[];
}

/** All items that there are, by entity and id. */
type Items = ReadonlyMap<string, StoredItem>;

/** Draws what goes with an item when rules are looked at. */
function lookAt(
  draw: Draw,
  item: StoredItem,
  items: Items,
  world: World,
  program: Program,
  ruleSet: RuleSet,
  of: About,
): Looked {
  const { schema, timezone, currency, locale, calendar, rates } = ruleSet;
  const find = (entity: string, id: number): StoredItem | undefined => items.get(`${entity}/${id}`);
  const eventType: Type = of.event?.signature?.payload ?? { kind: "record", fields: {} };
  const event = drawJson(draw, eventType);
  const previous = of.event === undefined ? {} : drawFields(draw, of.entity, world.schema);
  const results: Record<string, Json> = Object.create(null);
  for (const rule of of.rules) {
    if (rule.node.binding === undefined || draw.chance(10)) continue;
    const result = drawJson(draw, rule.action.result);
    if (result !== undefined && result !== null) results[rule.name] = result;
  }
  const now = draw.one(looks);
  const brought = isObject(event) ? event : {};
  const setting = { timezone, currency, locale, calendar, rates };
  const reader = { schema, currency, find };
  const resultTypes = new Map(of.rules.map((rule) => [rule.name, rule.action.result]));
  return {
    scope: {
      item: readItem(item, reader),
      results,
      previous: readItem({ ...item, fields: previous }, reader),
      event: brought,
      now,
      setting,
    },
    around: { ...setting, schema: world.schema, now, item, find, previous, event: brought, results },
    declarations: {
      functionOf: functionsOf(program),
      resultType: (rule) => resultTypes.get(rule) ?? unknownType,
      eventType,
    },
  };
}

/** What an action returned is handed on to another one as it is. */
function handedOnBy(
  value: CheckedExpression,
  wanted: Type,
  { around, declarations }: Looked,
): { readonly json: Json | undefined } | undefined {
  const isNumber = value.type.kind === "plain" && ["Number", "Integer"].includes(value.type.name);
  if (value.kind !== "result" || (isNumber && wanted.kind === "plain" && wanted.name === "Money"))
    return undefined;
  let json: Json | undefined = around.results[value.rule];
  let type = present(declarations.resultType(value.rule));
  for (const { name } of value.path) {
    // What is behind a user is read in the schema.
    if (type.kind !== "record") return undefined;
    json = isObject(json) ? own(json, name) : undefined;
    type = present(type.fields[name] ?? unknownType);
  }
  return { json: json ?? undefined };
}

/** Compares what one rule, block or trigger has. */
function comparer(looked: Looked, where: string) {
  const { scope, around, declarations } = looked;
  const found: Compared[] = [];
  // A function of a rule takes any scope that its rule was compiled for: this one.
  const seen = scope as never;
  const add = (what: string, compiled: () => unknown, reference: () => unknown): void => {
    found.push({
      what: `${what} of ${where}`,
      compiled: outcomeOf(compiled),
      reference: outcomeOf(reference),
    });
  };
  const json = (value: Value | undefined): Json => (value === undefined ? null : jsonOf(value));
  return {
    found,
    condition: (
      what: string,
      compiled: Condition<never> | undefined,
      checked: CheckedExpression | undefined,
    ): void => {
      expectBoth(what, compiled, checked);
      if (compiled === undefined || checked === undefined) return;
      add(
        what,
        () => holds(compiled, seen),
        () => isTrue(checked, around, declarations),
      );
      const last = found.at(-1)?.compiled;
      // Whoever is told that a condition does not hold is told why.
      if (last !== undefined && "value" in last && last.value === false) {
        const why = explain(compiled, seen);
        add(
          `reason for ${what}`,
          () => why !== "",
          () => true,
        );
      }
    },
    value: (
      what: string,
      compiled: ((scope: never) => unknown) | undefined,
      checked: CheckedExpression | undefined,
    ): void => {
      expectBoth(what, compiled, checked);
      if (compiled === undefined || checked === undefined) return;
      const one = (): unknown => pass({ one: compiled(seen) }).one;
      add(what, one, () => json(evaluated(checked, around, declarations)));
    },
    actor: (
      what: string,
      compiled: ((scope: never) => unknown) | undefined,
      checked: CheckedExpression | undefined,
    ): void => {
      expectBoth(what, compiled, checked);
      if (compiled === undefined || checked === undefined) return;
      add(
        what,
        () => compiled(seen),
        () => {
          const user = evaluated(checked, around, declarations);
          return user?.kind === "user" ? { id: user.user.id, name: user.user.name } : undefined;
        },
      );
    },
    args: (compiled: Rule["args"], { args }: CheckedRule): void => {
      add(
        "arguments",
        () => compiled(seen),
        () => {
          const given = args.map(({ parameter, value }) => {
            const handedOn = handedOnBy(value, parameter.type, looked);
            if (handedOn !== undefined) return [parameter.name, handedOn.json] as const;
            // Fields of an entity are typed where they are written.
            const wanted = parameter.type.kind === "fieldValues" ? value.type : parameter.type;
            const given = turned(evaluated(value, around, declarations), wanted, around.currency);
            const isField =
              (parameter.type.kind === "fieldValue" && given?.kind === "option") ||
              given?.kind === "pipeline";
            return [parameter.name, given && (isField ? given.id : jsonOf(given))] as const;
          });
          return Object.fromEntries(given.filter(([, value]) => value !== undefined));
        },
      );
    },
    add,
  };
}

function expectBoth(what: string, compiled: unknown, checked: unknown): void {
  if ((compiled === undefined) !== (checked === undefined))
    throw new Error(`${what} is there on one side only`);
}

function compareRule(compiled: Rule, checked: CheckedRule, looked: Looked): readonly Compared[] {
  const compare = comparer(looked, compiled.id);
  const { schedule, modifiers } = checked;
  compare.condition("condition", compiled.when, checked.condition);
  compare.args(compiled.args, checked);
  compare.value("time", compiled.schedule?.at?.time, schedule.at?.time);
  compare.value("anchor", compiled.schedule?.at?.anchor, schedule.at?.anchor);
  compare.actor("working hours", compiled.schedule?.within?.of, schedule.within?.of);
  compare.condition("`until`", compiled.schedule?.repeat?.until, schedule.repeat?.until);
  compare.actor("`as`", compiled.as, modifiers.as);
  const delays = [
    compiled.schedule?.delay,
    compiled.schedule?.at?.offset?.duration,
    compiled.schedule?.repeat?.every,
    compiled.once?.per,
  ];
  const lengths = [
    schedule.delay,
    schedule.at?.offset?.duration,
    schedule.repeat?.every,
    modifiers.once?.per,
  ];
  compare.add(
    "lengths of time",
    () => delays.map((one) => one ?? null),
    () => lengths.map((one) => one ?? null),
  );
  return compare.found;
}

function compareFits(
  fits: ((scope: never) => boolean) | undefined,
  { signature, args }: CheckedEvent,
  looked: Looked,
  compare: ReturnType<typeof comparer>,
): void {
  if (signature === undefined) return;
  const { around, declarations, scope } = looked;
  compare.add(
    "event",
    () => fits?.(scope as never),
    () => {
      const asked = new Map(
        args.map(({ parameter, value }) => [parameter.name, evaluated(value, around, declarations)]),
      );
      const [name, least] = [asked.get("name"), asked.get("least")].map((one) => one && jsonOf(one));
      const { event } = around;
      const isNamed = name === undefined || event.name === name;
      return isNamed && (least === undefined || Number(event.count ?? 0) >= Number(least));
    },
  );
}

/** The rules of a block that run, those of the program and those that were emitted. */
export function compareBlock(
  compiled: RuleSet["blocks"][number],
  checked: CheckedBlock,
  looked: Looked,
): readonly Compared[] {
  const compare = comparer(looked, checked.entity.name);
  if (compiled.kind === "calendar") compare.condition("`where`", compiled.where, checked.condition);
  if (compiled.kind === "event" && checked.kind === "event") {
    compareFits(compiled.event.fits, checked.event, looked, compare);
  }
  // Rules that are disabled, and those that cannot do without one of them, are not emitted.
  const rules = compiled.rules.flatMap((own) => {
    const rule = checked.rules.find((one) => one.name === own.name);
    if (rule === undefined || rule.modifiers.disabled) throw new Error(`${own.name} was emitted`);
    return compareRule(own, rule, looked);
  });
  return [...compare.found, ...rules];
}

export function compareTrigger(
  compiled: RuleSet["triggers"][number],
  checked: CheckedTrigger,
  looked: Looked,
): readonly Compared[] {
  const compare = comparer(looked, compiled.id);
  compare.condition("condition", compiled.when, checked.condition);
  compare.actor("`as`", compiled.as, checked.as);
  compareFits(compiled.event.fits, checked.event, looked, compare);
  return compare.found;
}

/** All that a program works out, for items that are drawn: by both. */
export function compareProgram(
  draw: Draw,
  world: World,
  program: Program,
  ruleSet: RuleSet,
): readonly Compared[] {
  const populations = draw.many(1, 2, () => drawItems(draw, world));
  const looksAt = (of: About): readonly Looked[] =>
    populations.flatMap((items) =>
      [1, 2].map((id) => {
        const item = items.get(`${of.entity}/${id}`);
        if (item === undefined) throw new Error(`there is no item of ${of.entity}`);
        return lookAt(draw, item, items, world, program, ruleSet, of);
      }),
    );
  const blocks = [...ruleSet.blocks];
  const triggers = [...ruleSet.triggers];
  return program.files
    .flatMap((file) => file.declarations)
    .flatMap(({ declaration }) => {
      if (declaration.kind === "block" && !declaration.block.node.disabled) {
        const { block } = declaration;
        const [compiled] = blocks.splice(0, block.kind === "stage" ? block.places.length : 1);
        if (compiled === undefined) throw new Error("a block was not emitted");
        const event = block.kind === "event" ? { event: block.event } : {};
        const of = { entity: block.entity.name, rules: block.rules, ...event };
        return looksAt(of).flatMap((looked) => compareBlock(compiled, block, looked));
      }
      if (declaration.kind === "trigger" && !declaration.trigger.node.disabled) {
        const { trigger } = declaration;
        const compiled = triggers.shift();
        if (compiled === undefined) throw new Error("a trigger was not emitted");
        const of = { entity: trigger.entity.name, event: trigger.event, rules: [] };
        return looksAt(of).flatMap((looked) => compareTrigger(compiled, trigger, looked));
      }
      return [];
    });
}
