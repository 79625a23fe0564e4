import type { Answer } from "../coordinator.ts";
import { embeddedCrm } from "../crm/embedded.ts";
import type { Problem } from "../crm/port.ts";
import { created, happened, moved, placed, removed, updated } from "../engine/item-events.ts";
import type { ItemRef } from "../engine/state.ts";
import { type Surroundings, unchanged } from "../engine/step.ts";
import type { Slice, Target } from "../ledger/port.ts";
import type { StoredItem } from "../rules/item.ts";
import type { JsonObject } from "../rules/values.ts";
import type { Plan } from "./transact.ts";

/** What somebody outside wants to happen to an item. */
export type Wish =
  | {
      readonly kind: "create";
      readonly entity: string;
      readonly body: JsonObject;
      /** True where the item was there before: it enters nothing and starts nothing. */
      readonly quietly?: boolean;
    }
  | { readonly kind: "update"; readonly ref: ItemRef; readonly fields: JsonObject }
  | { readonly kind: "move"; readonly ref: ItemRef; readonly stage: string }
  | { readonly kind: "delete"; readonly ref: ItemRef }
  /** An event that changes nothing by itself: it wakes rules and triggers. */
  | { readonly kind: "event"; readonly ref: ItemRef; readonly type: string; readonly payload: JsonObject };

type Refusal = Extract<Answer<never>, { ok: false }>;

/** What is wrong with a request, as an answer. */
export function invalid({ detail, field }: Problem): Refusal {
  return { ok: false, problem: "invalid", detail, ...(field === undefined ? {} : { field }) };
}

function refused(answer: Refusal): Plan<Answer<StoredItem>> {
  return { step: null, answer };
}

function planCreate(
  wish: Extract<Wish, { kind: "create" }>,
  by: string,
  seed: string,
  slice: Slice,
  around: Surroundings,
): Plan<Answer<StoredItem>> {
  const { entity } = wish;
  const draft = embeddedCrm.draft(around.ruleSets.current.schema, entity, wish.body);
  if (!draft.ok) return refused(invalid(draft.problem));
  if (slice.ref === null || slice.state.item !== null || slice.deleted) {
    const what = slice.deleted ? "was deleted" : "exists already";
    const detail = `${entity}/${slice.ref?.id ?? ""} ${what}: leave “id” out to get the next one.`;
    return refused({ ok: false, problem: "conflict", detail, field: "id" });
  }
  const { pipeline, stage, fields } = draft.value;
  const item: StoredItem = {
    entity,
    id: slice.ref.id,
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(stage === undefined ? {} : { stage }),
    fields,
  };
  const step =
    wish.quietly === true ? placed(slice.state, item) : created(slice.state, item, by, seed, around);
  return { step, answer: { ok: true, value: item } };
}

function planChange(
  wish: Exclude<Wish, { kind: "create" }>,
  by: string,
  seed: string,
  slice: Slice,
  around: Surroundings,
): Plan<Answer<StoredItem>> {
  const { state } = slice;
  if (state.item === null) {
    const detail = `There is no item ${wish.ref.entity}/${wish.ref.id}.`;
    return refused({ ok: false, problem: "not-found", detail });
  }
  const { schema } = around.ruleSets.current;
  switch (wish.kind) {
    case "update": {
      const fields = embeddedCrm.fields(schema, state.item, wish.fields);
      if (!fields.ok) return refused(invalid(fields.problem));
      const step = updated(state, fields.value, by, seed, around);
      return { step, answer: { ok: true, value: step.state.item ?? state.item } };
    }
    case "move": {
      const stage = embeddedCrm.stage(schema, state.item, wish.stage);
      if (!stage.ok) return refused(invalid(stage.problem));
      const step = moved(unchanged(state), stage.value.id, { by, counts: false }, seed, around);
      return { step, answer: { ok: true, value: step.state.item ?? state.item } };
    }
    case "delete":
      return { step: removed(unchanged(state), by, around), answer: { ok: true, value: state.item } };
    case "event": {
      const { type, payload } = wish;
      const step = happened(unchanged(state), { type, payload, previous: null, fields: [] }, seed, around);
      return { step, answer: { ok: true, value: step.state.item ?? state.item } };
    }
  }
}

/** Decides what a wish comes to: the step that the engine takes, or what is wrong with it. */
export function planItem(
  wish: Wish,
  by: string,
  seed: string,
  slice: Slice,
  around: Surroundings,
): Plan<Answer<StoredItem>> {
  return wish.kind === "create"
    ? planCreate(wish, by, seed, slice, around)
    : planChange(wish, by, seed, slice, around);
}

/** The item that a wish is about. */
export function targetOf(wish: Wish): Target {
  if (wish.kind !== "create") return { kind: "item", ref: wish.ref };
  const { id } = wish.body;
  // An id that is none is refused by the check of the body; it must not reach the store before.
  return typeof id === "number" && Number.isSafeInteger(id) && id > 0
    ? { kind: "new", entity: wish.entity, id }
    : { kind: "new", entity: wish.entity };
}
