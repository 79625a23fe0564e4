import { embeddedCrm, type ItemRef, shown, suggest } from "@onstage/runtime";
import type { CrmSchema, StoredItem } from "@onstage/runtime/rules";
import type { ScenarioEvent } from "./scenario.ts";
import {
  type Clock,
  type Complaints,
  checkKeys,
  complainOf,
  isRecord,
  kindOf,
  readMoment,
  readObject,
} from "./scenario-parts.ts";

/** What events are checked against. */
export interface Known {
  readonly schema: CrmSchema;
  /** Names of the events that the rules can know. */
  readonly events: readonly string[];
  readonly items: readonly StoredItem[];
  readonly clock: Clock;
}

const MOST_EVENTS = 10_000;
const KINDS = ["create", "move", "update", "delete", "event"] as const;
const KEYS = {
  create: ["at", "create", "set"],
  move: ["at", "move", "to"],
  update: ["at", "update", "set"],
  delete: ["at", "delete"],
  event: ["at", "event", "item", "payload", "id"],
} as const;
/** Events that change the item itself; they are taken as the service takes them. */
export const ITEM_EVENTS: readonly string[] = ["itemMoved", "itemUpdated", "itemDeleted"];

function nameOf(ref: ItemRef): string {
  return `${ref.entity}/${ref.id}`;
}

function findItem(value: unknown, path: string, known: Known, complain: Complaints): StoredItem | undefined {
  if (typeof value !== "string") {
    return complain.add(path, `An item is wanted here, not ${kindOf(value)}.`, "Write it as deals/1.");
  }
  const item = known.items.find((one) => nameOf(one) === value);
  if (item !== undefined) return item;
  const names = known.items.slice(0, 20).map(nameOf);
  return complain.add(path, `There is no item ${kindOf(value)} in this scenario.`, suggest(value, names));
}

/** The event behind its moment. */
type Content = ScenarioEvent extends infer E
  ? E extends ScenarioEvent
    ? Omit<E, "at" | "when">
    : never
  : never;

function refOf({ entity, id }: StoredItem): ItemRef {
  return { entity, id };
}

function readCreate(
  event: Readonly<Record<string, unknown>>,
  path: string,
  known: Known,
  complain: Complaints,
): Content | undefined {
  const { create: entity } = event;
  const set = readObject(event.set, `${path}.set`, complain);
  if (typeof entity !== "string") {
    return complain.add(
      `${path}.create`,
      `An entity is wanted here, not ${kindOf(entity)}.`,
      "Write its name, such as deals.",
    );
  }
  if (set === undefined) return undefined;
  const draft = embeddedCrm.draft(known.schema, entity, set);
  if (!draft.ok) {
    const { detail, field } = draft.problem;
    const place = Object.hasOwn(known.schema.entities, entity) ? "set" : "create";
    return complainOf(detail, `${path}.${place}${field === undefined ? "" : `.${field}`}`, complain);
  }
  const { id } = draft.value;
  if (id !== undefined && known.items.some((one) => one.entity === entity && one.id === id)) {
    return complain.add(
      `${path}.set.id`,
      `There is an item ${entity}/${id} already.`,
      "Leave the id out to get the next one.",
    );
  }
  return { kind: "create", entity, set };
}

function readDelete(
  event: Readonly<Record<string, unknown>>,
  path: string,
  known: Known,
  complain: Complaints,
): Content | undefined {
  const item = findItem(event.delete, `${path}.delete`, known, complain);
  return item && { kind: "delete", item: refOf(item) };
}

function readMove(
  event: Readonly<Record<string, unknown>>,
  path: string,
  known: Known,
  complain: Complaints,
): Content | undefined {
  const item = findItem(event.move, `${path}.move`, known, complain);
  const { to } = event;
  if (typeof to !== "string") {
    return complain.add(`${path}.to`, `A stage is wanted here, not ${kindOf(to)}.`, "Write its title.");
  }
  if (item === undefined) return undefined;
  const stage = embeddedCrm.stage(known.schema, item, to);
  if (!stage.ok) return complainOf(stage.problem.detail, `${path}.to`, complain);
  return { kind: "move", item: refOf(item), to };
}

