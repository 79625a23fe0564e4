import { beforeAll, expect, it } from "vitest";
import type { TestFunnel } from "../../../src/testing/index.ts";
import { openFunnels } from "../../../src/testing/open-funnels.ts";
import { funnelOf } from "../portal.ts";

const rules = `on stage "Wait for payment" in deals < after 3 days notify("Max", "Still nothing") >`;
const race = `on stage "Won" in deals < low: setField(amount, 1); high: setField(amount, 2) >`;

let shared: TestFunnel;
beforeAll(async () => {
  shared = funnelOf(rules);
  await shared.create("deals", { title: "Shared", stage: "Wait for payment" });
});

async function waiting(crm: TestFunnel) {
  return crm.create("deals", { title: "Acme", stage: "Wait for payment" });
}

it("fails since something waits of which it says nothing", async () => {
  await waiting(funnelOf(rules));
});

it("has closed the funnels of the test before, and kept those of the file", () => {
  expect(openFunnels()).toEqual([shared]);
});

it("passes since it expects what waits", async () => {
  expect(await waiting(funnelOf(rules))).toBeWaitingUntil("2026-06-11 10:00");
});

it("passes since it allows it", async () => {
  const crm = funnelOf(rules);
  crm.allowTimers();
  await waiting(crm);
});

it("passes since its funnel allows it", async () => {
  await waiting(funnelOf(rules, { timers: "allowed" }));
});

it("fails once, by its own mistake", async () => {
  const deal = await waiting(funnelOf(rules));
  expect(deal).toBeIn("Won");
});

it("fails since it is hard on its rules", async () => {
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8])
    await funnelOf(race, { hard: { seed } }).create("deals", { title: "Acme", stage: "Won" });
});
