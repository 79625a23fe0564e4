import type { JsonObject } from "@onstage/runtime/rules";
import { expect, it } from "vitest";
import { calls, local, placed, portal, users } from "./kit.ts";

async function won(fields: JsonObject = {}, fails = false) {
  const crm = await portal("s25-handoff.rules", "2026-06-12 15:00");
  const company = await crm.place("companies", { name: "Client Ltd" });
  const deal = await placed(crm, { company: company.id, source: "Web", ...fields }, "Final invoice");
  if (fails) crm.actions.action("createItem").fails({ error: "the portal refuses it" });
  await crm.move(deal, "Won");
  const statuses = async () =>
    Object.fromEntries((await crm.runs(deal)).map(({ rule, status }) => [rule, status]));
  return { crm, deal, statuses };
}

it("hands the customer over: a case, the company, a kickoff in two working days, and a word to Dora", async () => {
  const { crm, deal, statuses } = await won();
  expect(await statuses()).toEqual({
    case: "done",
    company: "done",
    kickoff: "done",
    notify: "done",
    lost: "skipped",
  });
  const [task] = crm.actions.calls.filter(({ action }) => action === "createTask");
  expect(local(String(task?.args.due))).toBe("2026-06-16 15:00");
  expect((await crm.item(deal))?.activities).toMatchObject([
    { kind: "task", title: "Kickoff call", who: users.anna, closed: null },
  ]);
  expect((await crm.item("companies/1"))?.item.fields.status).toBe("Active customer");
  expect((await crm.item("contractPrep/1"))?.item.fields).toEqual({ title: "Onboarding Acme", deal: 1 });
  expect(crm.actions.sent.notices.map(({ user, message }) => [user.name, message])).toEqual([
    ["Dora", "New onboarding case 1"],
  ]);
});

it.each([
  ["a renewal", { isRepeat: true }],
  ["a test", { isTest: true }],
  ["an import", { source: "Import" }],
])("does nothing for %s", async (_, fields) => {
  const { crm, statuses } = await won(fields);
  expect(new Set(Object.values(await statuses()))).toEqual(new Set(["skipped"]));
  expect(crm.actions.calls).toEqual([]);
});

it("leaves the company out where there is none, and does the rest", async () => {
  const { statuses } = await won({ company: null });
  expect(await statuses()).toMatchObject({
    case: "done",
    company: "skipped",
    kickoff: "done",
    notify: "done",
  });
});

it("tells Max where the case cannot be made, and does the rest", async () => {
  const { crm, statuses } = await won({}, true);
  expect(await statuses()).toEqual({
    case: "failed",
    company: "done",
    kickoff: "done",
    notify: "skipped",
    lost: "done",
  });
  expect(calls(crm, "createTask")).toHaveLength(2);
});

it("makes no second case when the deal is won again on the same day", async () => {
  const { crm, deal } = await won();
  await crm.move(deal, "Lost");
  await crm.move(deal, "Won");
  expect(calls(crm, "createItem")).toHaveLength(1);
  expect(calls(crm, "createTask")).toHaveLength(2);
});
