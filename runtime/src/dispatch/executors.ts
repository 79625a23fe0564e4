import type { Logger } from "pino";
import { type CrmDesk, noDesk } from "../crm/desk.ts";
import type { Reach } from "../rules/ruleset.ts";
import { attentiveTime } from "./attentive-time.ts";
import type { Threads } from "./bree.ts";
import { callFields } from "./call-fields.ts";
import { type ExecutorThread, executorThread, type Given } from "./executor-thread.ts";
import { type Failure, lost, notBegun } from "./failure.ts";
import type { ActionCall, ActionOutcome, Performer } from "./port.ts";
import type { ReachSettings } from "./worker-reach.ts";

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
  /** Milliseconds that a thread may be silent before its calls go elsewhere; 1,000 if left out. */
  readonly silence?: number;
  /** Bytes that a thread may hold before another takes its place; 256 MiB if left out. */
  readonly memory?: number;
  /** Path of the `calls.js` of a rule set. */
  readonly moduleOf: (ruleSet: string) => string;
  /** What the actions of the current rule set may reach; nothing but the public internet if left out. */
  readonly reach?: () => Reach;
  /** Answers what actions ask of the CRM; refuses everything if left out. */
  readonly desk?: CrmDesk;
  /** The folder where files of actions are kept; they can keep none if left out. */
  readonly files?: string;
  /** Called when an attempt has ended, with the milliseconds that the action took. */
  readonly attempted?: (call: ActionCall, outcome: ActionOutcome, ms: number) => void;
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

interface Pending extends Given {
  readonly resolve: (outcome: ActionOutcome) => void;
}

/** A call that has taken down this many threads before its action was even called is given up. */
const mostThreads = 3;
/** How often the memory of a thread that does not answer is looked at, in milliseconds: a loop fills a gigabyte a second. */
const sampleStep = 50;
const died = "The thread of the action ended in the middle of it.";
/** Where the numbers of calls begin anew: they stand in 32 bits. */
const mostIds = 2 ** 31 - 1;

const nothing: Reach = {};

/** What threads are told of the current rule set, made anew only where that is another. */
function reachSettings(current: () => Reach): () => ReachSettings {
  let known: Reach | undefined;
  let settings: ReachSettings = { allow: [], secrets: [] };
  return () => {
    const reach = current();
    if (reach !== known) settings = { allow: reach.outbound?.allow ?? [], secrets: reach.secrets ?? [] };
    known = reach;
    return settings;
  };
}

function cutOff(begun: boolean, { call }: Pending, what: string): Failure {
  return begun ? lost(what, call.repeatable) : notBegun(what);
}

/**
 * Starts the executor threads. Calls go to the least busy one; those that no thread has room for wait in line.
 *
 * A thread that ends, that is still busy with an action past its time, or that holds too much memory is replaced; at once
 * where an action fills the memory and never lets anybody look. Calls
 * whose action had begun in it end as lost; the others go to another thread. So do those in a thread that is silent,
 * since an action holds it, and where all are silent, others are started beside them: at most as many again.
 */
export async function startExecutors(options: ExecutorsOptions): Promise<Executors> {
  const { threads, log, count = 2, inFlight = 32, limit = 60_000, grace = 1000 } = options;
  const { silence = 1000, memory = 256 * 1024 * 1024, attempted = () => {} } = options;
  const executors: ExecutorThread<Pending>[] = [];
  let line: Pending[] = [];
  let lastId = 0;
  let starting = false;
  const reach = reachSettings(options.reach ?? (() => nothing));
  const time = attentiveTime(Math.min(silence, grace) / 4, look);
  const memories = attentiveTime(sampleStep, () => {
    for (const one of executors) one.sample();
  });

  function leastBusy(): ExecutorThread<Pending> | undefined {
    let best: ExecutorThread<Pending> | undefined;
    for (const one of executors) {
      if (one.takes() && (best === undefined || one.size() < best.size())) best = one;
    }
    return best;
  }

  function advance(): void {
    for (let next = leastBusy(); next && line.length > 0; next = leastBusy()) {
      const pending = line.shift();
      if (pending) next.give(pending, options.moduleOf(pending.call.ruleSet));
    }
  }

  function settle(pending: Pending, outcome: ActionOutcome): void {
    pending.resolve(outcome);
    advance();
    if (line.length === 0 && executors.every((one) => one.size() === 0)) rest();
  }

  function watch(): void {
    time.start();
    memories.start();
  }

  function rest(): void {
    time.stop();
    memories.stop();
  }

  /** A thread has ended with these calls in it. */
  function gone(name: string, calls: readonly (readonly [Pending, boolean])[], fate: string): void {
    const over = ([pending, begun]: readonly [Pending, boolean]) => begun || pending.threads >= mostThreads;
    line = [...calls.filter((one) => !over(one)).map(([pending]) => pending), ...line];
    for (const [pending, begun] of calls.filter(over)) {
      log.error({ thread: name, ...callFields(pending.call) }, fate);
      settle(pending, cutOff(begun, pending, fate));
    }
    advance();
  }

  async function start(): Promise<void> {
    const name = `executor-${executors.length + 1}`;
    const executor = executorThread<Pending>({
      name,
      threads,
      log,
      inFlight,
      limit,
      grace,
      silence,
      memory,
      now: time.now,
      reach,
      desk: options.desk ?? noDesk,
      files: options.files,
      listens: advance,
      ended: settle,
      attempted,
      gone: (calls, fate) => gone(name, calls, fate ?? died),
    });
    executors.push(executor);
    await executor.keep();
  }

  /** All threads are held by actions: another one goes on with the others' calls. */
  function startAnother(): void {
    if (starting || line.length === 0 || executors.length >= 2 * count) return;
    if (!executors.every((one) => one.isSilent())) return;
    starting = true;
    log.warn("actions hold all threads; another one is started");
    start()
      .catch((error: unknown) => log.error({ err: error }, "another thread could not be started"))
      .finally(() => {
        starting = false;
      });
  }

  function look(): void {
    line = [...executors.flatMap((one) => one.look()), ...line];
    advance();
    startAnother();
  }

  await Promise.all(Array.from({ length: count }, start));
  return {
    capacity: count * inFlight,
    ready: () => executors.some((executor) => executor.listens()),
    perform: (call) => {
      const { promise, resolve } = Promise.withResolvers<ActionOutcome>();
      lastId = (lastId % mostIds) + 1;
      line.push({ id: lastId, call, resolve, threads: 0 });
      watch();
      advance();
      return promise;
    },
    abandon: () => {
      const what = "The service stopped while the action ran.";
      const waiting = line.map((pending) => [pending, false] as const);
      line = [];
      for (const [pending, begun] of [...waiting, ...executors.flatMap((one) => one.clear())]) {
        settle(pending, cutOff(begun, pending, what));
      }
      rest();
    },
  };
}
