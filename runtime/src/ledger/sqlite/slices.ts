import type { ItemRef, ItemState, Run } from "../../engine/state.ts";
import { isoOf } from "../../time/instant.ts";
import type { Slice, Transaction, Write } from "../port.ts";
import { heldRules } from "./held-rules.ts";
import { HOUR, inOrder, type Known, NOTHING, readKnown, sliceOf, targetOf } from "./slice.ts";
import type { Statements } from "./statements.ts";
import { applyWrite, type Written } from "./write.ts";

/** Items with more runs than this are read each time: what is remembered has to stay small. */
const MOST_RUNS = 64;

/** What transactions see of items, and what they write. What was seen or written lately is not read again. */
export interface Slices {
  /** What a transaction sees of its item. */
  readonly read: (transaction: Transaction<unknown>) => Slice;
  /** What one that is about several items sees of one. */
  readonly take: (ref: ItemRef, now: number) => Slice;
  /** Writes what happened to the item of a slice. */
  readonly wrote: (slice: Slice, write: Write) => Written;
  /** Writes what happened to several items. */
  readonly write: (writes: readonly Write[]) => readonly Written[];
  /** Forgets everything: the database is not what it was. */
  readonly forget: () => void;
}

const keyOf = ({ entity, id }: ItemRef): string => `${entity}/${id}`;

/** Whether a run belongs to what the engine may look at without being spoken of. */
function isInSight(run: Run, state: Pick<ItemState, "visit">, open: ReadonlySet<number>): boolean {
  if (run.status === "running") return true;
  return run.occasion === null ? run.visit === state.visit?.visit : open.has(run.occasion);
}

/** What there is of an item after a write: the same as reading it again would give. */
export function after(before: ItemState, write: Write): ItemState {
  let { visit, visits } = before;
  for (const one of write.visits) {
    if (one.left === null) visit = one;
    else if (one.visit === visit?.visit) visit = null;
    visits = Math.max(visits, one.visit);
  }
  const runs = new Map(before.runs.map((run) => [run.id, run]));
  for (const run of write.runs) runs.set(run.id, run);
  const all = [...runs.values()];
  const open = new Set(
    all.flatMap(({ occasion, status }) =>
      occasion !== null && (status === "waiting" || status === "running") ? [occasion] : [],
    ),
  );
  const inSight = all.filter((run) => isInSight(run, { visit }, open)).sort(inOrder);
  const occasions = new Map(
    [...before.occasions, ...write.occasions].map((one) => [one.occasion, one] as const),
  );
  const numbers = new Set(inSight.flatMap(({ occasion }) => (occasion === null ? [] : [occasion])));
  const counted = write.changes.flatMap(({ change, counts }) => (counts ? [change] : []));
  return {
    item: write.item ?? before.item,
    visit,
    visits,
    lastOccasion: write.occasions.at(-1)?.occasion ?? before.lastOccasion,
    occasions: [...numbers].flatMap((number) => occasions.get(number) ?? []),
    runs: inSight,
    changesByRules: counted.length === 0 ? before.changesByRules : [...before.changesByRules, ...counted],
  };
}

/** The state at a later moment: changes that do not count any more are gone. */
function at(state: ItemState, now: number): ItemState {
  if (state.changesByRules.length === 0) return state;
  const from = isoOf(now - HOUR);
  const counting = state.changesByRules.filter((change) => change.at > from);
  return counting.length === state.changesByRules.length ? state : { ...state, changesByRules: counting };
}

/**
 * Makes the slices of a database that nobody else writes to.
 *
 * @param most how many items are remembered
 */
export function createSlices(sql: Statements, most: number): Slices {
  const kept = new Map<string, ItemState>();
  const itemOfRun = new Map<string, ItemRef>();
  let held: Slice["held"] | undefined;

  function drop(key: string): void {
    for (const { id } of kept.get(key)?.runs ?? []) itemOfRun.delete(id);
    kept.delete(key);
  }

  function keep(ref: ItemRef, state: ItemState): void {
    const key = keyOf(ref);
    drop(key);
    if (state.item === null || state.runs.length > MOST_RUNS) return;
    kept.set(key, state);
    for (const { id } of state.runs) itemOfRun.set(id, ref);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) drop(oldest);
  }

  function known(ref: ItemRef, now: number, spokenOf?: string): Known {
    const state = kept.get(keyOf(ref));
    const isThere =
      state !== undefined && (spokenOf === undefined || state.runs.some(({ id }) => id === spokenOf));
    if (isThere) return { state: at(state, now), deleted: false };
    const read = readKnown(sql, ref, now, spokenOf);
    if (spokenOf === undefined) keep(ref, read.state);
    return read;
  }

  function holds(): Slice["held"] {
    held ??= heldRules(sql);
    return held;
  }

  /** Writes, and forgets the items whose runs are planned anew because of it. */
  function apply(write: Write, before?: ItemState): Written {
    for (const run of write.replan?.runs ?? []) {
      const ref = targetOf(sql, { kind: "run", run });
      if (ref !== null) drop(keyOf(ref));
    }
    return applyWrite(sql, write, before);
  }

  return {
    read: ({ target, event, now }) => {
      const duplicate =
        event !== undefined && sql.first("SELECT 1 FROM inbox WHERE id = ?", event.id) !== undefined;
      const ref = (target.kind === "run" ? itemOfRun.get(target.run) : undefined) ?? targetOf(sql, target);
      const spokenOf = target.kind === "run" ? target.run : undefined;
      const seen = ref === null ? { state: NOTHING, deleted: false } : known(ref, now, spokenOf);
      return sliceOf(sql, ref, seen, holds(), duplicate);
    },
    take: (ref, now) => {
      drop(keyOf(ref));
      return sliceOf(sql, ref, readKnown(sql, ref, now), holds());
    },
    wrote: ({ ref, state }, write) => {
      const written = apply(write, state);
      if (ref !== null) {
        if (write.deleted === null) keep(ref, after(state, write));
        else drop(keyOf(ref));
      }
      return written;
    },
    write: (writes) => writes.map((write) => apply(write)),
    forget: () => {
      kept.clear();
      itemOfRun.clear();
      held = undefined;
    },
  };
}
