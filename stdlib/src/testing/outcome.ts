import type { ActionOutcome } from "@onstage/runtime";
import { TransientError, UncertainError } from "@onstage/runtime/actions";

/** What follows from an error that a mock action threw. */
export function outcomeOfError(error: unknown): ActionOutcome {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof TransientError) {
    const { retryAfter } = error;
    return { kind: "failed", how: "transient", reason, ...(retryAfter !== undefined && { retryAfter }) };
  }
  return { kind: "failed", how: error instanceof UncertainError ? "uncertain" : "permanent", reason };
}
