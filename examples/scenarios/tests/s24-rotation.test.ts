import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createCoordinator, createDesk, type Ledger, openSqliteLedger } from "@onstage/runtime";
import { mockActions, type TimedPerformer } from "@onstage/stdlib/testing";
import { expect, it } from "vitest";
import { portal, users } from "./kit.ts";

const crm = await portal("s24-rotation.rules", "2026-06-08 10:00");
const ruleSet = await crm.ready();
const { anna, ben, dora, ivan } = users;
const createdAt = "2026-06-08T08:00:00.000Z";

/** The actions of the library; for one lead the end of the action is a failure for good. */
function failingFor(lead?: number): TimedPerformer {
  const actions = mockActions();
  return {
    perform: async (call, desk) => {
      const outcome = await actions.perform(call, desk);
      return call.item.id === lead ? { kind: "failed", how: "permanent", reason: "no access" } : outcome;
    },
  };
}

/** A service on a ledger: as after a start. */
function startOn(ledger: Ledger, performer: TimedPerformer) {
  const now = () => Date.parse(createdAt);
  let ids = 0;
  const id = () => {
    ids += 1;
    return `${ids}-${Math.random()}`;
  };
  const ruleSets = { current: () => ruleSet, byHash: () => ruleSet };
  const coordinator = createCoordinator({ ledger, ruleSets, world: { now, id, random: () => 0 } });
  const desk = createDesk({ ledger, ruleSet: () => ruleSet, now });
  return async (...leads: readonly number[]): Promise<readonly unknown[]> => {
    const payload = { title: "Lead", responsible: ivan, createdAt };
    for (const lead of leads) {
      await coordinator.receive({ id: `lead ${lead}`, type: "itemCreated", item: `leads/${lead}`, payload });
    }
    for (
      let calls = await coordinator.startDue(100);
      calls.length > 0;
      calls = await coordinator.startDue(100)
    ) {
      for (const call of calls) await coordinator.settle(call.run.id, await performer.perform(call, desk));
    }
    const items = await coordinator.items("leads", { limit: 10 });
    return items.map(({ fields }) => fields.responsible);
  };
}

it("hands seven leads of one second round in the order of their creation; one that comes twice counts once", async () => {
  const hand = startOn(openSqliteLedger(":memory:"), failingFor());
  expect(await hand(1, 2, 3, 3, 4, 5, 6, 7)).toEqual([anna, ben, dora, anna, ben, dora, anna]);
});

it("goes on where it was after a restart", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "onstage-rotation-"));
  try {
    const first = openSqliteLedger(path.join(folder, "ledger.db"));
    expect(await startOn(first, failingFor())(1, 2, 3, 4)).toEqual([anna, ben, dora, anna]);
    await first.close();
    const second = openSqliteLedger(path.join(folder, "ledger.db"));
    expect(await startOn(second, failingFor())(5, 6, 7)).toEqual([anna, ben, dora, anna, ben, dora, anna]);
    await second.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("goes on with the next one where a lead cannot be handed over", async () => {
  const hand = startOn(openSqliteLedger(":memory:"), failingFor(2));
  expect(await hand(1, 2, 3, 4, 5, 6, 7)).toEqual([anna, ivan, dora, anna, ben, dora, anna]);
});
