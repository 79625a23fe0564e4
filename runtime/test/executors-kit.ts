import { createThreads } from "../src/dispatch/bree.ts";
import { type ExecutorsOptions, startExecutors } from "../src/dispatch/executors.ts";
import { createRedact } from "../src/dispatch/redact.ts";
import { memoryLog, temporaryFolder, writeCalls } from "./dispatch-support.ts";

/**
 * Executor threads over some calls, gone when the test is over.
 *
 * @param calls the text of an object literal
 */
export async function executors(calls: string, options: Partial<ExecutorsOptions> = {}) {
  const folder = await temporaryFolder();
  const module = await writeCalls(folder.path, calls);
  const memory = memoryLog();
  const threads = createThreads(memory.log, createRedact({}));
  const performer = await startExecutors({
    threads,
    log: memory.log,
    count: 1,
    moduleOf: () => module,
    ...options,
  });
  return {
    ...memory,
    folder: folder.path,
    perform: performer.perform,
    close: async () => {
      await threads.close(1000);
      performer.abandon();
    },
    [Symbol.asyncDispose]: async () => {
      await threads.close(1000);
      await folder[Symbol.asyncDispose]();
    },
  };
}
