import type { Json } from "../../diagnostics/diagnostic.ts";
import type { Pipeline } from "../../schema/format.ts";
import { fieldType } from "../../types/types.ts";
import type { CheckedBlock, CheckedEvent, CheckedRecurrence, CheckedStageBlock } from "../checked.ts";
import type { BlockFacts } from "./facts.ts";
import { usualSample } from "./knowledge.ts";
import { candidatesFor } from "./logic/candidates.ts";
import { domainOf } from "./logic/domains.ts";
import { evaluate, sameValue } from "./logic/evaluate.ts";
import { type Item, type Value, withField } from "./logic/items.ts";
import { keyOf } from "./logic/key.ts";
import { placeId, standingOf } from "./logic/places.ts";
import type { Reader } from "./logic/reader.ts";
import { lookingAt, type Sample } from "./logic/sample.ts";
import { possibleValue } from "./logic/values.ts";
import { type Beginning, type Event, type Standing, stageBefore } from "./scenario.ts";

/** What starts the rules of a block, in words that are the same for what starts together. */
export type OccasionKey = string;

/** The key of entering a stage. */
export function stageKey(entity: string, { pipeline, stage }: Standing): OccasionKey {
  return `stage ${entity} ${pipeline.id} ${stage.id}`;
}

function eventKeys(event: CheckedEvent, entity: string): readonly OccasionKey[] {
  if (event.name === "fieldChanged") {
    const fields = event.fields.length === 0 ? ["*"] : event.fields;
    return fields.map((field) => `fieldChanged ${entity} ${field}`);
  }
  const asked = event.args.map((one) => `${one.parameter.name} ${keyOf(one.value)}`).join(", ");
  return [`${event.name} ${entity} ${asked === "" ? "*" : asked}`];
}

/** What a calendar comes to, so that two that share a day of the week share a word. */
function timesOf(every: CheckedRecurrence): readonly string[] {
  const daysOf = (days: readonly number[]): readonly string[] => days.map((day) => `weekday${day}`);
  switch (every.kind) {
    case "day":
      return daysOf([1, 2, 3, 4, 5, 6, 7]);
    case "weekday":
      return daysOf([1, 2, 3, 4, 5]);
    case "namedDays":
      return daysOf(every.days);
    case "workingDay":
    case "month":
    case "interval":
      return [JSON.stringify(every)];
  }
}

/** Occasions that come with another: whoever asks for any change hears of every change. */
export function widerOccasions(key: OccasionKey): readonly OccasionKey[] {
  const [kind = "", entity = "", ...asked] = key.split(" ");
  if (kind === "stage") return [`created ${entity} *`];
  return asked.join(" ") === "*" ? [] : [`${kind} ${entity} *`];
}

/** What starts the rules of a block. */
export function occasionsOf(block: CheckedBlock): readonly OccasionKey[] {
  const entity = block.entity.name;
  switch (block.kind) {
    case "stage":
      return block.places.flatMap(({ pipeline, stages }) =>
        stages.map((stage) => stageKey(entity, { pipeline, stage })),
      );
    case "event":
      return eventKeys(block.event, entity);
    case "calendar":
      return timesOf(block.every).map((time) => `calendar ${entity} ${time} ${block.at}`);
  }
}

/** What an event brings with it, so that it is the one that a header asks for. Undefined where nobody can tell. */
export function payloadFor(
  event: CheckedEvent,
  reader: Reader,
): { readonly [name: string]: Json } | undefined {
  const looking = lookingAt(usualSample(reader), { reader, now: 0 });
  const payload: { [name: string]: Json } = {};
  for (const { parameter, value } of event.args) {
    const answer = evaluate(value, looking);
    if (answer === undefined || answer === "unclear" || answer.kind !== "text") return undefined;
    payload[parameter.name] = answer.text;
  }
  return payload;
}

/** A value that a field can have had before it got another. Undefined in `value`: none. */
export function valueBefore(
  field: string,
  after: Value | undefined,
  sample: Sample,
  reader: Reader,
): { readonly value: Value | undefined } | undefined {
  const known = sample.previous.get(field);
  if (known !== undefined) return { value: known };
  const { fields } = reader.entity.entity;
  const found = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (found === undefined) return undefined;
  const type = fieldType(field, found);
  const domain = domainOf(type, found);
  const expression = { kind: "this" as const, type, start: 0, end: 0 };
  const variable = { key: field, domain, optional: found.required !== true, needs: [], expression };
  const all = { ...possibleValue(domain), missing: found.required !== true };
  const looking = lookingAt(sample, { reader, now: sample.now });
  const candidates = candidatesFor(variable, all, looking, true);
  const isOther = (value: Value | undefined): boolean =>
    value === undefined || after === undefined ? value !== after : sameValue(value, after) === false;
  const other = candidates.find((value) => value !== undefined && isOther(value));
  if (other !== undefined) return { value: other };
  return found.required !== true && isOther(undefined) ? { value: undefined } : undefined;
}

