import type { Funnel } from "@onstage/stdlib/testing";
import { expect, it } from "vitest";
import { calls, moves, notes, placed, portal, rulesOf, utc } from "./kit.ts";

const ruleSet = await rulesOf("s03-invoice-paid.rules");

const paid = (crm: Funnel, id: string) => crm.send({ type: "invoicePaid", item: "deals/1", id });

async function waiting(stage = "Wait for payment") {
  const crm = portal(ruleSet, "2026-06-08 10:59");
  const deal = await placed(crm, stage);
  return { crm, deal };
}

it("moves the deal and starts its rules once, though the webhook comes three times", async () => {
  const { crm, deal } = await waiting();
  const receipts: string[] = [];
  for (const moment of ["2026-06-08 11:00", "2026-06-08 11:00:00.400", "2026-06-08 11:07"]) {
    crm.at(utc(moment), async () => receipts.push((await paid(crm, "payment 9001")).status));
  }
  await crm.advance("1 day");
  expect(receipts).toEqual(["accepted", "duplicate", "duplicate"]);
  expect(await moves(crm, deal)).toEqual(["2026-06-08 11:00 Product delivery"]);
  expect([calls(crm, "notify"), calls(crm, "createTask")]).toEqual([
    ["2026-06-08 11:00"],
    ["2026-06-08 11:00"],
  ]);
});

it("does not bring a deal back that was won", async () => {
  const { crm, deal } = await waiting("Won");
  await paid(crm, "payment 9001");
  expect(await moves(crm, deal)).toEqual([]);
  expect(await notes(crm)).toEqual(["invoicePaid: not moved: would go back from Won to Product delivery"]);
});

it("starts nothing again for a second invoice", async () => {
  const { crm, deal } = await waiting();
  await paid(crm, "payment 9001");
  await crm.advance("1 h");
  await paid(crm, "payment 9002");
  expect(await moves(crm, deal)).toHaveLength(1);
  expect((await crm.item(deal))?.visits).toHaveLength(1);
  expect(calls(crm, "createTask")).toHaveLength(1);
});

it("leaves a deal alone that a person has closed a second before", async () => {
  const { crm, deal } = await waiting();
  await crm.advance("59 s");
  await crm.move(deal, "Lost");
  await crm.advance("1 s");
  await paid(crm, "payment 9001");
  expect(await moves(crm, deal)).toEqual(["2026-06-08 10:59:59 Lost"]);
  expect(calls(crm, "notify")).toEqual([]);
});

it("is one visit where a person moves the deal at the same instant", async () => {
  for (const first of ["person", "event"]) {
    const { crm, deal } = await waiting();
    const happen = [() => crm.move(deal, "Product delivery"), () => paid(crm, "payment 9001")];
    for (const what of first === "person" ? happen : happen.toReversed()) {
      crm.at(utc("2026-06-08 11:00"), what);
    }
    await crm.advance("1 day");
    expect((await crm.item(deal))?.visits).toHaveLength(1);
    expect(calls(crm, "notify")).toHaveLength(1);
  }
});
