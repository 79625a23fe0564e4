import { PermanentError } from "../actions/errors.ts";
import type { ActionContext, Calls, Files, ItemChange, Provider } from "../actions/index.ts";
import { actionCrm } from "../crm/action-crm.ts";
import type { CrmDesk } from "../crm/desk.ts";
import { type Failure, failureOf, lost, overdue, stackOf } from "./failure.ts";
import { asJson } from "./json.ts";
import { notedChange } from "./noted-change.ts";
import type { ActionCall, ActionOutcome, WaitRequest } from "./port.ts";
import { waitRequest } from "./wait-request.ts";
import type { AttemptReach, WorkerReach } from "./worker-reach.ts";

/** Opens a provider, or hands out the one that is open. */
export type UseProvider = <T>(provider: Provider<T>) => T;

export interface AttemptParts {
  readonly call: ActionCall;
  readonly calls: Calls;
  readonly use: UseProvider;
  /** Breaks the attempt off when the service has to stop. */
  readonly stop: AbortSignal;
  /** Milliseconds that the action may take. */
  readonly limit: number;
  /** Milliseconds that it has after its signal to end by itself. */
  readonly grace: number;
  readonly reach: WorkerReach;
  readonly desk: CrmDesk;
  readonly files: Files;
}

/** How an attempt ended, and what only the log and the thread's keeper want to know. */
export interface Attempt {
  readonly outcome: ActionOutcome;
  readonly stack?: string;
  /** True where the action still runs, though its time is over. */
  readonly abandoned: boolean;
}

const largestResult = 1_000_000;
/** How many changes one attempt can note: they are one transaction, for which everybody else waits. */
const mostChanges = 1000;

/** What an action has noted for when it has ended well. */
interface Notes {
  readonly changes: readonly ItemChange[];
  readonly wait: WaitRequest | undefined;
}

function done(result: unknown, { changes, wait }: Notes, hide: AttemptReach["hide"]): ActionOutcome {
  const answer = asJson(result);
  if (!answer.ok) {
    const place = answer.where === "" ? "" : ` at ${answer.where}`;
    const reason = `The action returned ${answer.what}${place}, which cannot be stored as JSON.`;
    return { kind: "failed", how: "permanent", reason };
  }
  const size = JSON.stringify(answer.json).length;
  if (size > largestResult) {
    const reason = `The action returned ${size} characters; ${largestResult} can be stored.`;
    return { kind: "failed", how: "permanent", reason };
  }
  return { kind: "done", result: hide(answer.json), changes, ...(wait && { wait }) };
}

/** Why the attempt is broken off, as soon as it has to be. */
function ending(parts: AttemptParts, controller: AbortController): Promise<string> & { clear: () => void } {
  const { promise, resolve } = Promise.withResolvers<string>();
  let last: NodeJS.Timeout | undefined;
  const end = (sentence: string) => {
    controller.abort(new DOMException(sentence, "AbortError"));
    last ??= setTimeout(() => resolve(sentence), parts.grace);
  };
  const stopped = () => end("The service stopped while the action ran.");
  const timer = setTimeout(() => end(overdue(parts.limit)), parts.limit);
  if (parts.stop.aborted) stopped();
  parts.stop.addEventListener("abort", stopped, { once: true });
  const clear = () => {
    clearTimeout(timer);
    clearTimeout(last);
    parts.stop.removeEventListener("abort", stopped);
  };
  return Object.assign(promise, { clear });
}

/** Whether an error is the one that the attempt's own signal carries, or a wrapping of it. */
function isOwnAbort(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted) return false;
  if (error === signal.reason) return true;
  return error instanceof Error && (error.name === "AbortError" || error.cause === signal.reason);
}

/** A failure that may heal, with the wait that an answer has asked for, where the action has not said so itself. */
function withWait(failure: Failure, wait: number | undefined): Failure {
  const says = failure.how !== "transient" || failure.retryAfter !== undefined || wait === undefined;
  return says ? failure : { ...failure, retryAfter: wait };
}

/**
 * Carries out one attempt: calls the action with its context and turns whatever comes of it into an outcome.
 * An action that ignores its signal is left to itself after the grace time, and reported as abandoned.
 *
 * @returns always; what actions throw becomes an outcome
 */
export async function attempt(parts: AttemptParts): Promise<Attempt> {
  const { call } = parts;
  const { redact } = parts.reach;
  const action = Object.hasOwn(parts.calls, call.ruleId) ? parts.calls[call.ruleId] : undefined;
  if (!action) {
    const reason = `The build holds no call for the rule "${call.run.rule}" (${call.ruleId}).`;
    return { outcome: { kind: "failed", how: "permanent", reason }, abandoned: false };
  }
  const controller = new AbortController();
  const changes: ItemChange[] = [];
  let wait: WaitRequest | undefined;
  const reach = parts.reach.forAttempt(controller.signal);
  const context: ActionContext = {
    item: call.item,
    clients: call.clients,
    run: call.run,
    ...(call.actor && { actor: call.actor }),
    now: call.now,
    signal: controller.signal,
    use: parts.use,
    fetch: reach.fetch,
    secret: reach.secret,
    ...actionCrm({ desk: parts.desk, key: call.run.key, signal: controller.signal }),
    files: parts.files,
    change: (change) => {
      if (changes.length === mostChanges) {
        throw new PermanentError(`An action can note ${mostChanges} changes, and this one noted more.`);
      }
      changes.push(notedChange(change, reach.hide));
    },
    waitFor: (wanted) => {
      if (wait !== undefined) throw new TypeError("An action can wait for one thing at a time.");
      wait = waitRequest(wanted, call.now, reach.hide);
      return wanted.timedOut;
    },
  };
  const end = ending(parts, controller);
  // The compiler wrote this call for the arguments that the same build computed: only it knows their type.
  const args = call.args as never;
  const running = (async (): Promise<Attempt> => {
    try {
      return { outcome: done(await action(context, args), { changes, wait }, reach.hide), abandoned: false };
    } catch (error) {
      const outcome = isOwnAbort(error, controller.signal)
        ? lost(String(controller.signal.reason.message), call.repeatable)
        : withWait(failureOf(error, call.repeatable, redact), reach.askedToWait());
      return { outcome, stack: stackOf(error, redact), abandoned: false };
    }
  })();
  const ended = await Promise.race([
    running,
    end.then((sentence): Attempt => ({ outcome: lost(sentence, call.repeatable), abandoned: true })),
  ]);
  end.clear();
  return ended;
}
