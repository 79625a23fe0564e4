import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { createThreads } from "../src/dispatch/bree.ts";
import { startExecutors } from "../src/dispatch/executors.ts";
import { createRedact } from "../src/dispatch/redact.ts";
import { callOf, memoryLog, temporaryFolder } from "./dispatch-support.ts";

afterEach(() => vi.unstubAllEnvs());

async function failing(code: string) {
  const folder = await temporaryFolder();
  const module = join(folder.path, "dist", "..", "calls.js");
  await writeFile(module, `${code}\n//# sourceMappingURL=calls.js.map\n`);
  // The first column of the first line stands for line 12, column 3 of the rules.
  const map = { version: 3, sources: ["rules/pay.rules"], names: [], mappings: "AAWE" };
  await writeFile(`${module}.map`, JSON.stringify(map));
  const memory = memoryLog();
  const threads = createThreads(memory.log, createRedact(process.env));
  const performer = await startExecutors({ threads, log: memory.log, count: 1, moduleOf: () => module });
  return {
    ...memory,
    perform: performer.perform,
    [Symbol.asyncDispose]: async () => {
      await threads.close(1000);
      await folder[Symbol.asyncDispose]();
    },
  };
}

it("logs the line of the rule, its run, rule, item and visit, and gives people only the sentence", async () => {
  await using own = await failing(
    `export const calls = { pay: async () => { throw new TypeError("x is no function"); } };`,
  );
  const outcome = await own.perform(callOf("pay"));
  expect(outcome).toEqual({ kind: "failed", how: "permanent", reason: "x is no function" });
  expect(await own.until((line) => line.msg === "the action failed")).toMatchObject({
    run: "deals-1-1-pay",
    rule: "pay",
    item: "deals/1",
    visit: 1,
    source: "rules/pay.rules:3",
    stack: expect.stringMatching(/rules\/pay\.rules:12:3/),
  });
});

it("shows actions and their providers the environment without the token of the service", async () => {
  vi.stubEnv("ONSTAGE_TOKEN", "token-of-the-service");
  vi.stubEnv("ONSTAGE_SMTP_URL", "smtp://mail.example");
  await using own = await failing(
    `const look = ({ ONSTAGE_TOKEN, ONSTAGE_SMTP_URL }) => [ONSTAGE_TOKEN ?? "none", ONSTAGE_SMTP_URL];
     export const calls = { pay: async ({ use }) => [look(process.env), use({ name: "mail", open: look })] };`,
  );
  const seen = ["none", "smtp://mail.example"];
  expect(await own.perform(callOf("pay"))).toMatchObject({ result: [seen, seen] });
});

it("keeps secrets out of reasons, stacks and what actions print", async () => {
  vi.stubEnv("SHOP_API_KEY", "key-of-the-shop");
  await using own = await failing(
    `export const calls = { pay: async () => { console.log("using", process.env.SHOP_API_KEY); throw new Error("no " + process.env.SHOP_API_KEY); } };`,
  );
  expect(await own.perform(callOf("pay"))).toMatchObject({ reason: "no ***" });
  await own.until((line) => line.msg === "using ***");
  expect(JSON.stringify(own.lines)).not.toContain("key-of-the-shop");
});
