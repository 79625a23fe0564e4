import type { CoordinatorParts, Hands } from "../coordinator.ts";
import type { ActionCall } from "../dispatch/port.ts";
import type { Step, Surroundings } from "../engine/step.ts";
import { recordsOver } from "../engine/waits.ts";
import type { Inbox, Result, Slice, Target } from "../ledger/port.ts";
import type { FairLine, Ready } from "./fair-line.ts";
import { startAtOnce } from "./start-at-once.ts";
import { type Moment, takeMoment } from "./surroundings.ts";
import { readyIn, wakes, writeOf } from "./write.ts";

/** What is to happen in a transaction: a step and its answer, or an answer alone where nothing happens. */
export type Plan<T> =
  | { readonly step: Step; readonly answer: T }
  | { readonly step: null; readonly answer: T };

/** One transaction on one item: what is to happen is decided by pure functions, from what the ledger shows. */
export interface Doing<T> {
  readonly target: Target;
  readonly event?: Inbox;
  readonly moment?: Moment;
  /** What call from outside it is part of: what becomes due by it gets its turn beside that of other calls. */
  readonly origin?: string;
  /** Whether a person wants it done now, whatever stands in the way. */
  readonly now?: boolean;
  readonly plan: (slice: Slice, around: Surroundings) => Plan<T>;
}

/** Runs transactions, and wakes the clock after those that made a run due. */
export type Transact = <T>(doing: Doing<T>) => Promise<T>;

/** Where calls are asked for, and carried out by whoever asked. */
const nobody: Hands = { reserve: () => false, release: () => {}, start: () => {} };

/** Hands that remember for which actions they keep places, so that none is lost, wherever the work that follows fails. */
function remembering(hands: Hands, kept: string[]): Hands {
  return {
    reserve: (action) => {
      const isKept = hands.reserve(action);
      if (isKept) kept.push(action);
      return isKept;
    },
    release: (actions) => {
      for (const action of actions) kept.splice(kept.lastIndexOf(action), 1);
      hands.release(actions);
    },
    start: hands.start,
  };
}

/** What a step writes beside its own item; nothing where there is nothing. */
function besideOf(
  slice: Slice,
  step: Step,
  { now }: Moment,
  around: Surroundings,
): Result<unknown>["beside"] {
  const others = step.beside?.others ?? [];
  const records = [
    ...(step.beside?.records ?? []),
    ...recordsOver(slice.state, step.state, around),
    ...others.flatMap((one) => recordsOver(slice.other(one.ref).state, one.step.state, around)),
  ];
  if (step.beside === undefined && records.length === 0) return undefined;
  return { writes: others.map((one) => writeOf(slice.other(one.ref), one.step, now)), records };
}

/** What a transaction came to, beside its answer. */
interface Outcome<T> {
  readonly answer: T;
  readonly wake: boolean;
  readonly calls: readonly ActionCall[];
  /** What can start at once and was not. */
  readonly ready: readonly Ready[];
}

/**
 * Makes the one way in which the coordinator changes the ledger.
 *
 * @param line is told what can start at once
 */
export function transactions(parts: CoordinatorParts, line: FairLine): Transact {
  const hands = parts.hands ?? nobody;

  function work<T>(doing: Doing<T>, moment: Moment, slice: Slice, own: Hands): Result<Outcome<T>> {
    const around = moment.around(slice);
    const plan = doing.plan(slice, around);
    const { answer } = plan;
    if (plan.step === null) return { write: null, answer: { answer, wake: false, calls: [], ready: [] } };
    // A step with a call is one of those that start runs in their turn.
    const { step, calls } =
      plan.step.call === null
        ? startAtOnce(slice.state, plan.step, around, own)
        : { step: plan.step, calls: [] };
    const write = writeOf(slice, step, moment.now);
    const beside = besideOf(slice, step, moment, around);
    const ready = doing.origin === undefined ? [] : readyIn(write, moment.now, doing.now);
    const wake = wakes(write) || (beside?.writes.some(wakes) ?? false);
    return { write, ...(beside && { beside }), answer: { answer, wake, calls, ready } };
  }

  return async <T>(doing: Doing<T>) => {
    const moment = doing.moment ?? takeMoment(parts);
    const kept: string[] = [];
    const own = remembering(hands, kept);
    try {
      const { answer, wake, calls, ready } = await parts.ledger.change<Outcome<T>>({
        target: doing.target,
        ...(doing.event === undefined ? {} : { event: doing.event }),
        now: moment.now,
        work: (slice) => {
          // It may be run again, and then what it kept before is not needed.
          hands.release(kept);
          kept.length = 0;
          return work(doing, moment, slice, own);
        },
      });
      if (calls.length > 0) hands.start(calls);
      if (doing.origin !== undefined) line.add(doing.origin, ready);
      if (wake) parts.wake?.();
      return answer;
    } catch (error) {
      hands.release(kept);
      throw error;
    }
  };
}
