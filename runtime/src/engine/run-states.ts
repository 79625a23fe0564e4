import { isoOf } from "../time/instant.ts";
import type { Run, RunStatus, Visit } from "./state.ts";

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

/**
 * The run, ended.
 *
 * @param now milliseconds since 1970
 * @param reason a sentence; null only for `done`
 */
export function ended(run: Run, status: EndStatus, reason: string | null, now: number): Run {
  return { ...run, status, reason, ended: isoOf(now) };
}

/** The run, failed, where its effect may have happened all the same. */
export function endedUncertain(run: Run, reason: string, now: number): Run {
  const unclear = `${reason}; nobody knows whether it happened, so a person has to say`;
  return { ...ended(run, "failed", unclear, now), uncertain: true };
}

/**
 * The run, waiting for a moment. Its arguments are worked out anew when the moment has come.
 *
 * @param due milliseconds since 1970
 * @param reason what it waits for
 */
export function waitingUntil(run: Run, due: number, reason: string): Run {
  return { ...run, status: "waiting", due: isoOf(due), ended: null, reason, args: null, uncertain: false };
}

/**
 * The run, waiting for a moment to be repeated exactly as it was, since its last attempt may have had its effect.
 *
 * @param due milliseconds since 1970
 * @param reason what it waits for
 */
export function repeatedAt(run: Run, due: number, reason: string): Run {
  return { ...waitingUntil(run, due, reason), args: run.args };
}

/** What a run says that may start at any moment. */
export const ITS_TURN = "waits for its turn";

/** Whether the run belongs to the visit that is open. */
export function isOpen(run: Run, visit: Visit | null): boolean {
  return visit !== null && visit.left === null && run.visit === visit.visit;
}

/** That the item is not where the run began any more, for a sentence. */
export function leftStage(run: Run): string {
  return `the item has left “${run.stage}”`;
}
