import { PgBoss } from "pg-boss";
import { counting, type Peer } from "./peer.ts";
import { startPostgres } from "./servers.ts";

/** pg-boss on PostgreSQL: jobs are fetched and completed in batches, and looked for twice a second, its fastest. */
export const pgBoss: Peer = {
  name: "pg-boss on PostgreSQL",
  settings: "batches of 1,000; looked for twice a second, and at once while batches are full",
  start: async (folder) => {
    const server = await startPostgres(folder);
    if (server === null) return { lacks: "PostgreSQL is not installed" };
    const boss = new PgBoss({ host: server.socket, user: "bench", database: "postgres", max: 24 });
    const { count, done } = counting();
    let failure: unknown;
    // Connections that end together with the server are no failure.
    boss.on("error", (error) => {
      failure = error;
    });
    await boss.start();
    await boss.createQueue("noop");
    const options = { batchSize: 1000, pollingIntervalSeconds: 0.5, burstPollingIntervalSeconds: 0.5 };
    const work = (): Promise<string> => boss.work("noop", options, async (jobs) => count(jobs.length));
    await Promise.all([work(), work()]);
    return {
      addMany: async (jobs) => {
        await boss.insert(
          "noop",
          Array.from({ length: jobs }, (_, index) => ({ data: { index } })),
        );
      },
      addOne: async () => {
        await boss.send("noop", {});
      },
      done,
      [Symbol.asyncDispose]: async () => {
        if (failure !== undefined) throw failure;
        await boss.stop({ graceful: true, close: true, timeout: 5000 });
        await server[Symbol.asyncDispose]();
      },
    };
  },
};