/** An item with something in a field, whatever it was before; the same item where nothing is known to fit. */
export function withSomething(field: string, sample: Sample, reader: Reader): Sample {
  if (sample.item.fields.has(field)) return sample;
  const found = valueBefore(field, undefined, sample, reader)?.value;
  return found === undefined ? sample : { ...sample, item: withField(sample.item, field, found) };
}

/** An item at the beginning of a scenario, with what happens to it. */
export type Actor = Beginning & { readonly events: readonly Event[] };

/** The stage in which an item begins that has to stand somewhere in one of some pipelines. */
function anyStanding(pipelines: readonly Pipeline[], item: Item): { readonly standing?: Standing } {
  const own = item.place === undefined ? undefined : standingOf(item.place, pipelines);
  if (own !== undefined) return { standing: own };
  const [pipeline] = pipelines;
  const stage = pipeline?.stages.find((one) => one.final === undefined) ?? pipeline?.stages[0];
  return pipeline !== undefined && stage !== undefined ? { standing: { pipeline, stage } } : {};
}

/** The pipelines whose items a block is for; empty for items without any. */
export function pipelinesOf(block: CheckedBlock): readonly Pipeline[] {
  return block.kind === "stage" ? block.places.map((place) => place.pipeline) : block.pipelines;
}

/** The stage of a block that an item is thought up for, or that an occasion is about; the first otherwise. */
function standingAt(
  block: CheckedStageBlock,
  sample: Sample,
  key: OccasionKey | undefined,
): Standing | undefined {
  const all = block.places.flatMap(({ pipeline, stages }) => stages.map((stage) => ({ pipeline, stage })));
  if (key !== undefined) return all.find((one) => stageKey(block.entity.name, one) === key);
  return all.find(({ pipeline, stage }) => placeId(pipeline.id, stage.id) === sample.item.place) ?? all[0];
}

/**
 * Lets the rules of a block start for an item.
 *
 * @param sample the item as it is when they start
 * @param key which of the occasions that start them; the first if left out
 * @returns undefined where a scenario has no words for it
 */
export function actorFor(
  { block, reader }: BlockFacts,
  sample: Sample,
  key?: OccasionKey,
): Actor | undefined {
  const { item } = sample;
  if (key !== undefined && !occasionsOf(block).includes(key)) return undefined;
  switch (block.kind) {
    case "stage": {
      const to = standingAt(block, sample, key);
      const before = to && stageBefore(to);
      return before && { item, standing: before, events: [{ kind: "move", to: to.stage }] };
    }
    case "event": {
      const { event } = block;
      if (event.name === "created")
        return { item, ...anyStanding(block.pipelines, item), isNew: true, events: [] };
      if (event.name !== "fieldChanged") {
        const payload = payloadFor(event, reader);
        const events: readonly Event[] = [{ kind: "event", name: event.name, payload: payload ?? {} }];
        return payload && { item, ...anyStanding(block.pipelines, item), events };
      }
      const all = event.fields.length > 0 ? event.fields : Object.keys(reader.entity.entity.fields);
      const fields = all.filter(
        (field) => key === undefined || key.endsWith(` ${field}`) || key.endsWith(" *"),
      );
      return changeOf(fields, sample, reader, block.pipelines);
    }
    case "calendar":
      return { item, ...anyStanding(block.pipelines, item), events: [] };
  }
}

/** Lets one of some fields change to what it is on an item. */
export function changeOf(
  fields: readonly string[],
  sample: Sample,
  reader: Reader,
  pipelines: readonly Pipeline[],
): Actor | undefined {
  for (const field of fields) {
    if (reader.entity.entity.fields[field]?.readOnly === true) continue;
    const after = sample.item.fields.get(field);
    const before = valueBefore(field, after, sample, reader);
    if (before === undefined) continue;
    const item = withField(sample.item, field, before.value);
    const events: readonly Event[] = [{ kind: "set", fields: new Map([[field, after]]) }];
    return { item, ...anyStanding(pipelines, item), events };
  }
  return undefined;
}
