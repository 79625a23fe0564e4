import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Worker } from "node:worker_threads";
import Bree from "bree";
import type { Logger } from "pino";
import { codeOf } from "../unknown.ts";
import { cancelled } from "./messages.ts";
import type { Redact } from "./redact.ts";
import { workerEnvironment } from "./worker-environment.ts";

/** A worker thread that is kept alive, and replaced when it ends. */
export interface KeptThread {
  readonly name: string;
  /** Name of its file in this folder, without the extension. */
  readonly file: string;
  /** What it is started with. */
  readonly settings?: object;
  /** Bytes that its heap may take; it ends where it needs more. */
  readonly heap?: number;
  readonly receive: (message: unknown) => void;
  /** Called with the error that ends it. */
  readonly failed?: (error: Error) => void;
  /** Called when the thread has ended, for whatever reason, and before its successor starts. */
  readonly gone: () => void;
  /** Called when the thread, or its successor, takes messages. */
  readonly started?: () => void;
}

/** The worker threads of the service. */
export interface Threads {
  readonly keep: (thread: KeptThread) => Promise<void>;
  readonly post: (name: string, message: unknown) => void;
  /** Ends a thread at once, wherever it is; its successor starts. */
  readonly replace: (name: string) => void;
  /**
   * How many bytes its heap and its buffers hold, wherever it is: code that never comes back is asked in the middle of it.
   *
   * @returns undefined where it has ended meanwhile
   */
  readonly heap: (name: string) => Promise<number | undefined>;
  /**
   * Asks all threads to end, and ends those that do not.
   *
   * @param patience milliseconds that they have
   */
  readonly close: (patience: number) => Promise<void>;
}

/** A thread that ends before it ever spoke is started again after this time in milliseconds, so that it cannot spin. */
const pause = 1000;
const MIB = 1024 * 1024;

function pathOf(file: string): string {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return fileURLToPath(new URL(`./${file}.${extension}`, import.meta.url));
}

function logLines(stream: Readable | null, log: (line: string) => void): void {
  if (stream) createInterface({ input: stream }).on("line", log);
}

/**
 * Keeps worker threads under Bree's supervision. A new thread takes tens of milliseconds, so threads are not started
 * for a job and ended with it: each is one job that lasts, and gets its work as messages.
 *
 * @param log where the fates of threads, and what actions write to the console, go
 * @param redact takes secrets out of what is logged
 * @param ended called with the name of a thread that has ended, and was not asked to by the end of the service
 */
export function createThreads(
  log: Logger,
  redact: Redact,
  ended: (name: string) => void = () => {},
): Threads {
  const kept = new Map<string, KeptThread>();
  const spoken = new Set<string>();
  const replaced = new Set<string>();
  const closing = new AbortController();

  const bree = new Bree({
    root: false,
    logger: false,
    timeout: false,
    errorHandler: (error, { name }) => {
      if (error instanceof Error) kept.get(name)?.failed?.(error);
      const message = redact(error instanceof Error ? (error.stack ?? error.message) : String(error));
      if (replaced.has(name) || closing.signal.aborted) log.debug({ thread: name }, message);
      else log.error({ thread: name }, message);
    },
    workerMessageHandler: ({ name, message }) => {
      spoken.add(name);
      // Bree ends a cancelled thread only where this is the very next message; results may come before it.
      if (message === cancelled) void bree.workers.get(name)?.terminate();
      else kept.get(name)?.receive(message);
    },
  });

  async function restart(name: string): Promise<void> {
    if (!spoken.delete(name)) {
      const waited = await sleep(pause, true, { signal: closing.signal }).catch(() => false);
      if (!waited) return;
    }
    if (!closing.signal.aborted) await bree.run(name);
  }

  bree.on("worker created", (name: string) => {
    const worker: Worker | undefined = bree.workers.get(name);
    logLines(worker?.stdout ?? null, (line) => log.info({ thread: name, stream: "stdout" }, redact(line)));
    logLines(worker?.stderr ?? null, (line) => log.warn({ thread: name, stream: "stderr" }, redact(line)));
    kept.get(name)?.started?.();
  });
  bree.on("worker deleted", (name: string) => {
    replaced.delete(name);
    kept.get(name)?.gone();
    if (closing.signal.aborted) return;
    ended(name);
    void restart(name);
  });

  return {
    keep: async (thread) => {
      kept.set(thread.name, thread);
      const env = workerEnvironment(process.env);
      const worker = {
        stdout: true,
        stderr: true,
        env,
        workerData: { ...thread.settings },
        ...(thread.heap !== undefined && { resourceLimits: { maxOldGenerationSizeMb: thread.heap / MIB } }),
      };
      await bree.add({ name: thread.name, path: pathOf(thread.file), worker });
      await bree.run(thread.name);
    },
    post: (name, message) => bree.workers.get(name)?.postMessage(message),
    replace: (name) => {
      replaced.add(name);
      void bree.workers.get(name)?.terminate();
    },
    heap: async (name) => {
      try {
        const found = await bree.workers.get(name)?.getHeapStatistics();
        return found && found.used_heap_size + found.external_memory;
      } catch (error) {
        if (codeOf(error) === "ERR_WORKER_NOT_RUNNING") return undefined;
        throw error;
      }
    },
    close: async (patience) => {
      closing.abort();
      const impatient = setTimeout(() => {
        for (const worker of bree.workers.values()) void worker.terminate();
      }, patience);
      const ends = [...bree.workers.values()].map(
        (worker) => new Promise((resolve) => worker.once("exit", resolve)),
      );
      for (const name of bree.workers.keys()) void bree.stop(name);
      await Promise.all(ends);
      clearTimeout(impatient);
    },
  };
}
