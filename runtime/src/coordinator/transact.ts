import type { CoordinatorParts } from "../coordinator.ts";
import type { Step, Surroundings } from "../engine/step.ts";
import type { Inbox, Slice, Target } from "../ledger/port.ts";
import { type Moment, takeMoment } from "./surroundings.ts";
import { wakes, writeOf } from "./write.ts";

/** What is to happen in a transaction: a step and its answer, or an answer alone where nothing happens. */
export type Plan<T> =
  | { readonly step: Step; readonly answer: T }
  | { readonly step: null; readonly answer: T };

/** One transaction on one item: what is to happen is decided by pure functions, from what the ledger shows. */
export interface Doing<T> {
  readonly target: Target;
  readonly event?: Inbox;
  readonly moment?: Moment;
  readonly plan: (slice: Slice, around: Surroundings) => Plan<T>;
}

/** Runs transactions, and wakes the clock after those that made a run due. */
export type Transact = <T>(doing: Doing<T>) => Promise<T>;

/** Makes the one way in which the coordinator changes the ledger. */
export function transactions(parts: CoordinatorParts): Transact {
  return async (doing) => {
    const moment = doing.moment ?? takeMoment(parts);
    const { answer, wake } = await parts.ledger.change({
      target: doing.target,
      ...(doing.event === undefined ? {} : { event: doing.event }),
      now: moment.now,
      work: (slice) => {
        const plan = doing.plan(slice, moment.around(slice));
        if (plan.step === null) return { write: null, answer: { answer: plan.answer, wake: false } };
        const write = writeOf(slice, plan.step, moment.now);
        return { write, answer: { answer: plan.answer, wake: wakes(write) } };
      },
    });
    if (wake) parts.wake?.();
    return answer;
  };
}
