import type { CoordinatorParts } from "../coordinator.ts";
import type { ActionCall } from "../dispatch/port.ts";
import { couldNotStart, started } from "../engine/start.ts";
import type { Reason } from "../engine/why.ts";
import { LedgerError } from "../ledger/error.ts";
import { isoOf } from "../time/instant.ts";
import type { Calendars } from "./calendars.ts";
import type { Choice } from "./choice.ts";
import type { Holding } from "./holding.ts";
import type { Replanning } from "./replan.ts";
import { type Moment, takeMoment } from "./surroundings.ts";
import type { Transact } from "./transact.ts";

async function start(transact: Transact, run: string, moment: Moment): Promise<ActionCall | null> {
  const target = { kind: "run", run } as const;
  try {
    return await transact({
      target,
      moment,
      plan: (slice, around) => {
        const step = started(slice.state, run, around);
        return { step, answer: step.call };
      },
    });
  } catch (error) {
    if (error instanceof LedgerError || !(error instanceof Error)) throw error;
    const text = `it could not be started: ${error.message}`;
    const reason: Reason = { text, why: { code: "not-started", error: error.message } };
    return transact({
      target,
      moment,
      plan: (slice, around) => ({ step: couldNotStart(slice.state, run, reason, around), answer: null }),
    });
  }
}

/** What is done a page at a time, before each look at what is due. */
export interface Rounds {
  readonly calendars: Calendars;
  readonly replanning: Replanning;
  readonly holding: Holding;
}

/**
 * Starts runs until as many calls are ready as were asked for, or nothing is due any more: a run that is skipped can
 * make the next one due at the same moment.
 */
export async function startDue(
  parts: CoordinatorParts,
  transact: Transact,
  { calendars, replanning, holding }: Rounds,
  choice: Choice,
  limit: number,
): Promise<readonly ActionCall[]> {
  await replanning.step();
  await holding.step();
  await calendars.ring();
  const moment = takeMoment(parts);
  const calls: ActionCall[] = [];
  while (calls.length < limit) {
    const most = limit - calls.length;
    let due: readonly string[];
    try {
      due = await choice(isoOf(moment.now), most);
    } catch (error) {
      // What has been started has to be handed out, or it would look like running for ever.
      if (calls.length === 0) throw error;
      break;
    }
    if (due.length === 0) break;
    const ends = await Promise.allSettled(due.map((run) => start(transact, run, moment)));
    for (const end of ends) {
      if (end.status === "rejected" || end.value === null) continue;
      parts.gate?.began(end.value.action);
      calls.push(end.value);
    }
    const failure = ends.find((end) => end.status === "rejected");
    // What has been started has to be handed out, or it would look like running for ever.
    if (failure !== undefined && calls.length === 0) throw failure.reason;
    if (failure !== undefined) break;
    // Where nothing is limited these were all, and a run that was started makes no other one due.
    const areAll = parts.gate === undefined && due.length < most;
    if (areAll && ends.every((end) => end.status === "fulfilled" && end.value !== null)) break;
  }
  return calls;
}
