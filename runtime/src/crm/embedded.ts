import type { StoredItem } from "../rules/item.ts";
import { fieldOf } from "../rules/lookup.ts";
import type { CrmSchema, Entity } from "../rules/schema.ts";
import type { Json, JsonObject } from "../rules/values.ts";
import { right, wrong } from "./checked.ts";
import { findEntity, placeOf, targetStage } from "./places.ts";
import type { Checked, Crm, Draft } from "./port.ts";
import { shown, suggest } from "./suggest.ts";
import { checkValue, sameValue } from "./values.ts";

/** The largest item, in bytes of its fields as JSON. */
const LARGEST_ITEM = 256 * 1024;

/** Ids beyond this are no ids that a CRM gives away; below it there is always a next one. */
const LARGEST_ID = 1_000_000_000_000;

/** What stands beside the fields of an item unless the schema has a field of that name. */
const PLACE_KEYS: ReadonlySet<string> = new Set(["id", "pipeline", "stage"]);

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || value === "";
}

/** Checks fields by name and type; an absent value stands as null. */
function checkFields(entity: Entity, fields: JsonObject): Checked<JsonObject> {
  const checked: [string, Json][] = [];
  for (const [name, value] of Object.entries(fields)) {
    const field = fieldOf(entity.fields, name);
    if (field === undefined) {
      const known = suggest(name, Object.keys(entity.fields));
      return wrong(`${entity.title} have no field “${shown(name)}”. ${known}`, shown(name));
    }
    const stored = value === null ? right(null) : checkValue(name, field, value);
    if (!stored.ok) return stored;
    checked.push([name, stored.value]);
  }
  return right(Object.fromEntries(checked));
}

/** Checks an item as it would be stored: what it must have, and how large it may be. */
function checkWhole(entity: Entity, fields: JsonObject): Checked<JsonObject> {
  for (const [name, field] of Object.entries(entity.fields)) {
    if (field.required === true && isEmpty(fieldOf(fields, name))) {
      return wrong(`“${name}” is required: give it a value.`, name);
    }
  }
  const kept = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
  return Buffer.byteLength(JSON.stringify(kept)) > LARGEST_ITEM
    ? wrong(`The item is larger than the ${LARGEST_ITEM} bytes that its fields may have together.`)
    : right(kept);
}

function checkId(id: Json | undefined): Checked<number | undefined> {
  if (id === undefined || id === null) return right(undefined);
  return typeof id === "number" && Number.isInteger(id) && id > 0 && id <= LARGEST_ID
    ? right(id)
    : wrong(`“id” has to be a whole number from 1 to ${LARGEST_ID}.`, "id");
}

function draft(schema: CrmSchema, entityName: string, body: JsonObject): Checked<Draft> {
  const entity = findEntity(schema, entityName);
  if (!entity.ok) return entity;
  const id = checkId(body.id);
  if (!id.ok) return id;
  const place = placeOf(entity.value, body.pipeline, body.stage);
  if (!place.ok) return place;
  const given = Object.entries(body).filter(([name]) => !PLACE_KEYS.has(name));
  const fields = checkFields(entity.value, Object.fromEntries(given));
  if (!fields.ok) return fields;
  const whole = checkWhole(entity.value, fields.value);
  if (!whole.ok) return whole;
  return right({ ...(id.value === undefined ? {} : { id: id.value }), ...place.value, fields: whole.value });
}

function changedFields(schema: CrmSchema, item: StoredItem, fields: JsonObject): Checked<JsonObject> {
  const found = findEntity(schema, item.entity);
  if (!found.ok) return found;
  const entity = found.value;
  const place = Object.keys(fields).find(
    (name) => PLACE_KEYS.has(name) && !Object.hasOwn(entity.fields, name),
  );
  if (place === "stage") return wrong("The stage is not a field: move the item instead.", place);
  if (place !== undefined) return wrong(`“${place}” of an item cannot be changed.`, place);
  const checked = checkFields(entity, fields);
  if (!checked.ok) return checked;
  const changed = Object.entries(checked.value).filter(([name, value]) => {
    const field = fieldOf(entity.fields, name);
    return field !== undefined && !sameValue(field, fieldOf(item.fields, name) ?? null, value);
  });
  const fixed = changed.find(([name]) => fieldOf(entity.fields, name)?.readOnly === true);
  if (fixed !== undefined) return wrong(`“${fixed[0]}” is read-only: leave it out.`, fixed[0]);
  const emptied = changed.find(
    ([name, value]) => fieldOf(entity.fields, name)?.required === true && isEmpty(value),
  );
  if (emptied !== undefined) return wrong(`“${emptied[0]}” is required: give it a value.`, emptied[0]);
  const difference = Object.fromEntries(changed);
  const size = Buffer.byteLength(JSON.stringify({ ...item.fields, ...difference }));
  return size > LARGEST_ITEM
    ? wrong(`The item is larger than the ${LARGEST_ITEM} bytes that its fields may have together.`)
    : right(difference);
}

/** Items that live in the ledger itself: their schema is the only thing that says what they may be. */
export const embeddedCrm: Crm = { draft, fields: changedFields, stage: targetStage };
