import type { CompleteChange, ItemChange } from "../actions/changes.ts";
import { isoOf, momentOf } from "../time/instant.ts";
import { refused } from "./change-item.ts";
import type { Made } from "./make-items.ts";
import { aroundOf, nameOf, type Reached, stepOf, withStep } from "./reached.ts";
import type { Run } from "./state.ts";
import { at, type Surroundings } from "./step.ts";
import { stageOf } from "./visits.ts";
import { eventCame } from "./waits.ts";

/** Id of the stage whose rules a run is of; null where that is none. */
function stageIdOf(run: Run, reached: Reached, around: Surroundings): string | null {
  const { item } = reached.own.state;
  if (run.stage === "") return null;
  return (item && stageOf(item, run.stage, around.ruleSets.current)?.id) ?? run.stage;
}

/** A moment as the ledger has it; undefined for what is none. */
function deadlineOf(text: string | undefined): string | null | undefined {
  if (text === undefined) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : momentOf(ms);
}

/** A new record on a timeline. */
export function applyRecord(
  reached: Reached,
  { activity: draft, item: ref = reached.ref }: Extract<ItemChange, { kind: "record" }>,
  run: Run,
  around: Surroundings,
): Made {
  const { state } = stepOf(reached, ref, around);
  if (state.item === null) return refused(`there is no ${nameOf(ref)}, or not any more`);
  const deadline = deadlineOf(draft.deadline);
  if (deadline === undefined) {
    return refused(`“${draft.title}” was not written: “${draft.deadline}” is no moment`);
  }
  const now = at(around);
  const open = draft.open === true;
  const visit = draft.untilLeft === true && open ? (state.visit?.visit ?? null) : null;
  const activity = {
    id: draft.id ?? 0,
    item: { entity: ref.entity, id: ref.id },
    kind: draft.kind,
    title: draft.title,
    text: draft.text ?? null,
    who: draft.who ?? null,
    by: run.id,
    stage: stageIdOf(run, reached, around),
    created: now,
    deadline,
    closed: open ? null : now,
    closedBy: null,
    data: draft.data ?? {},
  };
  const records = [...reached.records, { kind: "add", activity, visit } as const];
  return { kind: "applied", reached: { ...reached, records }, changed: true };
}

/**
 * Open records of a timeline are completed. Those that this very run has written are not among them. A task that is named
 * ends what waits for it; unlike one that somebody outside completes, it wakes no rules.
 */
export function applyComplete(
  reached: Reached,
  { item: ref = reached.ref, activity: id, of: kind, stage }: CompleteChange,
  run: Run,
  around: Surroundings,
): Made {
  const step = stepOf(reached, ref, around);
  const { item } = step.state;
  const stageId = stage && item ? (stageOf(item, stage, around.ruleSets.current)?.id ?? stage) : stage;
  const where = {
    ...(id !== undefined && { id }),
    ...(kind !== undefined && { kind }),
    ...(stageId !== undefined && { stage: stageId }),
  };
  const at = isoOf(around.now);
  const records = [...reached.records, { kind: "complete", item: ref, where, at, by: run.id } as const];
  const written = { ...reached, records };
  if (kind !== "task" || id === undefined) return { kind: "applied", reached: written, changed: true };
  const came = { type: "taskCompleted", payload: { task: String(id), by: run.id, at } };
  const told = eventCame(step, came, aroundOf(written, ref, around));
  return { kind: "applied", reached: withStep(written, ref, told, around), changed: true };
}
