import { setTimeout as sleep } from "node:timers/promises";
import { PermanentError, TransientError } from "@onstage/runtime/actions";
import type { MadeCall } from "./calls.ts";

/** How long a call may last until its end is not waited for any more: an action has a minute. */
const PATIENCE_MS = 45_000;
const FIRST_LOOK_MS = 250;
const LONGEST_PAUSE_MS = 3000;

/**
 * Waits for the end of a call.
 *
 * @param call as it was when the provider had taken it
 * @param look asks how it is now, until its signal ends that; where it fails, it is asked again
 * @returns the call as it ended; `under way` where that takes too long or nobody says, since it was made
 */
export async function endOfCall(
  call: MadeCall,
  look: (signal: AbortSignal) => Promise<MadeCall>,
  signal: AbortSignal,
): Promise<MadeCall> {
  const over = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  let known = call;
  let pause = FIRST_LOOK_MS;
  while (known.outcome === "under way" && !over.aborted) {
    await sleep(pause, undefined, { signal: over }).catch((error: unknown) => {
      if (!over.aborted) throw error;
    });
    if (over.aborted) break;
    try {
      known = await look(over);
    } catch (error) {
      if (!(error instanceof TransientError || error instanceof PermanentError)) throw error;
    }
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
  return known;
}
