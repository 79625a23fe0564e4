import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { NamedEntity } from "../../schema/lookups.ts";
import type { CheckedBlock, CheckedExpression, CheckedFunction, DeclaredName, Origin } from "../checked.ts";
import { someChild } from "../children.ts";
import type { FunnelWorld } from "./contract.ts";
import { momentOf } from "./logic/calendar.ts";
import { holds } from "./logic/evaluate.ts";
import { expand, type FindFunction } from "./logic/expand.ts";
import { all, type Formula, not } from "./logic/formula.ts";
import { type Item, withField } from "./logic/items.ts";
import { hidesSomething, keyOf } from "./logic/key.ts";
import { readExpanded } from "./logic/read.ts";
import type { Reader } from "./logic/reader.ts";
import { recollectionOf, remember } from "./logic/recollection.ts";
import { lookingAt, plainItem, type Sample, sampleOf, type Workshop } from "./logic/sample.ts";
import { chanceOf, type Effort, solve } from "./logic/solve.ts";

/** What was found in a block or about a rule. Places count from the start of its section, or of that of `origin`. */
export interface Found {
  /** Where it is about a rule of a group. */
  readonly origin?: Origin;
  readonly diagnostic: Diagnostic;
}

/** What questions are asked with. */
export interface Knowledge {
  readonly world: FunnelWorld;
  readonly functionOf: FindFunction;
  /** What may be spent on questions until the analyses are silent. */
  readonly effort: Effort;
  /** What may be spent on following items through the rules until the analyses are silent, in looks at one rule. */
  readonly patience: Effort;
}

/** A condition, as it stands there and as it is reckoned with. */
export interface Condition {
  readonly source: CheckedExpression;
  /** With constants and functions replaced by what they stand for. */
  readonly expanded: CheckedExpression;
  readonly formula: Formula;
  /** Two conditions of items of one kind with the same key say the same, in the same words. */
  readonly key?: string;
}

/** A Monday morning: the moment at which conditions are looked at, unless they ask for another. */
const usualMoment = "2026-06-08T10:00:00";

/** What the conditions of items of one kind are read with. */
export function readerFor(entity: NamedEntity, { world, functionOf }: Knowledge): Reader {
  const { schema, currency, timezone } = world;
  const known = recollectionOf(entity.entity, currency, timezone);
  return { schema, currency, timezone, entity, find: functionOf, known };
}

/** Reads a condition. What stands in many rules is read once. */
export function conditionOf(source: CheckedExpression, reader: Reader): Condition {
  const expanded = expand(source, reader.find);
  if (hidesSomething(expanded)) return { source, expanded, formula: readExpanded(expanded, reader) };
  const said = keyOf(expanded);
  const { formulas } = reader.known;
  const formula = formulas.get(said) ?? remember(formulas, said, readExpanded(expanded, reader));
  return { source, expanded, formula, key: source === expanded ? said : `${said} as ${keyOf(source)}` };
}

/** Whether something holds on no item: that is certain. */
export function never(formula: Formula, { effort }: Knowledge): boolean {
  return chanceOf(formula, effort) === "never";
}

/** Whether the second holds wherever the first does: that is certain. */
export function implies(first: Formula, second: Formula, knowledge: Knowledge): boolean {
  return never(all(first, not(second)), knowledge);
}

/** Whether two things cannot hold on one item at once: that is certain. */
export function exclude(first: Formula, second: Formula, knowledge: Knowledge): boolean {
  return never(all(first, second), knowledge);
}

/** Whether a value depends on anything but itself: on the item, on what happened, or on the moment. */
export function readsAnything(value: CheckedExpression): boolean {
  switch (value.kind) {
    case "field":
    case "previous":
    case "event":
    case "result":
    case "this":
    case "now":
    case "today":
      return true;
    default:
      return someChild(value, readsAnything);
  }
}

const moments = new Map<string, number>();

export function workshopFor(reader: Reader): Workshop {
  const { timezone } = reader;
  const now = moments.get(timezone) ?? momentOf(usualMoment, timezone) ?? 0;
  moments.set(timezone, now);
  return { reader, now };
}

const samples = new WeakMap<NamedEntity["entity"], Sample>();

/** The client that an item is linked to first, with an address to write to, as far as the schema knows one. */
function withClient(item: Item, reader: Reader): Item {
  const { client, fields } = reader.entity.entity;
  const [link] = client ?? [];
  const entity = link !== undefined && Object.hasOwn(fields, link) ? fields[link]?.entity : undefined;
  const { entities } = reader.schema;
  const target = entity !== undefined && Object.hasOwn(entities, entity) ? entities[entity] : undefined;
  const address = Object.entries(target?.fields ?? {}).find(
    ([, field]) => field.type === "Email" && field.many !== true,
  )?.[0];
  if (link === undefined || entity === undefined || address === undefined) return item;
  const linked = plainItem(entity, [link], workshopFor(reader));
  const written = withField(linked, address, { kind: "text", text: "ann@example.com" });
  return withField(item, link, { kind: "item", item: written });
}

/** An item with nothing in it but what its schema wants, and a client who can be written to. */
export function usualSample(reader: Reader): Sample {
  const { name, entity } = reader.entity;
  const workshop = workshopFor(reader);
  let known = samples.get(entity);
  if (known?.now !== workshop.now) {
    const item = withClient(plainItem(name, [], workshop), reader);
    known = { now: workshop.now, item, previous: new Map() };
    samples.set(entity, known);
  }
  return known;
}

/** In so many ways is it tried to satisfy a condition by an item. */
const mostSamples = 12;

/**
 * Thinks up an item on which conditions hold.
 *
 * @param wanted the conditions, which are looked at on the item itself before it is handed out
 * @param formula what else is to hold; not looked at again
 * @param fits whether an item is good enough
 * @param start the item to begin with
 * @returns nothing where there is none, or none was found
 */
export function sampleFor(
  wanted: readonly Condition[],
  formula: Formula,
  reader: Reader,
  { effort }: Knowledge,
  fits: (sample: Sample) => boolean = () => true,
  start: Sample = usualSample(reader),
): Sample | undefined {
  const workshop = workshopFor(reader);
  let found: Sample | undefined;
  let tries = 0;
  const isRight = (sample: Sample): boolean => {
    const looking = lookingAt(sample, workshop);
    return wanted.every((one) => holds(one.expanded, looking) === true) && fits(sample);
  };
  solve(
    all(...wanted.map((one) => one.formula), formula),
    (state) => {
      tries += 1;
      found = sampleOf(state, start, workshop, isRight);
      return found !== undefined || tries >= mostSamples;
    },
    effort,
  );
  return found;
}

/** The functions of all files, by where they are declared. */
export function functionsOf(
  declared: readonly { readonly file: string; readonly function: CheckedFunction }[],
): FindFunction {
  const known = new Map(declared.map((one) => [`${one.file} ${one.function.name}`, one.function]));
  return (of: DeclaredName) => known.get(`${of.file} ${of.name}`);
}

/** Whether a block is kept without being run. */
export function isOff(block: CheckedBlock): boolean {
  return block.node.disabled;
}
