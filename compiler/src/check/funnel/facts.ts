import type {
  CheckedBlock,
  CheckedDependency,
  CheckedExpression,
  CheckedRule,
  CheckedSchedule,
  DurationValue,
} from "../checked.ts";
import { readsField } from "./fields-read.ts";
import { type Condition, conditionOf, type Knowledge, readerFor } from "./knowledge.ts";
import { evaluate } from "./logic/evaluate.ts";
import { expand } from "./logic/expand.ts";
import { all, type Formula, yes } from "./logic/formula.ts";
import type { Answer, Looking } from "./logic/items.ts";
import { keyOf } from "./logic/key.ts";
import { placeId, placesOf, standsIn } from "./logic/places.ts";
import type { Reader } from "./logic/reader.ts";
import { type OccasionKey, occasionsOf } from "./occasions.ts";

/** A field that a rule writes. */
export interface Write {
  readonly field: string;
  /** What it writes, where that is said. */
  readonly value?: CheckedExpression;
  /** It takes the value away. */
  readonly isCleared?: true;
}

/** What a rule writes on an item; nothing where it takes the value away. */
export function writtenValue({ value, isCleared }: Write, looking: Looking): Answer {
  if (isCleared) return undefined;
  return value === undefined ? "unclear" : evaluate(value, looking);
}

/** What the analyses know of a rule. */
export interface RuleFacts {
  readonly rule: CheckedRule;
  /** What it says itself, without its header. */
  readonly own?: Condition;
  /** With its header. */
  readonly condition?: Condition;
  /** What holds of the item when it runs, as far as is certain: also that of rules that it needs. */
  readonly guard: Formula;
  /** The stage that it moves the item to. */
  readonly moves?: CheckedExpression;
  readonly writes?: Write;
  /** What it sends to the client, in words that are the same for the same. */
  readonly message?: string;
  /**
   * When it starts, in words that are the same for rules that start at the same time, as far as nobody keeps others
   * waiting. Empty: at once.
   */
  readonly start: string;
  /** Names of the rules that have ended when it starts. */
  readonly behind: () => ReadonlySet<string>;
  /** How rules must have ended for it to run: those that have to be done, and those that must have failed. */
  readonly needs: ReadonlyMap<string, "done" | "failed">;
}

/** What the analyses know of a block that is run. */
export interface BlockFacts {
  readonly block: CheckedBlock;
  readonly reader: Reader;
  readonly header?: Condition;
  /** Where its items stand when its rules start, if a condition asks for that. */
  readonly place: Formula;
  /** Without those that are switched off. */
  readonly rules: readonly RuleFacts[];
  /** Those that write a field, that move the item, that send something to the client, and that wait for a time. */
  readonly writers: readonly RuleFacts[];
  readonly movers: readonly RuleFacts[];
  readonly senders: readonly RuleFacts[];
  readonly delayed: readonly RuleFacts[];
  /** Whether there are rules that are planned by fields, or whose result others may use in vain. */
  readonly isWaiting: boolean;
  readonly occasions: readonly OccasionKey[];
  /** Whether a rule moves the item or writes a field of it. */
  readonly isActive: boolean;
}

function argument(rule: CheckedRule, name: string): CheckedExpression | undefined {
  return rule.args.find((one) => one.parameter.name === name)?.value;
}

function writeOf(rule: CheckedRule, reader: Reader): Write | undefined {
  const { writes, clears } = rule.action.effects;
  if (writes === undefined) return undefined;
  const isNamed = rule.action.parameters.some((parameter) => parameter.name === writes.field);
  const named = isNamed ? argument(rule, writes.field) : undefined;
  const field = isNamed ? (named?.kind === "fieldName" ? named.name : undefined) : writes.field;
  if (field === undefined) return undefined;
  const value = writes.value === undefined ? undefined : argument(rule, writes.value);
  if (clears !== undefined && clears === writes.field) return { field, isCleared: true };
  return { field, ...(value && { value: expand(value, reader.find) }) };
}

function messageKey(rule: CheckedRule, reader: Reader): string {
  const args = rule.args.map((one) => `${one.parameter.name}: ${keyOf(expand(one.value, reader.find))}`);
  return `${rule.action.name}(${args.toSorted().join(", ")})`;
}

