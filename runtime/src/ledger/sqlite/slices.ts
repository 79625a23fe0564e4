import { eachChanged, replaced, runById, sameRuns } from "../../engine/run-lookup.ts";
import type { ItemRef, ItemState, Occasion, Run, Visit } from "../../engine/state.ts";
import { isoOf } from "../../time/instant.ts";
import type { Result, Slice, Transaction, Write } from "../port.ts";
import { writeRecord } from "./activities.ts";
import { createGenerations } from "./generations.ts";
import { heldRules } from "./held-rules.ts";
import { HOUR, inOrder, type Known, NOTHING, readKnown, sliceOf, targetOf } from "./slice.ts";
import type { Statements } from "./statements.ts";
import { applyWrite, replan, type Written } from "./write.ts";

/** How many runs are remembered in a generation, over all items: what is remembered has to stay small. */
const MOST_RUNS = 65_536;

/** What transactions see of items, and what they write. What was seen or written lately is not read again. */
export interface Slices {
  /** What a transaction sees of its item. */
  readonly read: (transaction: Transaction<unknown>) => Slice;
  /** What one that is about several items sees of one. */
  readonly take: (ref: ItemRef, now: number) => Slice;
  /** Writes what happened to the item of a slice. */
  readonly wrote: (slice: Slice, write: Write) => Written;
  /**
   * Writes what happened beside the item of a slice, behind it.
   *
   * @param own what the change of that item makes to be planned anew, which its own write has left out
   */
  readonly writeBeside: (
    beside: NonNullable<Result<unknown>["beside"]>,
    own: Write["replan"],
  ) => readonly Written[];
  /** Writes what happened to several items. */
  readonly write: (writes: readonly Write[]) => readonly Written[];
  /** Forgets everything: the database is not what it was. */
  readonly forget: () => void;
}

const NONE: readonly never[] = [];

const isOpen = ({ status }: Run): boolean => status === "waiting" || status === "running";

/** The runs with the versions that were written of them. */
function changedBy(runs: readonly Run[], written: readonly Run[]): readonly Run[] {
  const [first, ...others] = written;
  if (first === undefined) return runs;
  if (others.length === 0) return replaced(runs, first);
  const byId = new Map(written.map((run) => [run.id, run]));
  return eachChanged(runs, (run) => byId.get(run.id) ?? run);
}

/** The runs that the engine may look at without their being spoken of, in order. */
function runsAfter(before: ItemState, write: Write, visit: Visit | null): readonly Run[] {
  // A step that makes a run and changes it has only the last version of it.
  const made = write.runs.filter(({ id }) => runById(before.runs, id) === undefined);
  const changed = changedBy(before.runs, write.runs);
  const all = made.length === 0 ? changed : [...changed, ...made];
  const open = new Set<number>();
  for (const run of all) if (run.occasion !== null && isOpen(run)) open.add(run.occasion);
  const inSight = all.filter((run) => {
    if (run.status === "running") return true;
    return run.occasion === null ? run.visit === visit?.visit : open.has(run.occasion);
  });
  if (made.length > 0) return inSight.sort(inOrder);
  // The same list where all are in sight: what was found out about it need not be found out again.
  return inSight.length === all.length ? all : inSight;
}

function occasionsOf(runs: readonly Run[], all: readonly Occasion[]): readonly Occasion[] {
  const numbers = new Set(runs.flatMap(({ occasion }) => (occasion === null ? [] : [occasion])));
  return [...numbers].flatMap((number) => all.find(({ occasion }) => occasion === number) ?? []);
}

