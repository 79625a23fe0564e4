import { describe, expect, it } from "vitest";
import { localText } from "../src/time/plan-text.ts";
import { kit, START, value } from "./coordinator-kit.ts";

const deal = { title: "Acme", amount: "60000.00", currency: "EUR", stage: "Wait for payment" };
const link = { kind: "done", result: { url: "https://pay.example/101" }, changes: [] } as const;
const sent = { kind: "done", result: null, changes: [] } as const;
const down = { kind: "failed", how: "transient", reason: "no provider" } as const;
const at = (ms: number) => new Date(START + ms).toISOString();

async function entered(amount = "60000.00") {
  const parts = kit();
  await parts.coordinator.create("contacts", { id: 7, name: "Ann", email: "ann@acme.example" }, "api");
  value(await parts.coordinator.create("deals", { ...deal, id: 101, amount, contact: 7 }, "api"));
  return parts;
}

describe("S01: a payment link, then an e-mail for large deals", () => {
  it("a: sends the mail with the link, once the link exists", async () => {
    const { coordinator, world } = await entered();
    const [first, ...others] = await coordinator.startDue(10);
    expect(others).toEqual([]);
    expect(first).toMatchObject({ action: "createPaymentLink", run: { id: "deals-101-1-link", attempt: 1 } });
    expect(await coordinator.run("deals-101-1-sendEmail")).toMatchObject({
      status: "waiting",
      due: null,
      reason: "waits for `link`",
    });
    world.pass(2000);
    await coordinator.settle("deals-101-1-link", link);
    const calls = await coordinator.startDue(10);
    expect(calls).toMatchObject([
      {
        action: "sendEmail",
        args: { link: "https://pay.example/101" },
        item: { entity: "deals", id: 101, title: "Acme", stage: "Wait for payment", pipeline: "SALES" },
        clients: [
          {
            entity: "contacts",
            id: 7,
            name: "Ann",
            email: "ann@acme.example",
            emails: [{ address: "ann@acme.example" }],
          },
        ],
        now: at(2000),
      },
    ]);
    await coordinator.settle("deals-101-1-sendEmail", sent);
    const view = await coordinator.item({ entity: "deals", id: 101 });
    expect(view?.visits[0]?.runs).toMatchObject([
      { status: "done", started: at(0), ended: at(2000), reason: null, due: at(0) },
      { status: "done", started: at(2000), ended: at(2000), attempts: 1, reason: null },
    ]);
    expect(await coordinator.startDue(10)).toEqual([]);
    expect(await coordinator.nextDue()).toBeNull();
  });

  it("b: skips the mail at the limit and shows the amount", async () => {
    const { coordinator, world } = await entered("50000.00");
    await coordinator.startDue(10);
    world.pass(2000);
    await coordinator.settle("deals-101-1-link", link);
    expect(await coordinator.startDue(10)).toEqual([]);
    expect(await coordinator.run("deals-101-1-sendEmail")).toMatchObject({
      status: "skipped",
      reason: "amount > 50000 is false (amount is 50000.00 EUR)",
      ended: at(2000),
      attempts: 0,
    });
  });

  it("c: looks at the amount when the mail's moment has come", async () => {
    const { coordinator, world } = await entered();
    await coordinator.startDue(10);
    world.pass(1000);
    value(await coordinator.update({ entity: "deals", id: 101 }, { amount: 40000 }, "anna"));
    world.pass(1000);
    await coordinator.settle("deals-101-1-link", link);
    expect(await coordinator.startDue(10)).toEqual([]);
    expect(await coordinator.run("deals-101-1-sendEmail")).toMatchObject({
      status: "skipped",
      reason: "amount > 50000 is false (amount is 40000.00 EUR)",
    });
  });

  it("d: tries the link again after 1 and 5 seconds, with one key", async () => {
    const { coordinator, world } = await entered();
    const keys: string[] = [];
    for (const [pause, attempt] of [
      [1000, 2],
      [5000, 3],
    ] as const) {
      const [call] = await coordinator.startDue(10);
      keys.push(call?.run.key ?? "none");
      await coordinator.settle("deals-101-1-link", down);
      const due = world.now() + pause;
      expect(await coordinator.nextDue()).toBe(due);
      expect(await coordinator.run("deals-101-1-link")).toMatchObject({
        status: "waiting",
        reason: `attempt ${attempt} of 6 follows at ${localText(new Date(due).toISOString(), "Europe/Berlin")}: no provider`,
      });
      world.set(due - 1);
      expect(await coordinator.startDue(10)).toEqual([]);
      world.set(due);
    }
    const [call] = await coordinator.startDue(10);
    keys.push(call?.run.key ?? "none");
    world.pass(2000);
    await coordinator.settle("deals-101-1-link", link);
    expect(new Set(keys).size).toBe(1);
    expect(await coordinator.run("deals-101-1-link")).toMatchObject({
      status: "done",
      ended: at(8000),
      attempts: 3,
    });
    expect(await coordinator.startDue(10)).toMatchObject([{ action: "sendEmail" }]);
  });

  it("e: skips the mail where the link fails for good, and says why", async () => {
    const { coordinator } = await entered();
    await coordinator.startDue(10);
    await coordinator.settle("deals-101-1-link", { kind: "failed", how: "permanent", reason: "no provider" });
    expect(await coordinator.run("deals-101-1-link")).toMatchObject({
      status: "failed",
      reason: "no provider",
    });
    expect(await coordinator.run("deals-101-1-sendEmail")).toMatchObject({
      status: "skipped",
      reason: "`link` was not produced: createPaymentLink failed (no provider)",
    });
  });
});
