import type { Change, Committed, ItemRef, Run } from "@onstage/runtime";
import { type CrmSchema, entityOf, type StoredItem } from "@onstage/runtime/rules";

/** What has happened in a funnel so far, ready to be looked at: it follows every commit of the ledger. */
export interface FunnelRecord {
  /** Runs in order of item, visit, and place in the rules; of one item, or of all. */
  readonly runs: (item?: ItemRef) => readonly Run[];
  readonly run: (id: string) => Run | undefined;
  /** Items that are there, in the order of their making. */
  readonly items: () => readonly ItemRef[];
  /** Changes of items and notes about them, oldest first. */
  readonly changes: (item?: ItemRef) => readonly Change[];
  /** Title of the stage that an item is in; undefined where there is none. */
  readonly stageOf: (item: ItemRef) => string | undefined;
  /** Whether an item is there, and has not been deleted. */
  readonly has: (item: ItemRef) => boolean;
}

/** A record, and how it hears of things. */
export interface Recorder extends FunnelRecord {
  readonly committed: (committed: Committed) => void;
  /** An item that was put in place, of which the history says nothing. */
  readonly placed: (item: StoredItem, schema: CrmSchema) => void;
}

/** `deals/42` */
export function itemName({ entity, id }: ItemRef): string {
  return `${entity}/${id}`;
}

/** Puts runs in the order of item, visit, occasion and place in the rules. */
export function inOrder(a: Run, b: Run): number {
  const text = a.item.entity < b.item.entity ? -1 : a.item.entity > b.item.entity ? 1 : 0;
  return (
    text ||
    a.item.id - b.item.id ||
    (a.occasion ?? 0) - (b.occasion ?? 0) ||
    a.visit - b.visit ||
    a.order - b.order
  );
}

/** Makes an empty record. */
export function createRecorder(): Recorder {
  const runs = new Map<string, Map<string, Run>>();
  const changes: Change[] = [];
  const byId = new Map<string, Run>();
  const stages = new Map<string, { readonly item: ItemRef; readonly stage: string | undefined }>();

  const runsOf = (item: string): Map<string, Run> => {
    const known = runs.get(item) ?? new Map<string, Run>();
    runs.set(item, known);
    return known;
  };
  return {
    committed: (committed) => {
      for (const run of committed.runs) {
        runsOf(itemName(run.item)).set(run.id, run);
        byId.set(run.id, run);
      }
      for (const { change } of committed.changes) {
        changes.push(change);
        const { item, kind } = change;
        if (kind === "deleted") stages.delete(itemName(item));
        else if (kind === "created" || kind === "moved")
          stages.set(itemName(item), { item, stage: change.to });
      }
    },
    placed: (item, schema) => {
      const pipelines = entityOf(schema, item.entity)?.pipelines ?? [];
      const pipeline = pipelines.find((one) => one.id === item.pipeline) ?? pipelines[0];
      const stage = pipeline?.stages.find((one) => one.id === item.stage)?.title;
      stages.set(itemName(item), { item: { entity: item.entity, id: item.id }, stage });
    },
    runs: (item) => {
      const some = item === undefined ? [...runs.values()] : [runsOf(itemName(item))];
      return some.flatMap((one) => [...one.values()]).sort(inOrder);
    },
    run: (id) => byId.get(id),
    items: () => [...stages.values()].map(({ item }) => item),
    changes: (item) => {
      if (item === undefined) return [...changes];
      const name = itemName(item);
      return changes.filter((change) => itemName(change.item) === name);
    },
    stageOf: (item) => stages.get(itemName(item))?.stage,
    has: (item) => stages.has(itemName(item)),
  };
}
