import { isoOf } from "../time/instant.ts";
import type { ItemState, Run, RunStatus } from "./state.ts";
import { DONE, type Reason, type Why } from "./why.ts";

/** The ways a run can have ended. */
export type EndStatus = Extract<RunStatus, "done" | "failed" | "skipped" | "cancelled">;

/** Whether a run has ended, however it ended. */
export function hasEnded(run: Run): boolean {
  switch (run.status) {
    case "waiting":
    case "running":
      return false;
    case "done":
    case "failed":
    case "skipped":
    case "cancelled":
      return true;
  }
}

const NONE: Run["watches"] = [];

/**
 * The run, ended.
 *
 * @param now milliseconds since 1970
 * @param reason null only for `done`
 */
export function ended(run: Run, status: EndStatus, reason: Reason | null, now: number): Run {
  const said = { reason: reason?.text ?? null, why: reason?.why ?? DONE };
  return { ...run, status, waits: null, watches: NONE, ...said, ended: isoOf(now) };
}

/** A sentence that another part follows: what actions say ends as they like. */
export function withoutStop(text: string): string {
  return text.replace(/\.$/u, "");
}

/** The run, failed, where its effect may have happened all the same. */
export function endedUncertain(run: Run, { text, why }: Reason, now: number): Run {
  const unclear = `${withoutStop(text)}; nobody knows whether it happened, so a person has to say`;
  return { ...ended(run, "failed", { text: unclear, why }, now), uncertain: true };
}

/**
 * The run, waiting for an attempt at a moment, whatever its schedule says. Its arguments are worked out anew when the
 * moment has come.
 *
 * @param due milliseconds since 1970
 * @param reason what it waits for
 */
export function attemptAt(run: Run, due: number, { text: reason, why }: Reason): Run {
  const wait = { status: "waiting", waits: "attempt", due: isoOf(due), ended: null, reason, why } as const;
  return { ...run, ...wait, watches: NONE, args: null, uncertain: false };
}

/**
 * The run, waiting for a moment to be repeated exactly as it was, since its last attempt may have had its effect.
 *
 * @param due milliseconds since 1970
 * @param reason what it waits for
 */
export function repeatedAt(run: Run, due: number, reason: Reason): Run {
  return { ...attemptAt(run, due, reason), args: run.args };
}

/** What a run says that may start at any moment. */
export const ITS_TURN = "waits for its turn";

/** Whether a run may still start: its visit is open, or it belongs to an occasion of an item that is still there. */
export function isOpen(run: Run, { item, visit }: Pick<ItemState, "item" | "visit">): boolean {
  if (run.occasion !== null) return item !== null;
  return visit !== null && visit.left === null && run.visit === visit.visit;
}

/** That the item is not where the run began any more, as data. */
export function closedWhy(run: Run, { item }: Pick<ItemState, "item">): Why {
  return item === null ? { code: "deleted", at: null } : { code: "left", stage: run.stage, at: null };
}

/** That the item is not where the run began any more, for a sentence. */
export function whyClosed(run: Run, { item }: Pick<ItemState, "item">): string {
  return item === null ? "the item was deleted" : `the item has left “${run.stage}”`;
}

/** Whether two runs go back to the same entering of a stage, or to the same occasion. */
export function belongTogether(a: Run, b: Run): boolean {
  return a.occasion === b.occasion && (a.occasion !== null || a.visit === b.visit);
}
