import type { Entity, Field } from "../../../schema/format.ts";
import { fieldType } from "../../../types/types.ts";
import type { CheckedExpression } from "../../checked.ts";
import { childrenOf } from "../../children.ts";
import { belongs, candidatesFor, exactOf, momentsToLook } from "./candidates.ts";
import { domainOf } from "./domains.ts";
import { evaluate } from "./evaluate.ts";
import { dividedBy, type Exact, minus, plus, times, zero } from "./exact.ts";
import { type Answer, type Item, type Looking, type Value, withField } from "./items.ts";
import { isPlaceName, placeId } from "./places.ts";
import type { Reader } from "./reader.ts";
import type { Left, State } from "./solve.ts";
import { type Span, type Spans, spanOf } from "./spans.ts";
import { both, possibleValue, type Values, type Variable } from "./values.ts";

/** An item that was thought up, with when it is looked at and its fields as they were before the event. */
export interface Sample {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly item: Item;
  readonly previous: ReadonlyMap<string, Value>;
}

/** What samples are made with. */
export interface Workshop {
  readonly reader: Reader;
  /** Milliseconds since 1970 at which conditions are looked at, unless another moment is asked for. */
  readonly now: number;
}

/** Items may link to items that link to items, which need not all be there. */
const deepestLink = 4;

/** How often another value is tried before nothing is said. */
const mostTries = 400;

/** More fields than these are not thought up together. */
const mostFields = 60;

interface Base {
  readonly variable: Variable;
  readonly values: Values;
  readonly path: readonly string[];
  readonly isPrevious: boolean;
}

/** Ids of items that were thought up: linked items are told apart by the path that leads to them. */
function idFor(path: readonly string[]): number {
  let id = 0;
  for (const letter of path.join(".")) id = (id * 31 + (letter.codePointAt(0) ?? 0)) % 9000;
  return 1000 + id;
}

function linkedEntity(path: readonly string[], reader: Reader): string | undefined {
  let entity: string | undefined = reader.entity.name;
  for (const name of path) {
    const fields: Readonly<Record<string, Field>> =
      entity !== undefined && Object.hasOwn(reader.schema.entities, entity)
        ? (reader.schema.entities[entity]?.fields ?? {})
        : {};
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    entity = field?.type === "Link" && field.many !== true ? field.entity : undefined;
  }
  return entity;
}

/** An item with everything in it that its schema wants. */
export function plainItem(entity: string, path: readonly string[], workshop: Workshop): Item {
  const { schema, currency, timezone } = workshop.reader;
  const [pipeline] =
    (Object.hasOwn(schema.entities, entity) ? schema.entities[entity]?.pipelines : undefined) ?? [];
  const [stage] = pipeline?.stages ?? [];
  const place =
    pipeline !== undefined && stage !== undefined ? { place: placeId(pipeline.id, stage.id) } : {};
  let item: Item = { entity, id: path.length === 0 ? 1 : idFor(path), fields: new Map(), ...place };
  const looking: Looking = { schema, currency, timezone, now: workshop.now, item };
  const fields = Object.hasOwn(schema.entities, entity) ? (schema.entities[entity]?.fields ?? {}) : {};
  for (const [name, field] of Object.entries(fields)) {
    if (field.required !== true) continue;
    if (field.type === "Link" && field.many !== true) {
      if (path.length >= deepestLink || field.entity === undefined) continue;
      const linked = plainItem(field.entity, [...path, name], workshop);
      item = withField(item, name, { kind: "item", item: linked });
      continue;
    }
    const type = fieldType(name, field);
    const expression: CheckedExpression = { kind: "this", type, start: 0, end: 0 };
    const domain = domainOf(type, field);
    const variable: Variable = { key: name, domain, optional: false, needs: [], expression };
    item = withField(item, name, candidatesFor(variable, possibleValue(domain), looking, false)[0]);
  }
  return item;
}

function entityOf({ entity }: Item, { reader }: Workshop): Entity | undefined {
  return Object.hasOwn(reader.schema.entities, entity) ? reader.schema.entities[entity] : undefined;
}

