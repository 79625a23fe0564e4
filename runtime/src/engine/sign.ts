import type { RunStatus } from "./state.ts";

/**
 * The four signs that a card of the CRM shows beside a rule: done is the green check, failed the attention sign, waiting
 * the clock; for skipped it shows nothing.
 */
export type Sign = "done" | "failed" | "waiting" | "skipped";

/** The sign of a run. */
export function signOf(status: RunStatus): Sign {
  switch (status) {
    case "done":
    case "failed":
      return status;
    case "waiting":
    case "running":
      return "waiting";
    case "skipped":
    case "cancelled":
      return "skipped";
  }
}
