import type { Json } from "../../diagnostics/diagnostic.ts";
import type { CrmSchema, Entity, Field, Pipeline, Stage } from "../../schema/format.ts";
import { dateOf, timeOf } from "./logic/calendar.ts";
import { parseExact, textOf } from "./logic/exact.ts";
import type { Item, Value } from "./logic/items.ts";
import { standingOf } from "./logic/places.ts";

/** Where an item stands. */
export interface Standing {
  readonly pipeline: Pipeline;
  readonly stage: Stage;
}

/** An item at the beginning of a scenario. */
export interface Beginning {
  readonly item: Item;
  /** Left out for items without stages. */
  readonly standing?: Standing;
  /** It is created when the scenario begins, and is not there before. */
  readonly isNew?: boolean;
}

/** What happens to one of the items. */
export type Event =
  | { readonly kind: "move"; readonly to: Stage }
  | { readonly kind: "set"; readonly fields: ReadonlyMap<string, Value | undefined> }
  | { readonly kind: "event"; readonly name: string; readonly payload: { readonly [name: string]: Json } };

/** JSON numbers keep so many digits. */
const exactDigits = 15;

function numberJson(text: string): Json {
  return text.replace(/[-.]/g, "").length <= exactDigits && parseExact(text) !== undefined
    ? Number(text)
    : text;
}

type Records = Map<string, { [name: string]: Json }[]>;

/** Collects items as JSON; linked items are put beside, each once. */
interface Collection {
  readonly schema: CrmSchema;
  readonly records: Records;
  readonly ids: Map<Item, number>;
}

function entityOf({ schema }: Collection, name: string): Entity | undefined {
  return Object.hasOwn(schema.entities, name) ? schema.entities[name] : undefined;
}

/** A value as a scenario holds it. Undefined for what it has no words for. */
function valueJson(value: Value, field: Field | undefined, collection: Collection): Json | undefined {
  switch (value.kind) {
    case "number":
    case "money":
      return numberJson(textOf(value.value));
    case "text":
      return value.text;
    case "boolean":
      return value.value;
    case "day":
      return dateOf(value.at);
    case "moment":
      return new Date(value.at).toISOString();
    case "time":
      return timeOf(value.at);
    case "id":
      return field?.type === "Option"
        ? (field.options?.find((one) => one.id === value.id)?.title ?? value.id)
        : Number(value.id);
    case "list":
      return value.items.flatMap((one) => valueJson(one, field, collection) ?? []);
    case "item":
      return put({ item: value.item }, collection);
    case "places":
    case "duration":
    case "something":
      return undefined;
  }
}

/** An item as JSON, but for its id. What it links to is put beside. */
function recordOf({ item, standing }: Beginning, collection: Collection): { [name: string]: Json } {
  const entity = entityOf(collection, item.entity);
  const [pipeline, ...more] = entity?.pipelines ?? [];
  const [first] = pipeline?.stages ?? [];
  const own = item.place === undefined ? undefined : standingOf(item.place, entity?.pipelines ?? []);
  const usual = pipeline === undefined || first === undefined ? undefined : { pipeline, stage: first };
  const place = standing ?? own ?? usual;
  const record: { [name: string]: Json } = {};
  if (place !== undefined) {
    if (more.length > 0) record.pipeline = place.pipeline.title;
    record.stage = place.stage.title;
  }
  for (const [name, value] of item.fields) {
    const json = valueJson(value, entity?.fields[name], collection);
    if (json !== undefined) record[name] = json;
  }
  return record;
}

/** Puts an item into the collection, and answers its id. */
function put(beginning: Beginning, collection: Collection): number {
  const { item } = beginning;
  const known = collection.ids.get(item);
  if (known !== undefined) return known;
  const others = collection.records.get(item.entity) ?? [];
  collection.records.set(item.entity, others);
  const id = others.length + 1;
  collection.ids.set(item, id);
  const record: { [name: string]: Json } = { id };
  others.push(record);
  Object.assign(record, recordOf(beginning, collection));
  return id;
}

function eventJson(event: Event, reference: string, item: Item, collection: Collection): Json {
  switch (event.kind) {
    case "move":
      return { at: "+0m", move: reference, to: event.to.title };
    case "event":
      return { at: "+0m", event: event.name, item: reference, payload: event.payload };
    case "set": {
      const fields = entityOf(collection, item.entity)?.fields;
      const set = [...event.fields].map(([name, value]): [string, Json] => [
        name,
        value === undefined ? null : (valueJson(value, fields?.[name], collection) ?? null),
      ]);
      return { at: "+0m", update: reference, set: Object.fromEntries(set) };
    }
  }
}

/**
 * Writes a scenario of `onstage simulate`.
 *
 * @param now milliseconds since 1970 at which it begins
 * @param actors items, each with what happens to it
 * @param until how long it goes on, such as `+1d`
 */
export function scenarioOf(
  schema: CrmSchema,
  now: number,
  actors: readonly (Beginning & { readonly events: readonly Event[] })[],
  until: string,
): Json {
  const collection: Collection = { schema, records: new Map(), ids: new Map() };
  const events = actors.flatMap((actor): readonly Json[] => {
    const { entity } = actor.item;
    if (actor.isNew === true) return [{ at: "+0m", create: entity, set: recordOf(actor, collection) }];
    const reference = `${entity}/${put(actor, collection)}`;
    return actor.events.map((event) => eventJson(event, reference, actor.item, collection));
  });
  return {
    now: new Date(now).toISOString(),
    items: Object.fromEntries(collection.records),
    events,
    until,
  };
}

/** Where an item may stand before it enters a stage: the stage before it, or any other of its pipeline. */
export function stageBefore({ pipeline, stage }: Standing): Standing | undefined {
  const place = pipeline.stages.indexOf(stage);
  const others = pipeline.stages.filter((one) => one !== stage);
  const before = pipeline.stages.slice(0, place).findLast((one) => one.final === undefined);
  const found = before ?? others.find((one) => one.final === undefined) ?? others[0];
  return found && { pipeline, stage: found };
}
