import { Logger, makeWorkerUtils, run } from "graphile-worker";
import { counting, type Peer } from "./peer.ts";
import { startPostgres } from "./servers.ts";

const silent = new Logger(() => () => undefined);

/** graphile-worker on PostgreSQL, with the local queue and the batches that its page on performance advises. */
export const graphileWorker: Peer = {
  name: "graphile-worker on PostgreSQL",
  settings: "concurrency 24, local queue of 500, ends in batches",
  start: async (folder) => {
    const server = await startPostgres(folder);
    if (server === null) return { lacks: "PostgreSQL is not installed" };
    const connectionString = `postgres://bench@/postgres?host=${encodeURIComponent(server.socket)}`;
    const { count, done } = counting();
    const utils = await makeWorkerUtils({ connectionString, maxPoolSize: 24, logger: silent });
    await utils.migrate();
    const runner = await run({
      connectionString,
      maxPoolSize: 30,
      logger: silent,
      noHandleSignals: true,
      taskList: { noop: async () => count(1) },
      preset: {
        worker: { concurrentJobs: 24, localQueue: { size: 500 }, completeJobBatchDelay: 0 },
      },
    });
    return {
      addMany: async (jobs) => {
        await utils.addJobs(Array.from({ length: jobs }, () => ({ identifier: "noop", payload: {} })));
      },
      addOne: async () => {
        await utils.addJob("noop", {});
      },
      done,
      [Symbol.asyncDispose]: async () => {
        await runner.stop();
        await runner.promise;
        await utils.release();
        await server[Symbol.asyncDispose]();
      },
    };
  },
};
