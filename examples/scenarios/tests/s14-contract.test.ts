import { expect, it } from "vitest";
import { calls, ends, placed, portal } from "./kit.ts";

async function signing(isTest: boolean, fails = false) {
  const crm = await portal("s14-contract.rules", "2026-06-08 10:00");
  await crm.place("contractPrep", { id: 500, title: "Before" });
  const deal = await placed(crm, { isTest, amount: { amount: "500.00", currency: "EUR" } }, "Proposal");
  if (fails) crm.actions.action("createItem").fails({ error: "the portal refuses it" });
  await crm.move(deal, "Contract signing");
  const preparation = async () => (await crm.item(deal))?.item.fields.preparation ?? null;
  return { crm, deal, preparation };
}

it("prepares a contract, keeps its id, and takes a test away again when it is lost", async () => {
  const { crm, deal, preparation } = await signing(true);
  expect(await preparation()).toBe(501);
  expect((await crm.item("contractPrep/501"))?.item).toMatchObject({
    stage: "DRAFT",
    fields: { title: "Contract for Acme", deal: 1, amount: { amount: "500.00", currency: "EUR" } },
  });
  expect(crm.actions.sent.notices.map(({ user, message }) => [user.name, message])).toEqual([
    ["Carla", "New contract"],
  ]);
  await crm.move(deal, "Lost");
  expect(await crm.item("contractPrep/501")).toBeNull();
  expect(await crm.item("contractPrep/500")).not.toBeNull();
  expect(await preparation()).toBeNull();
});

it("leaves the contract of a real deal where it is", async () => {
  const { crm, deal, preparation } = await signing(false);
  await crm.move(deal, "Lost");
  const lost = (await crm.runs(deal)).filter(({ stage }) => stage === "Lost");
  expect(lost.map(({ rule, status, reason }) => [rule, status, reason])).toEqual([
    ["deleteItem", "skipped", "isTest is no"],
    ["clearField", "skipped", expect.stringContaining("runs only after `deleteItem` succeeds")],
  ]);
  expect(await preparation()).toBe(501);
  expect(await crm.item("contractPrep/501")).not.toBeNull();
});

it("writes no id where there is no contract, and tells Carla all the same", async () => {
  const { crm } = await signing(true, true);
  expect((await crm.runs()).map(({ rule, status }) => [rule, status])).toEqual([
    ["prep", "failed"],
    ["setField", "skipped"],
    ["notify", "done"],
  ]);
});

it("makes no second contract when the deal comes back", async () => {
  const { crm, deal } = await signing(false);
  await crm.move(deal, "Proposal");
  await crm.advance("1 day");
  await crm.move(deal, "Contract signing");
  expect(calls(crm, "createItem")).toHaveLength(1);
  expect(ends((await crm.runs(deal)).slice(3))).toEqual([
    "prep skipped 2026-06-09 10:00",
    "setField skipped 2026-06-09 10:00",
    "notify done 2026-06-09 10:00",
  ]);
});
