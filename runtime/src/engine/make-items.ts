import type { ItemChange, LinkChange } from "../actions/changes.ts";
import { embeddedCrm } from "../crm/embedded.ts";
import type { StoredItem } from "../rules/item.ts";
import { entityOf, fieldOf } from "../rules/lookup.ts";
import type { CrmSchema, Entity } from "../rules/schema.ts";
import type { Json, JsonObject } from "../rules/values.ts";
import { dateOf } from "../time/days.ts";
import { isoOf } from "../time/instant.ts";
import { localOf } from "../time/zones.ts";
import { recentChanges, spentOf } from "./budget.ts";
import { type ByRun, refused, spent } from "./change-item.ts";
import { created, noted } from "./item-events.ts";
import { aroundOf, nameOf, type Reached, stepOf, wasDeleted, withStep } from "./reached.ts";
import type { ItemRef } from "./state.ts";
import type { Surroundings } from "./step.ts";
import type { Reason } from "./why.ts";

/** What came of a change that may be about several items. */
export type Made =
  | { readonly kind: "applied"; readonly reached: Reached; readonly changed: boolean }
  | { readonly kind: "refused"; readonly reason: Reason };

/** Moments that only the CRM writes and that every item has, such as that of its creation. */
function stampsOf({ fields }: Entity, { now, ruleSets }: Surroundings): JsonObject {
  const today = dateOf(localOf(now, ruleSets.current.timezone).day);
  const stamps = Object.entries(fields).flatMap(([name, { type, required, readOnly }]) => {
    if (required !== true || readOnly !== true) return [];
    if (type === "DateTime") return [[name, isoOf(now)] as const];
    return type === "Date" && today !== undefined ? [[name, today] as const] : [];
  });
  return Object.fromEntries(stamps);
}

/**
 * Makes an item. It counts towards the budget of the one whose rule makes it, and the new one begins with half of what that
 * has left: items that make items come to an end, and soon, however many each of them makes.
 */
export function applyCreate(
  reached: Reached,
  change: Extract<ItemChange, { kind: "create" }>,
  { run, seed }: ByRun,
  around: Surroundings,
): Made {
  const { item: ref, fields, pipeline, stage } = change;
  const name = nameOf(ref);
  const maker = reached.own;
  if (maker.state.item === null) return refused("the item is not there any more");
  const there = stepOf(reached, ref, around);
  if (there.state.item !== null || wasDeleted(reached, ref, around)) {
    return refused(`${name} was not made: there is or was one of that id already`);
  }
  const { schema } = around.ruleSets.current;
  const entity = entityOf(schema, ref.entity);
  const body = {
    ...(entity && stampsOf(entity, around)),
    ...fields,
    id: ref.id,
    ...(pipeline !== undefined && { pipeline }),
    ...(stage !== undefined && { stage }),
  };
  const draft = embeddedCrm.draft(schema, ref.entity, body);
  if (!draft.ok) return refused(`${ref.entity} was not made: ${draft.problem.detail}`);
  const stop = spent(maker, null, name, around);
  if (stop !== null) return stop;
  const made: Reason = { text: `made ${name}`, why: { code: "made", item: name } };
  const counted = withStep(
    reached,
    reached.ref,
    noted(maker, { by: run, reason: made }, true, around),
    around,
  );
  const item: StoredItem = {
    ...ref,
    ...(draft.value.pipeline !== undefined && { pipeline: draft.value.pipeline }),
    ...(draft.value.stage !== undefined && { stage: draft.value.stage }),
    fields: draft.value.fields,
  };
  const left = around.budget - spentOf(recentChanges(counted.own.state, around.now));
  const inherited = around.budget - Math.floor(Math.max(left, 0) / 2);
  const why = { code: "made-by", item: nameOf(reached.ref), spent: inherited } as const;
  // What its rules look at links to items that the run has changed as well, and to itself.
  const known = withStep(counted, ref, { ...there, state: { ...there.state, item } }, around);
  const step = created(there.state, item, run, seed, aroundOf(known, ref, around), why);
  return { kind: "applied", reached: withStep(counted, ref, step, around), changed: true };
}

/** The field of an entity that can point to items of another: the one named, or the first one. */
function linkField(
  schema: CrmSchema,
  from: string,
  to: string,
  named: string | undefined,
): string | undefined {
  const fields = entityOf(schema, from)?.fields ?? {};
  return Object.keys(fields).find((name) => {
    const field = fieldOf(fields, name);
    return field?.type === "Link" && field.entity === to && (named === undefined || named === name);
  });
}

/** A link as a field to be written: which item has it, and its new value. Or a sentence that says why there is none. */
export interface FieldOfLink {
  readonly holder: ItemRef;
  readonly fields: JsonObject;
}

/** The value of a link field with one more link, or one less; undefined where that is what it has. */
function linkValue(
  before: Json | undefined,
  many: boolean,
  id: number,
  what: LinkChange["kind"],
): Json | undefined {
  const list: readonly Json[] = Array.isArray(before) ? before : [];
  const has = many ? list.includes(id) : before === id;
  if (has === (what === "link")) return undefined;
  if (!many) return what === "link" ? id : null;
  return what === "link" ? [...list, id] : list.filter((one) => one !== id);
}

/** Where the link of two items stands, and what it becomes. */
export function readLink(
  reached: Reached,
  { kind, item = reached.ref, to, field }: LinkChange,
  around: Surroundings,
): FieldOfLink | string {
  const { schema } = around.ruleSets.current;
  for (const [holder, other] of [
    [item, to],
    [to, item],
  ] as const) {
    const name = linkField(schema, holder.entity, other.entity, field);
    if (name === undefined) continue;
    const stored = stepOf(reached, holder, around).state.item;
    if (stored === null) return `there is no ${nameOf(holder)}, or not any more`;
    if (kind === "link" && stepOf(reached, other, around).state.item === null) {
      return `there is no ${nameOf(other)}, or not any more`;
    }
    const described = entityOf(schema, holder.entity)?.fields ?? {};
    const many = fieldOf(described, name)?.many === true;
    const value = linkValue(fieldOf(stored.fields, name), many, other.id, kind);
    return { holder, fields: value === undefined ? {} : { [name]: value } };
  }
  const by = field === undefined ? "has a link" : `has a link “${field}”`;
  return `neither ${item.entity} nor ${to.entity} ${by} to the other in the schema`;
}
