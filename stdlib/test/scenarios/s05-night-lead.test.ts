import { expect, it } from "vitest";
import { calls, local, portal, rulesOf, users, utc } from "./kit.ts";

const ruleSet = await rulesOf("s05-night-lead.rules");

async function lead(now: string, createdAt = utc(now), fields = {}) {
  const crm = portal(ruleSet, now);
  await crm.create("leads", {
    title: "Lead",
    responsible: users.ben,
    phone: "+49 170 1",
    createdAt,
    ...fields,
  });
  return crm;
}

it.each([
  ["19:59:59", 0],
  ["20:00:00", 1],
  ["23:30:00", 1],
  ["00:00:00", 1],
  ["07:59:59", 1],
  ["08:00:00", 0],
])("writes to a lead of %s %i times", async (time, count) => {
  const crm = await lead(`2026-06-10 ${time}`);
  expect(calls(crm, "sendSms")).toHaveLength(count);
});

it("writes once to each of two leads of the hour that comes twice", async () => {
  for (const createdAt of ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"]) {
    const crm = await lead("2026-10-25 01:00", createdAt);
    expect(calls(crm, "sendSms")).toHaveLength(1);
  }
});

it("goes by when a lead came in, and not by when it was imported", async () => {
  const crm = await lead("2026-06-10 22:00", utc("2026-06-10 14:00"));
  expect(calls(crm, "sendSms")).toEqual([]);
});

it("has the call made within half an hour of work", async () => {
  const crm = await lead("2026-06-12 17:45");
  expect(calls(crm, "sendSms")).toEqual([]);
  expect(crm.actions.calls.map(({ args }) => local(String(args.due)))).toEqual(["2026-06-15 09:15"]);
});

it("has the call made where nobody can be written to as well", async () => {
  const crm = await lead("2026-06-10 22:00", undefined, { phone: null });
  expect([calls(crm, "sendSms"), calls(crm, "createTask")]).toEqual([[], ["2026-06-10 22:00"]]);
});
