import type { Logger } from "pino";
import type { KeptThread, Threads } from "./bree.ts";
import { callFields } from "./call-fields.ts";
import { type Failure, lost, notBegun } from "./failure.ts";
import type { ExecutorSettings, FromExecutor, ToExecutor } from "./messages.ts";
import type { ActionCall, ActionOutcome, Performer } from "./port.ts";

export interface ExecutorsOptions {
  readonly threads: Threads;
  readonly log: Logger;
  /** How many threads; 2 if left out. */
  readonly count?: number;
  /** How many calls one thread has at a time; 32 if left out. */
  readonly inFlight?: number;
  /** Milliseconds that an action may take; 60,000 if left out. */
  readonly limit?: number;
  /** Milliseconds that it has after its signal to end by itself; 1,000 if left out. */
  readonly grace?: number;
  /** Path of the `calls.js` of a rule set. */
  readonly moduleOf: (ruleSet: string) => string;
}

/** The executor threads, as a performer. */
export interface Executors extends Performer {
  /** How many calls they take at a time. */
  readonly capacity: number;
  /** Whether a thread is there to take a call. */
  readonly ready: () => boolean;
  /** Whatever is still in a thread, or waits for one, ends now: called when the threads have ended. */
  readonly abandon: () => void;
}

interface Pending {
  readonly id: number;
  readonly call: ActionCall;
  readonly resolve: (outcome: ActionOutcome) => void;
  /** Whether the action was called: only then can it have had its effect. */
  begun: boolean;
  /** How many threads were given the call. */
  threads: number;
  timer: NodeJS.Timeout | undefined;
}

interface Executor {
  readonly name: string;
  readonly pending: Map<number, Pending>;
  listening: boolean;
  /** Takes no new calls, and is replaced when those it has have ended. */
  retiring: boolean;
  /** Why its calls are lost, where it is known. */
  fate: string | undefined;
}

/** A call that has taken down this many threads before its action was even called is given up. */
const mostThreads = 3;
const died = "The thread of the action ended in the middle of it.";

function cutOff({ begun, call }: Pending, what: string): Failure {
  return begun ? lost(what, call.repeatable) : notBegun(what);
}

/**
 * Starts the executor threads. Calls go to the least busy one; those that no thread has room for wait in line.
 * A thread that ends, or that is still busy with an action past its time, is replaced. Calls whose action had begun
 * in it end as lost; the others go to another thread.
 */
export async function startExecutors(options: ExecutorsOptions): Promise<Executors> {
  const { threads, log, count = 2, inFlight = 32, limit = 60_000, grace = 1000 } = options;
  const executors: Executor[] = [];
  const line: Pending[] = [];
  let lastId = 0;

  function settle(pending: Pending, outcome: ActionOutcome): void {
    clearTimeout(pending.timer);
    pending.resolve(outcome);
  }

  /**
   * The thread ends its overdue calls itself; where it cannot, it hangs, and all of it has to go. The time is counted in
   * two steps: where the whole process stood still, the first is over at once, and the second leaves the thread, which
   * stood still as well, time to answer.
   */
  function watch(executor: Executor, pending: Pending): void {
    clearTimeout(pending.timer);
    pending.timer = setTimeout(() => {
      pending.timer = setTimeout(() => {
        executor.fate = `The thread of the action did not answer for ${(limit + 2 * grace) / 1000} s and was ended.`;
        log.error({ thread: executor.name, ...callFields(pending.call) }, "the thread hangs and is replaced");
        threads.replace(executor.name);
      }, 2 * grace);
    }, limit);
  }

  function give(executor: Executor, pending: Pending): void {
    pending.threads += 1;
    executor.pending.set(pending.id, pending);
    const module = options.moduleOf(pending.call.ruleSet);
    const message: ToExecutor = { kind: "call", id: pending.id, call: pending.call, module, limit };
    threads.post(executor.name, message);
    watch(executor, pending);
  }

  function leastBusy(): Executor | undefined {
    const free = executors.filter(
      (executor) => executor.listening && !executor.retiring && executor.pending.size < inFlight,
    );
    return free.toSorted((a, b) => a.pending.size - b.pending.size)[0];
  }

  function advance(): void {
    for (let next = leastBusy(); next && line.length > 0; next = leastBusy()) {
      const pending = line.shift();
      if (pending) give(next, pending);
    }
  }

  function retire(executor: Executor): void {
    executor.retiring = true;
    if (executor.pending.size === 0) threads.replace(executor.name);
  }

  function gone(executor: Executor): void {
    const calls = [...executor.pending.values()];
    const fate = executor.fate ?? died;
    executor.pending.clear();
    Object.assign(executor, { listening: false, retiring: false, fate: undefined });
    for (const pending of calls) {
      clearTimeout(pending.timer);
      if (pending.begun || pending.threads >= mostThreads) {
        log.error({ thread: executor.name, ...callFields(pending.call) }, fate);
        settle(pending, cutOff(pending, fate));
      } else line.unshift(pending);
    }
    advance();
  }

  function receive(executor: Executor, message: FromExecutor): void {
    if (message === "cancelled") return;
    switch (message.kind) {
      case "ready":
        executor.listening = true;
        advance();
        return;
      case "stray":
        log.error({ thread: executor.name, stack: message.stack }, "an error outside every call");
        retire(executor);
        return;
      case "begun": {
        const pending = executor.pending.get(message.id);
        if (!pending) return;
        pending.begun = true;
        watch(executor, pending);
        return;
      }
      case "ended": {
        const pending = executor.pending.get(message.id);
        if (!pending) return;
        executor.pending.delete(message.id);
        const { outcome, stack } = message;
        if (outcome.kind === "failed") {
          const line = { ...callFields(pending.call), how: outcome.how, reason: outcome.reason };
          log.warn(stack === undefined ? line : { ...line, stack }, "the action failed");
        }
        settle(pending, outcome);
        if (message.abandoned || executor.retiring) retire(executor);
        advance();
        return;
      }
    }
  }

  async function start(index: number): Promise<void> {
    const name = `executor-${index + 1}`;
    const executor: Executor = {
      name,
      pending: new Map(),
      listening: false,
      retiring: false,
      fate: undefined,
    };
    executors.push(executor);
    const settings: ExecutorSettings = { grace };
    const thread: KeptThread = {
      name,
      file: "executor",
      settings,
      // Only our own executor speaks on this port.
      receive: (message) => receive(executor, message as FromExecutor),
      gone: () => gone(executor),
    };
    await threads.keep(thread);
  }

  await Promise.all(Array.from({ length: count }, (_, index) => start(index)));
  return {
    capacity: count * inFlight,
    ready: () => executors.some((executor) => executor.listening),
    perform: (call) => {
      const { promise, resolve } = Promise.withResolvers<ActionOutcome>();
      lastId += 1;
      line.push({ id: lastId, call, resolve, begun: false, threads: 0, timer: undefined });
      advance();
      return promise;
    },
    abandon: () => {
      const waiting = line.splice(0);
      const left = executors.flatMap((executor) => [...executor.pending.values()]);
      for (const pending of [...waiting, ...left]) {
        settle(pending, cutOff(pending, "The service stopped while the action ran."));
      }
    },
  };
}