/** An item with a value put at the end of a path; what the path leads over is made. */
function put(
  item: Item,
  path: readonly string[],
  value: Value | undefined,
  at: readonly string[],
  workshop: Workshop,
): Item {
  const [name, ...rest] = path;
  if (name === undefined) return item;
  if (isPlaceName(name, entityOf(item, workshop)))
    return value?.kind === "id" ? { ...item, place: value.id } : item;
  const here = [...at, name];
  if (rest.length === 0) return withField(item, name, value);
  const known = item.fields.get(name);
  const entity = linkedEntity(here, workshop.reader);
  if (entity === undefined) return item;
  const linked = known?.kind === "item" ? known.item : plainItem(entity, here, workshop);
  return withField(item, name, { kind: "item", item: put(linked, rest, value, here, workshop) });
}

/** A variable that is a field of the item, or of an item that it links to, and can be given a value. */
function baseOf({ variable, values }: Left, reader: Reader): Base | undefined {
  const { expression } = variable;
  if (expression.kind !== "field" && expression.kind !== "previous") return undefined;
  const path = expression.path.map((step) => step.name);
  const owner = path.slice(0, -1);
  if (path.length === 0 || linkedEntity(owner, reader) === undefined) return undefined;
  if (expression.kind === "previous" && path.length > 1) return undefined;
  return path[path.length - 1] === "id"
    ? undefined
    : { variable, values, path, isPrevious: expression.kind === "previous" };
}

const fieldsIn = new WeakMap<CheckedExpression, ReadonlySet<string>>();

/** The fields that an expression reads, as keys of variables. */
function fieldsOf(value: CheckedExpression): ReadonlySet<string> {
  const known = fieldsIn.get(value);
  if (known !== undefined) return known;
  const found = new Set<string>();
  if (value.kind === "field" || value.kind === "previous") {
    const prefix = value.kind === "previous" ? "previous " : "";
    for (const [index] of value.path.entries()) {
      found.add(
        prefix +
          value.path
            .slice(0, index + 1)
            .map((step) => step.name)
            .join("."),
      );
    }
  }
  for (const child of childrenOf(value)) for (const key of fieldsOf(child)) found.add(key);
  fieldsIn.set(value, found);
  return found;
}

interface Attempt {
  readonly workshop: Workshop;
  readonly bases: readonly Base[];
  /** Everything else that something is said of. */
  readonly others: readonly Left[];
  readonly check: (sample: Sample) => boolean;
  tries: number;
}

/** The sample as conditions look at it. */
export function lookingAt(sample: Sample, { reader }: Workshop): Looking {
  const { schema, currency, timezone } = reader;
  return { schema, currency, timezone, now: sample.now, item: sample.item, previous: sample.previous };
}

function scaledSpans(spans: Spans, shift: Exact, factor: Exact): Spans {
  const turned = factor.over < 0n;
  const moved = (end: Span["from"]) => end && { ...end, at: dividedBy(minus(end.at, shift), factor) };
  return spans.flatMap(({ from, to }) => {
    const [low, high] = turned ? [moved(to), moved(from)] : [moved(from), moved(to)];
    return spanOf({ ...(low && { from: low }), ...(high && { to: high }) }, "fine");
  });
}

/** What the sums that a field is the last part of leave for it. */
function leftBySums(base: Base, open: ReadonlySet<string>, sample: Sample, attempt: Attempt): Values {
  let left = base.values;
  for (const { variable, values } of attempt.others) {
    const mine = variable.sum?.find((part) => part.variable.key === base.variable.key);
    if (mine === undefined || variable.sum === undefined || values.kind !== "ordered" || values.missing)
      continue;
    let rest: Exact | undefined = zero;
    for (const part of variable.sum) {
      if (part === mine) continue;
      const isOpen = [...fieldsOf(part.variable.expression)].some((key) => open.has(key));
      const answer: Answer = isOpen
        ? "unclear"
        : evaluate(part.variable.expression, lookingAt(sample, attempt.workshop));
      const exact = answer === "unclear" || answer === undefined ? undefined : exactOf(answer);
      rest = exact && rest && plus(rest, times(exact, part.factor));
    }
    if (rest === undefined) continue;
    const spans = scaledSpans(values.spans, rest, mine.factor);
    left = both(left, { kind: "ordered", missing: true, spans });
  }
  return left;
}

