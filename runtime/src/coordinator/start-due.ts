import type { CoordinatorParts } from "../coordinator.ts";
import type { ActionCall } from "../dispatch/port.ts";
import { started } from "../engine/start.ts";
import { isoOf } from "../time/instant.ts";
import { takeMoment } from "./surroundings.ts";
import type { Transact } from "./transact.ts";

function isCall(call: ActionCall | null): call is ActionCall {
  return call !== null;
}

/**
 * Starts runs until as many calls are ready as were asked for, or nothing is due any more: a run that is skipped can
 * make the next one due at the same moment.
 */
export async function startDue(
  parts: CoordinatorParts,
  transact: Transact,
  limit: number,
): Promise<readonly ActionCall[]> {
  const moment = takeMoment(parts);
  const calls: ActionCall[] = [];
  while (calls.length < limit) {
    const due = await parts.ledger.due(isoOf(moment.now), limit - calls.length);
    if (due.length === 0) break;
    const ends = await Promise.allSettled(
      due.map((run) =>
        transact({
          target: { kind: "run", run },
          moment,
          plan: (slice, around) => {
            const step = started(slice.state, run, around);
            return { step, answer: step.call };
          },
        }),
      ),
    );
    calls.push(...ends.flatMap((end) => (end.status === "fulfilled" ? [end.value] : [])).filter(isCall));
    const failure = ends.find((end) => end.status === "rejected");
    // What has been started has to be handed out, or it would look like running for ever.
    if (failure !== undefined && calls.length === 0) throw failure.reason;
    if (failure !== undefined) break;
  }
  return calls;
}