const durationKey = (one: DurationValue): string =>
  [one.months, one.days, one.milliseconds, one.workingDays, one.workingMilliseconds].join("/");

function scheduleKey({ delay, at, within, repeat }: CheckedSchedule): string {
  if ((delay ?? at ?? within ?? repeat) === undefined) return "";
  const parts = [
    delay && `after ${durationKey(delay)}`,
    at?.time && `at ${keyOf(at.time)}`,
    at?.anchor && `on ${keyOf(at.anchor)}`,
    at?.offset && `${at.offset.direction} ${durationKey(at.offset.duration)}`,
    within && `within ${within.of === undefined ? "" : keyOf(within.of)}`,
    repeat && `every ${durationKey(repeat.every)} ${repeat.times}`,
  ];
  return parts.filter((part) => part !== undefined).join(" ");
}

/** What a rule says itself: the last part of its condition, where others stand before it. */
function ownCondition(rule: CheckedRule): CheckedExpression | undefined {
  const { condition, node } = rule;
  if (condition === undefined || node.condition === undefined) return undefined;
  const { start, end } = node.condition;
  const last = condition.kind === "and" ? condition.operands[1] : undefined;
  const isFramed =
    condition.kind === "and" && condition.operands.length === 2 && last?.start === start && last.end === end;
  return isFramed ? last : condition;
}

interface Order {
  readonly start: string;
  readonly behind: () => ReadonlySet<string>;
  readonly needs: ReadonlyMap<string, "done" | "failed">;
}

/** What rules have to be like that a rule needs, and the rules that those need, is looked at for so many. */
const mostNeeds = 20;

/** Starts in more words than these are not compared. */
const longestStart = 300;

/** Rules whose end a rule waits for, with how they have to end. */
function waitsOf(rule: CheckedRule): readonly (readonly [name: string, when: CheckedDependency["when"]])[] {
  return [
    ...rule.after.map((one) => [one.rule, one.when] as const),
    ...rule.uses.map((name) => [name, "succeeds"] as const),
  ];
}

/** Everything that can be reached from a rule by what it waits for. */
function behindOf(rule: CheckedRule, byName: ReadonlyMap<string, CheckedRule>): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [rule];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    for (const [name] of waitsOf(one)) {
      const other = byName.get(name);
      if (other === undefined || found.has(name)) continue;
      found.add(name);
      open.push(other);
    }
  }
  return found;
}

const nobody: ReadonlySet<string> = new Set();
const nothingBehind = (): ReadonlySet<string> => nobody;
const nothingNeeded: ReadonlyMap<string, "done" | "failed"> = new Map();

/** Works out the order of the rules of a block. Rules that wait for each other are reported elsewhere. */
function ordersOf(rules: readonly CheckedRule[]): ReadonlyMap<string, Order> {
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  const known = new Map<string, Order>();
  const of = (rule: CheckedRule): Order => {
    if (rule.after.length + rule.uses.length === 0) {
      return { start: scheduleKey(rule.schedule), behind: nothingBehind, needs: nothingNeeded };
    }
    const before = known.get(rule.name);
    if (before !== undefined) return before;
    let behind: ReadonlySet<string> | undefined;
    const asked = (): ReadonlySet<string> => {
      behind ??= behindOf(rule, byName);
      return behind;
    };
    known.set(rule.name, { start: "", behind: asked, needs: new Map() });
    const needs = new Map<string, "done" | "failed">();
    const starts = new Set<string>();
    for (const [name, when] of waitsOf(rule)) {
      const other = byName.get(name);
      if (other === undefined) continue;
      const order = of(other);
      if (order.start !== "") starts.add(order.start);
      if (when === "ended") continue;
      needs.set(name, when === "succeeds" ? "done" : "failed");
      for (const [one, outcome] of order.needs) if (needs.size < mostNeeds) needs.set(one, outcome);
    }
    const own = scheduleKey(rule.schedule);
    const words = [...[...starts].toSorted(), ...(own === "" ? [] : [own])].join(", then ");
    const start = words.length > longestStart ? `${known.size} of ${rules.length}` : words;
    const found: Order = { start, behind: asked, needs };
    known.set(rule.name, found);
    return found;
  };
  for (const rule of rules) known.set(rule.name, of(rule));
  return known;
}