/** What a pair of fields that are to be the same, or not, leaves for the second of them. */
function leftByPairs(
  base: Base,
  candidates: readonly (Value | undefined)[],
  open: ReadonlySet<string>,
  sample: Sample,
  attempt: Attempt,
) {
  const more: Value[] = [];
  for (const { variable } of attempt.others) {
    const other = variable.pair?.find((one) => one.key !== base.variable.key);
    if (other === undefined || !variable.pair?.some((one) => one.key === base.variable.key)) continue;
    if (open.has(other.key)) continue;
    const answer = evaluate(other.expression, lookingAt(sample, attempt.workshop));
    if (answer !== undefined && answer !== "unclear") more.push(answer);
    if (answer !== undefined && answer !== "unclear" && answer.kind === "text") {
      more.push({ kind: "text", text: `${answer.text}0` });
    }
  }
  return [...more.filter((value) => belongs(base.values, value) === true), ...candidates];
}

/** Whether what is said of parts and comparisons of fields holds, as far as their fields have values. */
function agrees(open: ReadonlySet<string>, sample: Sample, attempt: Attempt): boolean {
  return attempt.others.every(({ variable, values }) => {
    if (variable.sum !== undefined || variable.pair !== undefined) return true;
    if ([...fieldsOf(variable.expression)].some((key) => open.has(key))) return true;
    return belongs(values, evaluate(variable.expression, lookingAt(sample, attempt.workshop))) !== false;
  });
}

function itemValue(base: Base, attempt: Attempt): Value | undefined {
  const entity = linkedEntity(base.path, attempt.workshop.reader);
  return entity === undefined
    ? undefined
    : { kind: "item", item: plainItem(entity, base.path, attempt.workshop) };
}

function place(base: Base, value: Value | undefined, sample: Sample, workshop: Workshop): Sample {
  if (!base.isPrevious) return { ...sample, item: put(sample.item, base.path, value, [], workshop) };
  const previous = new Map(sample.previous);
  const [name = ""] = base.path;
  if (value === undefined) previous.delete(name);
  else previous.set(name, value);
  return { ...sample, previous };
}

function assign(index: number, sample: Sample, attempt: Attempt): Sample | undefined {
  const base = attempt.bases[index];
  if (base === undefined) return attempt.check(sample) ? sample : undefined;
  const open = new Set(attempt.bases.slice(index).map((one) => one.variable.key));
  const values = leftBySums(base, open, sample, attempt);
  const isWide = attempt.others.some(({ variable }) => fieldsOf(variable.expression).has(base.variable.key));
  const looking = lookingAt(sample, attempt.workshop);
  const linked = values.kind === "choice" && values.but ? itemValue(base, attempt) : undefined;
  const usual = candidatesFor(base.variable, values, looking, isWide);
  const candidates = linked === undefined ? usual : [linked, ...(values.missing ? [undefined] : [])];
  open.delete(base.variable.key);
  for (const value of leftByPairs(base, candidates, open, sample, attempt)) {
    attempt.tries += 1;
    if (attempt.tries > mostTries) return undefined;
    const next = place(base, value, sample, attempt.workshop);
    const found = agrees(open, next, attempt) ? assign(index + 1, next, attempt) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A moment at which what is said of the moment itself holds, as far as can be told. */
function momentFor(others: readonly Left[], start: Sample, workshop: Workshop): number | undefined {
  const said = others.filter(
    ({ variable }) =>
      fieldsOf(variable.expression).size === 0 && variable.sum === undefined && variable.pair === undefined,
  );
  if (said.length === 0) return start.now;
  const of = (kind: "now" | "today") =>
    said.find(({ variable }) => variable.expression.kind === kind)?.values;
  return momentsToLook(of("now"), of("today"), lookingAt(start, workshop)).find((now) => {
    const looking = lookingAt({ ...start, now }, workshop);
    return said.every(
      ({ variable, values }) => belongs(values, evaluate(variable.expression, looking)) !== false,
    );
  });
}

/**
 * Thinks up an item that has what is left for each variable.
 *
 * @param state what is left for each variable
 * @param start the item and the moment to begin with
 * @param check whether an item is really what is wanted
 */
export function sampleOf(
  state: State,
  start: Sample,
  workshop: Workshop,
  check: (sample: Sample) => boolean,
): Sample | undefined {
  const bases: Base[] = [];
  const others: Left[] = [];
  for (const left of state.values()) {
    const base = baseOf(left, workshop.reader);
    if (base === undefined) others.push(left);
    else bases.push(base);
  }
  if (bases.length > mostFields) return undefined;
  const now = momentFor(others, start, workshop);
  if (now === undefined) return undefined;
  const ordered = bases.toSorted((a, b) => a.path.length - b.path.length);
  return assign(0, { ...start, now }, { workshop, bases: ordered, others, check, tries: 0 });
}
