import { expect, it } from "vitest";
import { ends, placed, portal, rulesOf } from "./kit.ts";

const ruleSet = await rulesOf("s07-before-due.rules");

async function entered(now: string, paymentDue: string | null) {
  const crm = portal(ruleSet, now);
  const deal = await placed(crm, "New", { paymentDue });
  await crm.move(deal, "Wait for payment");
  return { crm, deal };
}

it.each([
  ["2026-06-08 09:00", "done 2026-06-11 10:00", "done 2026-06-11 10:00", null],
  ["2026-06-11 10:00", "done 2026-06-11 10:00", "done 2026-06-11 10:00", null],
  [
    "2026-06-11 15:30",
    "done 2026-06-11 15:30",
    "skipped 2026-06-11 15:30",
    "planned for 2026-06-11 10:00, late",
  ],
  [
    "2026-06-15 09:00",
    "done 2026-06-15 09:00",
    "skipped 2026-06-15 09:00",
    "planned for 2026-06-11 10:00, late",
  ],
])("is %s: %s, %s", async (now, remind, strict, note) => {
  const { crm } = await entered(now, "2026-06-12");
  await crm.advance("30 days");
  expect(ends(await crm.runs())).toEqual([`remind ${remind}`, `strict ${strict}`]);
  expect((await crm.runs())[0]?.reason).toBe(note);
});

it("says until when it waits", async () => {
  const { crm } = await entered("2026-06-08 09:00", "2026-06-12");
  expect((await crm.runs())[0]).toMatchObject({
    status: "waiting",
    due: "2026-06-11T08:00:00.000Z",
    reason: "waits until 2026-06-11 10:00: at 10:00 on paymentDue - 1 day",
  });
});

it("waits for the day, and is planned once there is one", async () => {
  const { crm, deal } = await entered("2026-06-08 09:00", null);
  await crm.advance("10 days");
  expect((await crm.runs())[0]).toMatchObject({
    status: "waiting",
    due: null,
    reason: "`at 10:00 on paymentDue - 1 day` waits for paymentDue",
  });
  await crm.update(deal, { paymentDue: "2026-07-01" });
  await crm.advance("30 days");
  expect(ends(await crm.runs())[0]).toBe("remind done 2026-06-30 10:00");
});
