import { expect, it } from "vitest";
import { calls, ends, placed, portal, rulesOf } from "./kit.ts";

const ruleSet = await rulesOf("s14-contract.rules");

async function signing(isTest: boolean, fails = false) {
  const crm = portal(ruleSet, "2026-06-08 10:00");
  const deal = await placed(crm, "Proposal", { isTest });
  if (fails) crm.actions.action("createContract").fails({ error: "the portal refuses it" });
  await crm.move(deal, "Contract signing");
  const preparation = async () => (await crm.item(deal))?.item.fields.preparation ?? null;
  return { crm, deal, preparation };
}

it("prepares a contract, keeps its id, and takes a test away again when it is lost", async () => {
  const { crm, deal, preparation } = await signing(true);
  expect(await preparation()).toBe(501);
  expect(crm.actions.sent.notices.map(({ user, message }) => [user.name, message])).toEqual([
    ["Carla", "New contract"],
  ]);
  await crm.move(deal, "Lost");
  expect(
    crm.actions.calls.filter(({ action }) => action === "deleteContract").map(({ args }) => args),
  ).toEqual([{ contract: 501 }]);
  expect(await preparation()).toBeNull();
});

it("leaves the contract of a real deal where it is", async () => {
  const { crm, deal, preparation } = await signing(false);
  await crm.move(deal, "Lost");
  const lost = (await crm.runs(deal)).filter(({ stage }) => stage === "Lost");
  expect(lost.map(({ rule, status, reason }) => [rule, status, reason])).toEqual([
    ["deleteContract", "skipped", "isTest is no"],
    ["clearField", "skipped", expect.stringContaining("runs only after `deleteContract` succeeds")],
  ]);
  expect(await preparation()).toBe(501);
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
  expect(calls(crm, "createContract")).toHaveLength(1);
  expect(ends((await crm.runs(deal)).slice(3))).toEqual([
    "prep skipped 2026-06-09 10:00",
    "setField skipped 2026-06-09 10:00",
    "notify done 2026-06-09 10:00",
  ]);
});
