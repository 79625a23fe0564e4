import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openSqliteLedger } from "../src/index.ts";
import { after, kit, rule, ruleSet, START, value, virtualWorld } from "./coordinator-kit.ts";

const deal = { entity: "deals", id: 1 };
const link = { kind: "done", result: { url: "https://pay.example/1" }, changes: [] } as const;

const rules = ruleSet("restart", {
  on: ["New"],
  rules: [
    rule("link", { action: "createPaymentLink", repeatable: true }),
    rule("mail", {
      action: "sendEmail",
      uses: ["link"],
      args: ({ results }: { results: { link: { url: string } } }) => ({ link: results.link.url }),
    }),
    rule("note", { after: [after("mail")] }),
  ],
});

let folder = "";
let open: ReturnType<typeof kit>[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "onstage-restart-"));
});
afterEach(async () => {
  for (const one of open) await one.ledger.close();
  open = [];
  rmSync(folder, { recursive: true, force: true });
});

/** The service as it is after a start: another ledger and another coordinator over the same file. */
async function start(world = virtualWorld()) {
  for (const one of open) await one.ledger.close();
  const parts = kit({ rules, world, ledger: openSqliteLedger(join(folder, "data.db")) });
  open.push(parts);
  return parts.coordinator;
}

it("a run that waits for its moment starts after a restart, once", async () => {
  value(await (await start()).create("deals", { title: "Acme" }, "api"));
  const coordinator = await start();
  expect(await coordinator.recover()).toEqual({ repeated: 0, uncertain: 0 });
  expect(await coordinator.nextDue()).toBe(START);
  expect((await coordinator.startDue(10)).map((call) => call.action)).toEqual(["createPaymentLink"]);
  expect(await coordinator.startDue(10)).toEqual([]);
});

it("a run that may be repeated is repeated with its key and its arguments when the service died during it", async () => {
  const first = await start();
  value(await first.create("deals", { title: "Acme" }, "api"));
  const [before] = await first.startDue(10);
  const second = await start();
  expect(await second.startDue(10)).toEqual([]);
  expect(await second.recover()).toEqual({ repeated: 1, uncertain: 0 });
  expect(await second.run("deals-1-1-link")).toMatchObject({
    status: "waiting",
    reason: "the service stopped during attempt 1; it is repeated with the same key",
  });
  const [again] = await second.startDue(10);
  expect(again).toEqual({ ...before, run: { ...before?.run, attempt: 2 } });
});

it("a run that takes the service down each time is given up after as many attempts as any other", async () => {
  const first = await start();
  value(await first.create("deals", { title: "Acme" }, "api"));
  for (let attempt = 1; attempt <= 6; attempt += 1) {
    const again = await start();
    await again.recover();
    expect((await again.startDue(10)).map((call) => call.run.attempt)).toEqual([attempt]);
  }
  const last = await start();
  expect(await last.recover()).toEqual({ repeated: 0, uncertain: 1 });
  expect(await last.run("deals-1-1-link")).toMatchObject({ status: "failed", uncertain: true, attempts: 6 });
});

it("a run that may not be repeated ends failed and uncertain when the service died during it", async () => {
  const first = await start();
  value(await first.create("deals", { title: "Acme" }, "api"));
  await first.startDue(10);
  await first.settle("deals-1-1-link", link);
  const second = await start();
  expect((await second.startDue(10)).map((call) => [call.action, call.args])).toEqual([
    ["sendEmail", { link: "https://pay.example/1" }],
  ]);
  const third = await start();
  expect(await third.recover()).toEqual({ repeated: 0, uncertain: 1 });
  expect(await third.run("deals-1-1-mail")).toMatchObject({
    status: "failed",
    uncertain: true,
    reason: "the service stopped during attempt 1; nobody knows whether it happened, so a person has to say",
  });
  expect((await third.startDue(10)).map((call) => call.action)).toEqual(["note"]);
  expect(await third.recover()).toEqual({ repeated: 0, uncertain: 1 });
  value(await third.confirm("deals-1-1-mail", "sent", "anna"));
});

it("a run of a stage that the item has left is not repeated", async () => {
  const first = await start();
  value(await first.create("deals", { title: "Acme" }, "api"));
  await first.startDue(10);
  value(await first.move(deal, "Won", "anna"));
  const second = await start();
  expect(await second.recover()).toEqual({ repeated: 0, uncertain: 1 });
  expect(await second.startDue(10)).toEqual([]);
});

it("what has ended stays as it ended, and retries keep their moment", async () => {
  const first = await start();
  value(await first.create("deals", { title: "Acme" }, "api"));
  await first.startDue(10);
  await first.settle("deals-1-1-link", { kind: "failed", how: "transient", reason: "no provider" });
  const before = await first.item(deal);
  const world = virtualWorld();
  const second = await start(world);
  await second.recover();
  expect(await second.item(deal)).toEqual(before);
  expect(await second.nextDue()).toBe(START + 1000);
  world.pass(1000);
  await second.startDue(10);
  await second.settle("deals-1-1-link", { kind: "failed", how: "permanent", reason: "no provider" });
  const ended = await second.item(deal);
  expect(ended?.visits[0]?.runs.map((run) => run.status)).toEqual(["failed", "skipped", "waiting"]);
  const third = await start(world);
  await third.recover();
  expect(await third.item(deal)).toEqual(ended);
});
