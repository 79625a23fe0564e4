import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { createReadiness } from "../src/watching/readiness.ts";
import { memoryLog } from "./dispatch-support.ts";
import { problemWith, serve } from "./service-support.ts";

describe("whether a service is ready", () => {
  const ready = {
    probe: async () => {},
    hasExecutor: () => true,
    clockAnswers: async () => true,
    hasRules: () => true,
    log: memoryLog().log,
  };
  const refuses = async () => {
    throw new Error("disk is full");
  };

  it.each<[string, Partial<Parameters<typeof createReadiness>[0]>, string[]]>([
    ["all is well", {}, []],
    ["the ledger takes no write", { probe: refuses }, ["the ledger cannot be written"]],
    ["no thread takes calls", { hasExecutor: () => false }, ["no worker thread is up"]],
    ["the clock is silent", { clockAnswers: async () => false }, ["the clock does not answer"]],
    ["there are no rules", { hasRules: () => false }, ["there is no rule set"]],
    [
      "more than one thing is wrong",
      { probe: refuses, hasExecutor: () => false },
      ["no worker thread is up", "the ledger cannot be written"],
    ],
  ])("is said truly where %s", async (_, parts, lacks) => {
    expect(await createReadiness({ ...ready, ...parts })()).toEqual(lacks);
  });

  it("is asked as often as wanted without writing each time", async () => {
    let writes = 0;
    const probe = async () => {
      writes += 1;
    };
    const look = createReadiness({ ...ready, probe });
    await Promise.all(Array.from({ length: 1000 }, look));
    await look();
    expect(writes).toBe(1);
  });

  it("says no while another program holds the ledger's file, needs no token, and tells nothing of paths", async () => {
    const own = await serve([]);
    const look = () => own.call("GET", "/readyz", undefined, { authorization: "" });
    const other = new DatabaseSync(join(own.data, "ledger.db"));
    other.exec("BEGIN IMMEDIATE");
    const refused = await look();
    expect(refused).toMatchObject({
      status: 503,
      body: problemWith(503, { detail: expect.stringMatching(/^Not ready: the ledger /) }),
    });
    expect(JSON.stringify(refused.body)).not.toContain(own.folder);
    expect(await own.call("GET", "/healthz", undefined, { authorization: "" })).toMatchObject({
      status: 200,
    });
    other.exec("ROLLBACK");
    other.close();
    for (;;) if ((await look()).status === 200) break;
  });
});
