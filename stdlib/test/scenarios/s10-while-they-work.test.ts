import { expect, it } from "vitest";
import { calls, placed, portal, rulesOf, users, utc } from "./kit.ts";

const ruleSet = await rulesOf("s10-while-they-work.rules");

async function proposed() {
  const crm = portal(ruleSet, "2026-06-08 11:00");
  const deal = await placed(crm, "New", { responsible: users.anna });
  await crm.move(deal, "Proposal");
  return { crm, deal };
}

it("waits for Anna, who works from Monday to Thursday and is away", async () => {
  const { crm } = await proposed();
  await crm.advance("30 days");
  expect(calls(crm, "sendEmail")).toEqual(["2026-06-15 10:00"]);
});

it.each([
  ["2026-06-11 11:00", "2026-06-11 11:00"],
  ["2026-06-11 12:00", "2026-06-11 12:30"],
])("goes by the hours of Ben, who takes over on %s", async (moment, sent) => {
  const { crm, deal } = await proposed();
  await crm.advanceTo(utc(moment));
  await crm.update(deal, { responsible: users.ben });
  await crm.advance("30 days");
  expect(calls(crm, "sendEmail")).toEqual([sent]);
});

it("waits where Ivan takes over, who is not there any more, and goes on with somebody who is", async () => {
  const { crm, deal } = await proposed();
  await crm.advanceTo(utc("2026-06-11 11:00"));
  await crm.update(deal, { responsible: users.ivan });
  await crm.advance("60 days");
  expect(calls(crm, "sendEmail")).toEqual([]);
  expect((await crm.runs())[0]).toMatchObject({
    status: "waiting",
    due: null,
    reason: "waits for somebody whose working hours count: Ivan is not active",
  });
  await crm.update(deal, { responsible: users.ben });
  expect(calls(crm, "sendEmail")).toEqual(["2026-08-10 11:00"]);
});
