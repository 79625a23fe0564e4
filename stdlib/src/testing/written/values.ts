import {
  type CrmSchema,
  type Duration,
  entityOf,
  type Field,
  type Json,
  type JsonObject,
} from "@onstage/runtime/rules";
import { momentOf } from "../lengths.ts";
import { isRecord } from "../scenario-parts.ts";
import type { TestFields, TestValue } from "./plan.ts";

/** What is needed to turn values of a test into those of the CRM. */
export interface ValueSetting {
  readonly timezone: string;
  readonly currency: string;
}

/** A linked item's id is known when it was put in place. */
export type PutInPlace = (entity: string, fields: TestFields) => Promise<number>;

/** A value as fields, events and results of actions hold it. */
export async function jsonOf(value: TestValue, setting: ValueSetting, put: PutInPlace): Promise<Json> {
  switch (value.kind) {
    case "json":
      return value.value;
    case "moment":
      return new Date(momentOf(value.value, setting.timezone)).toISOString();
    case "money":
      return value.currency === setting.currency
        ? value.amount
        : { amount: value.amount, currency: value.currency };
    case "duration":
      return { ...value.value };
    case "user":
    case "option":
    case "stage":
      return value.id;
    case "list": {
      const items: Json[] = [];
      for (const one of value.items) items.push(await jsonOf(one, setting, put));
      return items;
    }
    case "record":
      return fieldsOf(value.entries, setting, put);
    case "item":
      return put(value.entity, value.fields);
  }
}

/** Fields with their values, as the CRM takes them. */
export async function fieldsOf(
  fields: TestFields,
  setting: ValueSetting,
  put: PutInPlace,
): Promise<JsonObject> {
  const found: Record<string, Json> = {};
  for (const [name, value] of Object.entries(fields)) found[name] = await jsonOf(value, setting, put);
  return found;
}

/** What values that mean nothing are made of. */
interface Nothing {
  readonly schema: CrmSchema;
  /** ISO 8601. */
  readonly now: string;
}

/** Nobody is ever reached by such a value: there is none for addresses. */
function plainValue(field: Field, item: string, { schema, now }: Nothing): Json | undefined {
  if (field.many === true) return [];
  switch (field.type) {
    case "Text":
      return item;
    case "DateTime":
      return now;
    case "Date":
      return now.slice(0, 10);
    case "Time":
      return "12:00:00";
    case "User":
      return schema.users?.find(({ active }) => active !== false)?.id;
    case "Option":
      return field.options?.[0]?.id;
    case "Number":
    case "Integer":
    case "Money":
      return 0;
    case "Boolean":
      return false;
    default:
      return undefined;
  }
}

/** Values for what every item has and the test says nothing of: they mean nothing. */
export function saidNothing(entity: string, said: object, about: Nothing): JsonObject {
  const found: Record<string, Json> = {};
  const { fields = {}, item = entity } = entityOf(about.schema, entity) ?? {};
  for (const [name, field] of Object.entries(fields)) {
    if (field.required !== true || Object.hasOwn(said, name)) continue;
    const value = plainValue(field, item, about);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

/** The parts of an object of JSON; none where it is something else. */
export const partsOf = (value: Json): Readonly<Record<string, Json>> =>
  isRecord(value) ? (value as Readonly<Record<string, Json>>) : {}; // What holds JSON holds nothing else.

function sameNumber(expected: string | number, found: Json | undefined): boolean {
  if (typeof found !== "number" && typeof found !== "string") return false;
  return found !== "" && Number(found) === Number(expected);
}

function sameJson(expected: Json, found: Json): boolean {
  if (typeof expected === "number") return sameNumber(expected, found);
  return JSON.stringify(expected) === JSON.stringify(found);
}

function sameMoney(
  { amount, currency }: { readonly amount: string; readonly currency: string },
  found: Json,
  own: string,
): boolean {
  const parts = partsOf(found);
  if (parts.amount === undefined) return currency === own && sameNumber(amount, found);
  return sameNumber(amount, parts.amount) && parts.currency === currency;
}

function sameDuration(expected: Duration, found: Json): boolean {
  const parts = partsOf(found);
  return Object.entries(expected).every(([name, count]) => (parts[name] ?? 0) === count);
}

/** Whether a value is what a test expects: people and options by who they are, amounts by what they are worth. */
export function isValue(expected: TestValue, found: Json, setting: ValueSetting): boolean {
  const parts = partsOf(found);
  switch (expected.kind) {
    case "json":
      return sameJson(expected.value, found);
    case "moment":
      return typeof found === "string" && Date.parse(found) === momentOf(expected.value, setting.timezone);
    case "money":
      return sameMoney(expected, found, setting.currency);
    case "duration":
      return sameDuration(expected.value, found);
    case "user":
      return found === expected.id || parts.id === expected.id;
    case "option":
    case "stage":
      return [expected.id, expected.title].some((name) => found === name || parts.id === name);
    case "list":
      return (
        Array.isArray(found) &&
        found.length === expected.items.length &&
        expected.items.every((one, index) => isValue(one, found[index] ?? null, setting))
      );
    case "record":
    case "item": {
      const wanted = expected.kind === "record" ? expected.entries : expected.fields;
      return isRecord(found) && haveValues(wanted, parts, setting);
    }
  }
}

/** Whether all of the expected values are there; others may be as they like. */
export function haveValues(
  expected: TestFields,
  found: Readonly<Record<string, Json>>,
  setting: ValueSetting,
): boolean {
  return Object.entries(expected).every(([name, value]) => isValue(value, found[name] ?? null, setting));
}