/** What there is of an item after a write: the same as reading it again would give. */
export function after(before: ItemState, write: Write): ItemState {
  let { visit, visits } = before;
  for (const one of write.visits) {
    if (one.left === null) visit = one;
    else if (one.visit === visit?.visit) visit = null;
    visits = Math.max(visits, one.visit);
  }
  const runs = runsAfter(before, write, visit);
  const occasions = runs.some(({ occasion }) => occasion !== null)
    ? occasionsOf(runs, [...before.occasions, ...write.occasions])
    : NONE;
  const counted = write.changes.flatMap(({ change, counts }) => (counts ? [change] : []));
  return {
    item: write.item ?? before.item,
    visit,
    visits,
    lastOccasion: write.occasions.at(-1)?.occasion ?? before.lastOccasion,
    occasions,
    runs,
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
 * @param most how many items are remembered in a generation, see `createGenerations`; none for 0
 */
export function createSlices(sql: Statements, most: number): Slices {
  const itemOfRun = new Map<string, ItemRef>();
  const kept = createGenerations<ItemState>(
    most * MOST_RUNS,
    ({ runs }) => MOST_RUNS + runs.length * most,
    ({ runs }) => {
      for (const { id } of runs) itemOfRun.delete(id);
    },
  );
  let held: Slice["held"] | undefined;

  function keep(ref: ItemRef, state: ItemState): void {
    if (most === 0 || state.item === null || state.runs.length > MOST_RUNS) {
      kept.delete(ref);
      return;
    }
    const before = kept.get(ref)?.runs ?? NONE;
    kept.set(ref, state);
    if (!sameRuns(before, state.runs)) {
      for (const { id } of before) if (runById(state.runs, id) === undefined) itemOfRun.delete(id);
      for (const { id } of state.runs) if (runById(before, id) === undefined) itemOfRun.set(id, ref);
    }
  }

  function known(ref: ItemRef, now: number, spokenOf?: string): Known {
    const state = kept.get(ref);
    const isThere =
      state !== undefined && (spokenOf === undefined || runById(state.runs, spokenOf) !== undefined);
    if (isThere) return { state: at(state, now), deleted: false };
    return readKnown(sql, ref, now, spokenOf);
  }

  function holds(): Slice["held"] {
    held ??= heldRules(sql);
    return held;
  }

  /** Forgets the items whose runs are planned anew. */
  function forgetPlans({ runs }: NonNullable<Write["replan"]>): void {
    for (const run of runs) {
      const ref = targetOf(sql, { kind: "run", run });
      if (ref !== null) kept.delete(ref);
    }
  }

  function planAnew(plans: NonNullable<Write["replan"]>): void {
    forgetPlans(plans);
    replan(sql, plans);
  }

  /** Writes, and forgets the items whose runs are planned anew because of it. */
  function apply(write: Write, before?: ItemState): Written {
    if (write.replan !== null) forgetPlans(write.replan);
    return applyWrite(sql, write, before);
  }

  function take(ref: ItemRef, now: number): Slice {
    const seen = known(ref, now);
    kept.delete(ref);
    return sliceOf(sql, ref, seen, holds(), (other) => take(other, now));
  }

  return {
    read: ({ target, event, now }) => {
      const duplicate =
        event !== undefined && sql.first("SELECT 1 FROM inbox WHERE id = ?", event.id) !== undefined;
      const ref = (target.kind === "run" ? itemOfRun.get(target.run) : undefined) ?? targetOf(sql, target);
      const spokenOf = target.kind === "run" ? target.run : undefined;
      const seen = ref === null ? { state: NOTHING, deleted: false } : known(ref, now, spokenOf);
      return sliceOf(sql, ref, seen, holds(), (other) => take(other, now), duplicate);
    },
    take,
    writeBeside: ({ writes, records }, own) => {
      // Plans are looked at again once all is written: one write must not hide what another wants looked at.
      const written = writes.map((write) => applyWrite(sql, { ...write, replan: null }));
      for (const plans of [own, ...writes.map((write) => write.replan)]) if (plans !== null) planAnew(plans);
      for (const record of records) writeRecord(sql, record);
      return written;
    },
    wrote: ({ ref, state }, write) => {
      const written = apply(write, state);
      if (ref !== null) {
        if (write.deleted === null) keep(ref, after(state, write));
        else kept.delete(ref);
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
