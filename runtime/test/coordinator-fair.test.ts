import { describe, expect, it } from "vitest";
import { createGate } from "../src/dispatch/gate.ts";
import type { ActionCall } from "../src/index.ts";
import type { LoadedRuleSet } from "../src/rules/index.ts";
import { broken, done, kit, rule, ruleSet, virtualWorld } from "./coordinator-kit.ts";

const bulk = 10_000;
/** How many calls are taken up at a time. */
const places = 64;

const event = (id: number, title: string) => ({
  id: `e${id}`,
  type: "itemCreated",
  item: `deals/${id}`,
  payload: { title },
});

/** A service whose actions take no time: how many rounds went by before each run was started. */
async function service(rules: LoadedRuleSet = ruleSet("r", { on: ["New"], rules: [rule("act")] })) {
  const world = virtualWorld();
  const gate = createGate(() => rules, world.now);
  const own = kit({ rules, world, parts: { gate } });
  const started: ActionCall[] = [];
  let running: readonly ActionCall[] = [];
  const { coordinator } = own;
  const round = async () => {
    for (const call of running) {
      gate.ended(call.action, done);
      await coordinator.settle(call.run.id, done);
    }
    running = await coordinator.startDue(places);
    started.push(...running);
    return running;
  };
  const send = (from: number, count: number, title: string) =>
    Promise.all(
      Array.from({ length: count }, (_, index) => coordinator.receive(event(from + index, title), title)),
    );
  /** Rounds until an item's run is started. */
  const roundsUntil = async (id: number) => {
    for (let rounds = 1; rounds <= bulk; rounds += 1) {
      if ((await round()).some(({ item }) => item.id === id)) return rounds;
    }
    throw new Error("it was never started");
  };
  return { ...own, gate, started, round, roundsUntil, send };
}

describe("ten thousand events in one call", () => {
  it("do not keep a single one waiting, nor a small call, nor one that a person retries", async () => {
    const own = await service();
    await own.send(1, bulk, "bulk");
    await own.round();
    await own.coordinator.receive(event(20_001, "click"));
    expect(await own.roundsUntil(20_001)).toBe(1);

    await own.send(20_100, 40, "small");
    for (let rounds = 0; rounds < 3; rounds += 1) await own.round();
    expect(own.started.filter(({ item }) => item.id >= 20_100 && item.id < 20_140)).toHaveLength(40);
    expect(own.started.length, "the bulk has hardly begun").toBeLessThan(bulk / 10);

    const [failed] = await own.coordinator.startDue(1);
    await own.coordinator.settle(failed?.run.id ?? "", broken);
    expect((await own.coordinator.retry(failed?.run.id ?? "", "anna")).ok).toBe(true);
    expect(await own.roundsUntil(failed?.item.id ?? 0)).toBe(1);
  }, 60_000);

  it("are not kept waiting themselves by single ones that never cease", async () => {
    const own = await service();
    await own.send(1, 1000, "bulk");
    let single = 5000;
    for (let rounds = 0; rounds < 31; rounds += 1) {
      await own.send(single, 2 * places, `single ${rounds}`);
      single += 2 * places;
      await own.round();
    }
    const ofBulk = own.started.filter(({ item }) => item.id <= 1000).length;
    expect(ofBulk).toBeGreaterThanOrEqual((31 * places) / 2 - places);
    expect(own.started.length).toBe(31 * places);
  }, 60_000);

  it("are all started once, whatever comes between", async () => {
    const own = await service();
    await own.send(1, 700, "bulk");
    await own.send(1001, 30, "small");
    await own.coordinator.receive(event(2000, "click"));
    while ((await own.round()).length > 0) await own.coordinator.nextDue();
    const ids = own.started.map(({ item }) => item.id);
    expect(new Set(ids).size).toBe(731);
    expect(ids).toHaveLength(731);
  });
});

describe("a limited action", () => {
  const rules: LoadedRuleSet = {
    ...ruleSet(
      "r",
      { on: ["New"], rules: [rule("sms", { action: "sendSms" })] },
      { on: ["Qualified"], rules: [rule("note", { action: "notify" })] },
    ),
    providers: { sendSms: ["sms"] },
    limits: { sms: { concurrent: 5, perSecond: 10 } },
  };

  it("stands in no other's way, however many of its runs are due", async () => {
    const own = await service(rules);
    await own.send(1, 2000, "bulk");
    expect(await own.round()).toHaveLength(5);
    await own.coordinator.place("deals", { id: 5000, title: "a" });
    await own.coordinator.move({ entity: "deals", id: 5000 }, "Qualified", "anna");
    expect(await own.roundsUntil(5000)).toBe(1);
  });

  it("begins as often as it may in virtual time, and tells the clock when to look again", async () => {
    const own = await service(rules);
    await own.send(1, 100, "bulk");
    const begun: number[] = [];
    const from = own.world.now();
    for (let looks = 0; begun.length < 100; looks += 1) {
      if (looks > 1000) throw new Error("it does not go on");
      const calls = await own.round();
      begun.push(...calls.map(() => own.world.now() - from));
      const next = await own.coordinator.nextDue();
      if (calls.length === 0 && next !== null) own.world.set(Math.max(next, own.world.now()));
    }
    expect(begun.at(-1), "ten a second").toBe(9000);
    for (const moment of begun) {
      expect(begun.filter((one) => one > moment - 1000 && one <= moment).length).toBeLessThanOrEqual(10);
    }
  });

  it("waits with all others of its provider where one is asked to, and loses no attempt by it", async () => {
    const own = await service(rules);
    await own.send(1, 20, "bulk");
    const [first, ...others] = await own.round();
    const wait = { kind: "failed", how: "transient", reason: "429", retryAfter: 30_000 } as const;
    own.gate.ended("sendSms", wait);
    await own.coordinator.settle(first?.run.id ?? "", wait);
    for (const call of others) {
      own.gate.ended(call.action, done);
      await own.coordinator.settle(call.run.id, done);
    }
    expect(await own.coordinator.startDue(places)).toEqual([]);
    expect(await own.coordinator.nextDue()).toBe(own.world.now() + 30_000);
    const waiting = await own.coordinator.runs({ status: "waiting", limit: 100 });
    expect(waiting.filter(({ attempts }) => attempts > 0).map(({ id }) => id)).toEqual([first?.run.id]);
    expect((await own.coordinator.runNow(first?.run.id ?? "", "anna")).ok).toBe(true);
    const asked = await own.coordinator.startDue(places);
    expect(
      asked.map(({ run }) => run.id),
      "who says now means now",
    ).toEqual([first?.run.id]);
    own.gate.ended("sendSms", done);
    own.world.pass(30_000);
    expect(await own.coordinator.startDue(places)).toHaveLength(5);
  });
});
