import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { rulesText, serve, type TestRule, writeBuild } from "./service-support.ts";

const quick: TestRule = { name: "quick", call: "return 1;" };

it("ends with a word where the thread of the ledger dies, and a new start carries on", async () => {
  const own = await serve([quick]);
  const fatal = rulesText([quick]).replace(`args: () => ({ to: "quick" })`, "args: () => process.exit(7)");
  const build = await writeBuild(join(own.folder, "fatal"), [quick], { "rules.js": fatal });
  await own.restart({ build });
  const made = await own.post("/v1/items/deals", { title: "Acme" });
  expect(made.status).toBe(201);
  const answer = own.post("/v1/items/deals/1/move", { stage: "Wait for payment" });
  expect(await own.service.broken).toMatchObject({
    name: "ServiceError",
    code: "core-died",
    message: expect.stringMatching(/thread that keeps the ledger has ended/),
    help: expect.stringMatching(/\.$/),
  });
  expect([200, 503]).toContain((await answer).status);
  expect((await own.get("/v1/items/deals/1")).status).toBe(503);
  expect(own.lines.some(({ level }) => level === 60)).toBe(true);
  await own.restart({ build: own.options.build });
  expect((await own.get("/v1/items/deals/1")).body).toMatchObject({ id: 1, title: "Acme" });
});

it("says that a ledger is lost beside rule sets that were in use, and makes none in its place", async () => {
  const own = await serve([quick]);
  await own.service.stop();
  for (const name of readdirSync(own.options.data)) {
    if (name.startsWith("ledger.db")) rmSync(join(own.options.data, name));
  }
  await expect(own.restart()).rejects.toMatchObject({ name: "ServiceError", code: "ledger-lost" });
  expect(readdirSync(own.options.data).filter((name) => name.startsWith("ledger.db"))).toEqual([]);
  rmSync(join(own.options.data, "rulesets"), { recursive: true });
  await own.restart({ build: own.options.build });
});

it("writes a backup while it serves", async () => {
  const own = await serve([quick], { durability: "relaxed", keepDays: 30 });
  await own.post("/v1/items/deals", { title: "Acme" });
  const file = join(own.folder, "backup.db");
  expect(await own.service.coordinator.backup(file)).toBe(statSync(file).size);
  await expect(own.service.coordinator.backup(file)).rejects.toMatchObject({
    name: "LedgerError",
    code: "backup",
  });
});