function readUpdate(
  event: Readonly<Record<string, unknown>>,
  path: string,
  known: Known,
  complain: Complaints,
): Content | undefined {
  const item = findItem(event.update, `${path}.update`, known, complain);
  const set = readObject(event.set, `${path}.set`, complain);
  if (item === undefined || set === undefined) return undefined;
  const fields = embeddedCrm.fields(known.schema, item, set);
  if (!fields.ok) {
    const { field } = fields.problem;
    return complainOf(
      fields.problem.detail,
      field === undefined ? `${path}.set` : `${path}.set.${field}`,
      complain,
    );
  }
  return { kind: "update", item: refOf(item), set };
}

function readOther(
  event: Readonly<Record<string, unknown>>,
  path: string,
  known: Known,
  complain: Complaints,
): Content | undefined {
  const { event: type, id } = event;
  const payload = readObject(event.payload, `${path}.payload`, complain);
  if (typeof type !== "string" || type === "") {
    return complain.add(
      `${path}.event`,
      `The name of an event is wanted here, not ${kindOf(type)}.`,
      "Write its name.",
    );
  }
  if (id !== undefined && typeof id !== "string") {
    return complain.add(
      `${path}.id`,
      `Text is wanted here, not ${kindOf(id)}.`,
      "Leave the id out to get a new one.",
    );
  }
  if (type === "itemCreated") {
    return complain.add(
      `${path}.event`,
      "An item is created in another way in a scenario.",
      'Write { "at": "+1h", "create": "deals", "set": { … } }.',
    );
  }
  const names = [...ITEM_EVENTS, ...known.events];
  if (!names.includes(type)) {
    return complain.add(
      `${path}.event`,
      `There is no event “${shown(type)}” in this project.`,
      suggest(type, names),
    );
  }
  const item = findItem(event.item, `${path}.item`, known, complain);
  if (item === undefined || payload === undefined) return undefined;
  return { kind: "event", item: refOf(item), type, payload, ...(id !== undefined && { id }) };
}

const READERS = {
  create: readCreate,
  move: readMove,
  update: readUpdate,
  delete: readDelete,
  event: readOther,
};

function readOne(
  event: unknown,
  path: string,
  known: Known,
  complain: Complaints,
): ScenarioEvent | undefined {
  const help =
    'Write { "at": "+2h", "move": "deals/1", "to": "…" }, or an event with “update” and “set”, with “event” and “item”, with “create” and “set”, or with “delete”.';
  if (!isRecord(event)) return complain.add(path, `An event is wanted here, not ${kindOf(event)}.`, help);
  const [kind, ...others] = KINDS.filter((one) => Object.hasOwn(event, one));
  if (kind === undefined || others.length > 0) {
    const message =
      kind === undefined ? "The event does not say what happens." : "The event says more than one thing.";
    return complain.add(path, message, help);
  }
  checkKeys(event, path, KEYS[kind], complain);
  const when = event.at ?? "+0m";
  const at = readMoment(when, `${path}.at`, known.clock, complain);
  const content = READERS[kind](event, path, known, complain);
  return at === undefined || content === undefined ? undefined : { ...content, at, when: String(when) };
}

/** The item that an event creates, for the events behind it; none where it gets the next id, which nobody knows. */
function createdBy(event: ScenarioEvent | undefined, schema: CrmSchema): readonly StoredItem[] {
  if (event?.kind !== "create") return [];
  const draft = embeddedCrm.draft(schema, event.entity, event.set);
  if (!draft.ok || draft.value.id === undefined) return [];
  return [{ entity: event.entity, ...draft.value, id: draft.value.id }];
}

/** Reads what happens from outside, each event checked against the items and the schema. */
export function readEvents(value: unknown, known: Known, complain: Complaints): readonly ScenarioEvent[] {
  if (!Array.isArray(value)) {
    complain.add("events", `A list of events is wanted here, not ${kindOf(value)}.`, "Write it as [ … ].");
    return [];
  }
  if (value.length > MOST_EVENTS) {
    complain.add("events", `There are more than ${MOST_EVENTS} events.`, "Split the scenario.");
    return [];
  }
  const events: ScenarioEvent[] = [];
  let items = known.items;
  for (const [index, one] of value.entries()) {
    const event = readOne(one, `events[${index}]`, { ...known, items }, complain);
    if (event !== undefined) events.push(event);
    items = [...items, ...createdBy(event, known.schema)];
  }
  return events;
}
