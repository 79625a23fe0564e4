import type { IncomingEvent } from "../coordinator.ts";
import { right, wrong } from "../crm/checked.ts";
import type { Checked } from "../crm/port.ts";
import { shown, suggest } from "../crm/suggest.ts";
import type { ItemRef } from "../engine/state.ts";
import type { JsonObject } from "../rules/values.ts";
import { targetOf, type Wish } from "./items.ts";

/** The longest id of an event, in characters. */
const LONGEST_ID = 256;

/** The largest payload of an event, in bytes of JSON. */
export const LARGEST_PAYLOAD = 64 * 1024;

/** Events that change an item; all others only wake rules and triggers. */
const TYPES = ["itemCreated", "itemMoved", "itemUpdated", "itemDeleted"] as const;

/** `deals` or `deals/42`; the id has at most the digits that a number holds exactly. */
const ITEM = /^([^/]{1,128})(?:\/([1-9]\d{0,14}))?$/;

function readItem(text: string): Checked<{ readonly entity: string; readonly id?: number }> {
  const [, entity, id] = ITEM.exec(text) ?? [];
  if (entity === undefined) return wrong(`“${shown(text)}” is no item; write it as “deals/42”.`, "item");
  return right(id === undefined ? { entity } : { entity, id: Number(id) });
}

function refOf(item: { readonly entity: string; readonly id?: number }, text: string): Checked<ItemRef> {
  return item.id === undefined
    ? wrong(`“${shown(text)}” names no item; write it as “${item.entity}/42”.`, "item")
    : right({ entity: item.entity, id: item.id });
}

function readPayload({ payload }: IncomingEvent): Checked<JsonObject> {
  return Buffer.byteLength(JSON.stringify(payload)) > LARGEST_PAYLOAD
    ? wrong(`“payload” is larger than the ${LARGEST_PAYLOAD} bytes that an event may bring.`, "payload")
    : right(payload);
}

/** What an event wants that changes an item, or wakes rules by its name. */
function readWish(event: IncomingEvent): Checked<Wish> {
  const item = readItem(event.item);
  if (!item.ok) return item;
  const type = TYPES.find((one) => one === event.type);
  if (type === "itemCreated") {
    const { entity, id } = item.value;
    return right({
      kind: "create",
      entity,
      body: id === undefined ? event.payload : { ...event.payload, id },
    });
  }
  const ref = refOf(item.value, event.item);
  if (!ref.ok) return ref;
  switch (type) {
    case "itemUpdated":
      return right({ kind: "update", ref: ref.value, fields: event.payload });
    case "itemDeleted":
      return right({ kind: "delete", ref: ref.value });
    case "itemMoved": {
      const stage = event.payload.stage;
      return typeof stage === "string"
        ? right({ kind: "move", ref: ref.value, stage })
        : wrong("“payload.stage” has to name the stage that the item is moved to.", "payload.stage");
    }
    case undefined: {
      const payload = readPayload(event);
      return payload.ok
        ? right({ kind: "event", ref: ref.value, type: event.type, payload: payload.value })
        : payload;
    }
  }
}

/**
 * What an event from outside wants to happen, or why it cannot be taken.
 *
 * @param names of the events that the project knows, beside those that change an item
 */
export function readEvent(event: IncomingEvent, names: readonly string[]): Checked<Wish> {
  if (event.id === "" || event.id.length > LONGEST_ID) {
    return wrong(`“id” has to be text of 1 to ${LONGEST_ID} characters.`, "id");
  }
  const known = [...TYPES, ...names];
  if (!known.includes(event.type)) {
    return wrong(`The event “${shown(event.type)}” is not known. ${suggest(event.type, known)}`, "type");
  }
  return readWish(event);
}

/**
 * The item that an event is about, wherever the event names it: `deals/42`. Undefined where it names none, as for a
 * new item that gets the next id, and where the event cannot be taken.
 */
export function subjectOf(event: IncomingEvent): string | undefined {
  const wish = readWish(event);
  if (!wish.ok) return undefined;
  const target = targetOf(wish.value);
  switch (target.kind) {
    case "item":
      return `${target.ref.entity}/${target.ref.id}`;
    case "new":
      return target.id === undefined ? undefined : `${target.entity}/${target.id}`;
    case "run":
      return undefined;
  }
}
