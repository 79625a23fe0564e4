import type { Logger } from "pino";
import type { Coordinator, Hands } from "../coordinator.ts";
import type { CrmDesk } from "../crm/desk.ts";
import { forFixedFields } from "../service/log.ts";
import { startAlarm } from "./alarm.ts";
import { createThreads } from "./bree.ts";
import { callFields } from "./call-fields.ts";
import { type ExecutorsOptions, startExecutors } from "./executors.ts";
import type { Gate } from "./gate.ts";
import { createLoop } from "./loop.ts";
import type { ActionCall, ActionOutcome, Performer } from "./port.ts";
import type { Redact } from "./redact.ts";

export interface DispatchOptions {
  readonly coordinator: Pick<Coordinator, "startDue" | "settle" | "nextDue">;
  readonly executors: Partial<Pick<ExecutorsOptions, "count" | "inFlight" | "limit" | "grace">>;
  readonly moduleOf: ExecutorsOptions["moduleOf"];
  readonly reach: NonNullable<ExecutorsOptions["reach"]>;
  readonly desk: CrmDesk;
  /** The folder where files of actions are kept. */
  readonly files: string;
  /** Says what may begin. */
  readonly gate: Gate;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Logger;
  readonly redact: Redact;
  /** Called when nothing runs and nothing is due. */
  readonly idle: () => void;
  /** Called when an attempt has ended, with the milliseconds that the action took. */
  readonly attempted: (call: ActionCall, outcome: ActionOutcome, ms: number) => void;
  /** What is done around each attempt. */
  readonly traced: (performer: Performer) => Performer;
  /** Called when a thread has ended that was not asked to. */
  readonly threadEnded: (name: string) => void;
}

/** What carries out due runs: the worker threads, and the loop that feeds them. */
export interface Dispatch {
  /** Something may be due. */
  readonly wake: () => void;
  readonly hands: Hands;
  /** Starts nothing from now on; what runs goes on. */
  readonly hold: () => void;
  /** Whether there is a thread to carry out a call. */
  readonly ready: () => boolean;
  /** Whether the clock is there and answers. */
  readonly clockAnswers: () => Promise<boolean>;
  /**
   * Starts nothing from now on, and waits for running calls. Those that still run at the limit are told to end, and
   * their runs end as lost. When it is over, all that is known of any run is in the ledger, and no thread is left.
   *
   * @param limit milliseconds
   */
  readonly stop: (limit: number) => Promise<void>;
}

/** How long threads have to end, once asked, beyond the grace of their calls, in milliseconds. */
const patience = 2000;
/** How long the last ends of runs may take to be recorded, in milliseconds. */
const lastRecords = 10_000;

/** How many times as many quick calls are given to the executors as they carry out at a time. */
const AHEAD = 4;

/** Starts the threads; nothing is carried out before the first wake. */
export async function startDispatch(options: DispatchOptions): Promise<Dispatch> {
  const { log, idle, now, coordinator, moduleOf, attempted, threadEnded, gate, reach } = options;
  const threads = createThreads(log, options.redact, threadEnded);
  // The clock can ring only after the loop has set it.
  const wakers = new Set<() => void>();
  const alarm = await startAlarm(
    threads,
    () => {
      for (const wake of wakers) wake();
    },
    (ms) =>
      log.warn(
        { ms },
        "the clock of the machine has jumped; what waits starts at its moment by the new time, or later",
      ),
  );
  const { desk, files } = options;
  const executors = await startExecutors({
    ...options.executors,
    threads,
    log,
    moduleOf,
    reach,
    desk,
    files,
    attempted,
  });
  const attempts = forFixedFields(log);
  const loop = createLoop({
    coordinator,
    performer: options.traced(executors),
    capacity: executors.capacity,
    ahead: AHEAD,
    alarm,
    now,
    log,
    started: (call) => log.debug(callFields(call), "the run has started"),
    gate,
    settled: (call, outcome) => {
      const how = outcome.kind === "done" ? "done" : outcome.how;
      attempts.info({ ...callFields(call), how }, "the attempt has ended");
    },
    idle,
  });
  wakers.add(loop.wake);
  return {
    wake: loop.wake,
    hands: loop.hands,
    hold: loop.hold,
    ready: executors.ready,
    clockAnswers: alarm.answers,
    stop: async (limit) => {
      const drained = loop.drain(limit);
      log.info("nothing more is started; what runs has time to end");
      await drained;
      await threads.close((options.executors.grace ?? 0) + patience);
      executors.abandon();
      if (!(await loop.drain(lastRecords))) log.error("the end of some runs could not be recorded");
    },
  };
}
