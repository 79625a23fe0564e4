import type { StoredItem } from "../rules/item.ts";
import type { ItemRef } from "./state.ts";
import type { Beside, OtherItem, RecordWrite, Step, Surroundings } from "./step.ts";
import { unchanged } from "./step.ts";

interface Other {
  readonly ref: ItemRef;
  readonly step: Step;
  readonly seen: OtherItem;
}

/** What one run changes: its own item, others as they are reached, and timelines. */
export interface Reached {
  readonly ref: ItemRef;
  readonly own: Step;
  /** By their names. */
  readonly others: ReadonlyMap<string, Other>;
  readonly records: readonly RecordWrite[];
}

/** An item as people write it: `deals/42`. */
export function nameOf({ entity, id }: ItemRef): string {
  return `${entity}/${id}`;
}

/** Where a run begins that has changed nothing yet. */
export function reachedBy(own: Step, ref: ItemRef): Reached {
  return { ref, own, others: new Map(), records: [] };
}

function isOwn(reached: Reached, ref: ItemRef): boolean {
  return ref.entity === reached.ref.entity && ref.id === reached.ref.id;
}

function otherOf(reached: Reached, ref: ItemRef, around: Surroundings): Other {
  const known = reached.others.get(nameOf(ref));
  if (known !== undefined) return known;
  const seen = around.other(ref);
  return { ref, step: unchanged(seen.state), seen };
}

/** How far the changes of an item have come. */
export function stepOf(reached: Reached, ref: ItemRef, around: Surroundings): Step {
  return isOwn(reached, ref) ? reached.own : otherOf(reached, ref, around).step;
}

/** Whether there was such an item before, so that its id is taken. */
export function wasDeleted(reached: Reached, ref: ItemRef, around: Surroundings): boolean {
  return !isOwn(reached, ref) && otherOf(reached, ref, around).seen.deleted;
}

/** Whether the run itself has made the item, and nobody but it knows of it yet. */
export function isMadeHere(reached: Reached, ref: ItemRef, around: Surroundings): boolean {
  if (isOwn(reached, ref)) return false;
  const { seen, step } = otherOf(reached, ref, around);
  return seen.state.item === null && step.state.item !== null;
}

/** The same with another step of one item. */
export function withStep(reached: Reached, ref: ItemRef, step: Step, around: Surroundings): Reached {
  if (isOwn(reached, ref)) return { ...reached, own: step };
  const other = otherOf(reached, ref, around);
  return { ...reached, others: new Map(reached.others).set(nameOf(ref), { ...other, step }) };
}

/** What is known around an item: others are found as the run has left them. */
export function aroundOf(reached: Reached, ref: ItemRef, around: Surroundings): Surroundings {
  const find = (entity: string, id: number): StoredItem | undefined => {
    const step = isOwn(reached, { entity, id })
      ? reached.own
      : reached.others.get(nameOf({ entity, id }))?.step;
    return step === undefined ? around.find(entity, id) : (step.state.item ?? undefined);
  };
  return isOwn(reached, ref)
    ? { ...around, find }
    : { ...around, find, former: otherOf(reached, ref, around).seen.former };
}

/** All of it as the step of its own item. */
export function joined({ own, others, records }: Reached): Step {
  if (others.size === 0 && records.length === 0) return own;
  const beside: Beside = { others: [...others.values()].map(({ ref, step }) => ({ ref, step })), records };
  return { ...own, beside };
}