function ruleFacts(
  rule: CheckedRule,
  order: Order | undefined,
  conditions: ReadonlyMap<string, Conditions>,
  reader: Reader,
): RuleFacts {
  const { whole: condition, own } = conditions.get(rule.name) ?? {};
  const { moves, messagesClient } = rule.action.effects;
  const stage = moves === undefined ? undefined : argument(rule, moves);
  const writes = writeOf(rule, reader);
  const needed = [...(order?.needs.keys() ?? [])].flatMap(
    (name) => conditions.get(name)?.whole?.formula ?? [],
  );
  return {
    rule,
    ...(own && { own }),
    ...(condition && { condition }),
    guard: needed.length === 0 ? (condition?.formula ?? yes) : all(condition?.formula ?? yes, ...needed),
    ...(stage && { moves: expand(stage, reader.find) }),
    ...(writes && { writes }),
    ...(messagesClient && { message: messageKey(rule, reader) }),
    start: order?.start ?? "",
    behind: order?.behind ?? (() => new Set()),
    needs: order?.needs ?? new Map(),
  };
}

/** What a rule says itself, and that together with its header. */
interface Conditions {
  readonly own?: Condition;
  readonly whole?: Condition;
}

/** Reads the condition of a rule; that of the header is read already. */
function conditionsOf(rule: CheckedRule, header: Condition | undefined, reader: Reader): Conditions {
  const { condition } = rule;
  if (condition === undefined) return {};
  if (header !== undefined && condition === header.source) return { whole: header };
  const source = ownCondition(rule);
  if (source === undefined) return { whole: conditionOf(condition, reader) };
  const own = conditionOf(source, reader);
  if (source === condition) return { own, whole: own };
  const isBehindHeader = condition.kind === "and" && condition.operands[0] === header?.source;
  if (!isBehindHeader || header === undefined) return { own, whole: conditionOf(condition, reader) };
  const expanded: CheckedExpression = { ...condition, operands: [header.expanded, own.expanded] };
  return { own, whole: { source: condition, expanded, formula: all(header.formula, own.formula) } };
}

const readsPlace = (value: CheckedExpression): boolean =>
  readsField(value, "stage") || readsField(value, "pipeline");

function asksForPlace({ condition, schedule }: CheckedRule): boolean {
  return [condition, schedule.repeat?.until].some((one) => one !== undefined && readsPlace(one));
}

/** That the item is where the rules of a block find it. */
function placeOf(block: CheckedBlock, { entity }: Reader): Formula {
  if (block.kind !== "stage") return standsIn(placesOf(block.pipelines), entity);
  return standsIn(
    block.places.flatMap(({ pipeline, stages }) => stages.map((stage) => placeId(pipeline.id, stage.id))),
    entity,
  );
}

/** Finds out what the analyses have to know of a block. */
export function factsOf(block: CheckedBlock, knowledge: Knowledge): BlockFacts {
  const reader = readerFor(block.entity, knowledge);
  const header = block.condition && conditionOf(block.condition, reader);
  const orders = ordersOf(block.rules);
  const conditions = new Map(
    block.rules.map((rule) => [rule.name, conditionsOf(rule, header, reader)] as const),
  );
  const running = block.rules.filter((rule) => !rule.modifiers.disabled);
  const rules = running.map((rule) => ruleFacts(rule, orders.get(rule.name), conditions, reader));
  return {
    block,
    reader,
    ...(header && { header }),
    place:
      block.rules.some(asksForPlace) || (header !== undefined && readsPlace(header.source))
        ? placeOf(block, reader)
        : yes,
    rules,
    writers: rules.filter((one) => one.writes !== undefined),
    movers: rules.filter((one) => one.moves !== undefined),
    senders: rules.filter((one) => one.message !== undefined),
    delayed: rules.filter(
      ({ rule: { schedule } }) => schedule.delay !== undefined || schedule.repeat !== undefined,
    ),
    isWaiting: rules.some(
      ({ rule, own }) =>
        rule.schedule.at !== undefined || (rule.node.binding !== undefined && own === undefined),
    ),
    occasions: occasionsOf(block),
    isActive: rules.some((rule) => rule.moves !== undefined || rule.writes !== undefined),
  };
}
