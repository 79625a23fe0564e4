import type { ActionItem, Client, ClientAddress } from "../actions/context.ts";
import type { ActionCall } from "../dispatch/port.ts";
import type { FindItem, StoredItem } from "../rules/item.ts";
import { entityOf, fieldOf } from "../rules/lookup.ts";
import type { AddressUse, CrmSchema, Entity, FieldType } from "../rules/schema.ts";
import type { Json, JsonObject } from "../rules/values.ts";
import type { FoundRule } from "./rule-lookup.ts";
import type { Run } from "./state.ts";
import { at, type Surroundings } from "./step.ts";
import { stageTitle } from "./visits.ts";

/** Where the client of an item stands if its entity does not say. */
const USUAL_CLIENTS: readonly string[] = ["contact", "company"];

function textOf(value: Json | undefined): string | undefined {
  const first = Array.isArray(value) ? value.find((one) => typeof one === "string" && one !== "") : value;
  return typeof first === "string" && first !== "" ? first : undefined;
}

/** The texts of a field, which may have several. */
function textsOf(value: Json | undefined): readonly string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.flatMap((one) => (typeof one === "string" && one !== "" ? [one] : []));
}

function addressesOf(
  item: StoredItem,
  entity: Entity | undefined,
  type: FieldType,
): readonly ClientAddress<string>[] {
  return Object.entries(entity?.fields ?? {}).flatMap(([name, { type: own, use }]) =>
    own === type
      ? textsOf(fieldOf(item.fields, name)).map((address) => ({ address, ...(use && { use }) }))
      : [],
  );
}

/** The address that somebody is written to at: that of work before those that say nothing, and these before others. */
function usualEmail(emails: readonly ClientAddress<string>[]): string | undefined {
  const of = (use: AddressUse | undefined) => emails.find((one) => one.use === use);
  return (of("work") ?? of(undefined) ?? emails[0])?.address;
}

function titleOf(item: StoredItem, ...fields: readonly string[]): string {
  for (const field of fields) {
    const text = textOf(fieldOf(item.fields, field));
    if (text !== undefined) return text;
  }
  return `${item.entity}/${item.id}`;
}

/** Whether somebody has opted out, by the field that the schema names for it. */
function hasOptedOut(item: StoredItem, entity: Entity | undefined): boolean {
  const name = entity?.optOut ?? "optOut";
  const field = entity && fieldOf(entity.fields, name);
  return field?.type === "Boolean" && fieldOf(item.fields, name) === true;
}

function clientOf(item: StoredItem, schema: CrmSchema): Client {
  const entity = entityOf(schema, item.entity);
  const emails = addressesOf(item, entity, "Email");
  const phones = addressesOf(item, entity, "Phone");
  const email = usualEmail(emails);
  const phone = phones[0]?.address;
  return {
    entity: item.entity,
    id: item.id,
    name: titleOf(item, "name", "title"),
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
    ...(emails.length === 0 ? {} : { emails }),
    ...(phones.length === 0 ? {} : { phones }),
    ...(hasOptedOut(item, entity) ? { optOut: true } : {}),
  };
}

function clientsOf(item: StoredItem, schema: CrmSchema, find: FindItem): readonly Client[] {
  const entity = entityOf(schema, item.entity);
  return (entity?.client ?? USUAL_CLIENTS).flatMap((name) => {
    const field = entity && fieldOf(entity.fields, name);
    const target = field?.type === "Link" ? field.entity : undefined;
    const value = fieldOf(item.fields, name);
    const ids: readonly unknown[] = Array.isArray(value) ? value : [value];
    return ids.flatMap((id) => {
      const linked = target !== undefined && typeof id === "number" ? find(target, id) : undefined;
      return linked === undefined ? [] : [clientOf(linked, schema)];
    });
  });
}

function actionItem(item: StoredItem, found: FoundRule): ActionItem {
  return {
    entity: item.entity,
    id: item.id,
    title: titleOf(item, "title", "name"),
    ...(item.pipeline === undefined ? {} : { pipeline: item.pipeline }),
    ...(item.stage === undefined ? {} : { stage: stageTitle(item, found.ruleSet) }),
    fields: item.fields,
  };
}

/** The idempotency key of the present attempt: each turn of a rule that repeats does what it does anew. */
export function keyOf(run: Run): string {
  return run.turn < 2 ? run.key : `${run.key}-${run.turn}`;
}

/**
 * One attempt of a run with all that its action may know, as plain data.
 *
 * @param run the run as it is once it runs: its attempts count this one
 */
export function actionCall(
  run: Run,
  args: JsonObject,
  item: StoredItem,
  found: FoundRule,
  around: Surroundings,
): ActionCall {
  return {
    ruleSet: run.ruleSet,
    ruleId: run.ruleId,
    action: run.action,
    args,
    visit: run.visit,
    repeatable: found.rule.repeatable,
    item: actionItem(item, found),
    clients: clientsOf(item, found.ruleSet.schema, around.find),
    run: { id: run.id, key: keyOf(run), attempt: run.tries, rule: run.rule, source: run.source },
    ...(run.actor && { actor: run.actor }),
    ...(run.trace && { trace: run.trace }),
    now: at(around),
  };
}
