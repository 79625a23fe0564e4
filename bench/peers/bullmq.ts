import { Queue, Worker } from "bullmq";
import { counting, type Peer } from "./peer.ts";
import { startRedis } from "./servers.ts";

/** BullMQ on Redis. Its guide advises a concurrency of 100 to 300, a log of Redis, and jobs that are removed when done. */
export const bullmq: Peer = {
  name: "BullMQ on Redis",
  settings: "appendonly, each second; concurrency 200",
  start: async (folder) => {
    const server = await startRedis(folder);
    if (server === null) return { lacks: "redis-server is not installed" };
    const connection = { path: server.socket, maxRetriesPerRequest: null };
    const { count, done } = counting();
    const queue = new Queue("noop", {
      connection,
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    });
    const worker = new Worker("noop", async () => count(1), { connection, concurrency: 200 });
    await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
    return {
      addMany: async (jobs) => {
        await queue.addBulk(Array.from({ length: jobs }, (_, index) => ({ name: "noop", data: { index } })));
      },
      addOne: async () => {
        await queue.add("noop", {});
      },
      done,
      [Symbol.asyncDispose]: async () => {
        await worker.close();
        await queue.close();
        await server[Symbol.asyncDispose]();
      },
    };
  },
};
