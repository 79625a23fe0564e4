import { embeddedCrm, type ItemRef, suggest } from "@onstage/runtime";
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
  readonly items: readonly StoredItem[];
  readonly clock: Clock;
}

const MOST_EVENTS = 10_000;
const KINDS = ["move", "update", "event"] as const;
const KEYS = {
  move: ["at", "move", "to"],
  update: ["at", "update", "set"],
  event: ["at", "event", "item", "payload", "id"],
} as const;
/** Events that change the item itself; they are taken as the service takes them. */
export const ITEM_EVENTS: readonly string[] = ["itemCreated", "itemMoved", "itemUpdated"];

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

/** The event behind its moment and item. */
type Content = ScenarioEvent extends infer E
  ? E extends ScenarioEvent
    ? Omit<E, "at" | "when">
    : never
  : never;

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
  return { kind: "move", item, to };
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
  return { kind: "update", item, set };
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
      "Items cannot be created in a scenario yet.",
      "Put the item into “items”, in a stage before, and move it.",
    );
  }
  const item = findItem(event.item, `${path}.item`, known, complain);
  if (item === undefined || payload === undefined) return undefined;
  return { kind: "event", item, type, payload, ...(id !== undefined && { id }) };
}

function readOne(
  event: unknown,
  path: string,
  known: Known,
  complain: Complaints,
): ScenarioEvent | undefined {
  const help =
    'Write { "at": "+2h", "move": "deals/1", "to": "…" }, or an event with “update” and “set”, or with “event” and “item”.';
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
  const read = { move: readMove, update: readUpdate, event: readOther }[kind];
  const content = read(event, path, known, complain);
  if (at === undefined || content === undefined) return undefined;
  const { entity, id } = content.item;
  return { ...content, item: { entity, id }, at, when: String(when) };
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
  return value.flatMap((event, index) => readOne(event, `events[${index}]`, known, complain) ?? []);
}
