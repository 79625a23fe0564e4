import { expect, it } from "vitest";
import { calls, placed, portal, rulesOf, utc } from "./kit.ts";

const ruleSet = await rulesOf("s18-three-reminders.rules");

async function signing() {
  const crm = portal(ruleSet, "2026-06-02 11:00");
  const deal = await placed(crm, "Proposal");
  await crm.move(deal, "Contract signing");
  return { crm, deal, sign: () => crm.update(deal, { contract: "https://files.example/1" }) };
}

it("reminds three times at most: on Monday where Sunday is due, and then by the grid", async () => {
  const { crm } = await signing();
  await crm.advance("60 days");
  expect(calls(crm, "sendEmail")).toEqual(["2026-06-08 09:00", "2026-06-12 11:00", "2026-06-17 11:00"]);
  expect((await crm.runs())[0]).toMatchObject({ status: "done", reason: "had all its turns (3 of 3 done)" });
});

it("reminds no more once the contract is signed", async () => {
  const { crm, sign } = await signing();
  await crm.advanceTo(utc("2026-06-13 10:00"));
  await sign();
  await crm.advance("60 days");
  expect(calls(crm, "sendEmail")).toEqual(["2026-06-08 09:00", "2026-06-12 11:00"]);
  expect((await crm.runs())[0]).toMatchObject({
    status: "done",
    reason: "stopped: contract is set (2 of 3 done)",
  });
});

it("does not remind at the very moment at which it is signed", async () => {
  const { crm, sign } = await signing();
  crm.at(utc("2026-06-12 11:00"), sign);
  await crm.advance("60 days");
  expect(calls(crm, "sendEmail")).toEqual(["2026-06-08 09:00"]);
});
