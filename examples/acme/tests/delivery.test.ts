import { describe, expect, it } from "vitest";
import { ann, callsOf, dealIn, endsOf, portalAt, users, utc } from "./portal.ts";

describe("the final invoice", () => {
  it("goes to the client, and somebody asks for an address where there is none", async () => {
    const crm = portalAt("2026-06-12 16:00");
    await dealIn(crm, "Final invoice", { contact: await ann(crm) });
    expect(crm.actions.sent.mails).toMatchObject([{ to: "ann@client.example", subject: "Invoice: Acme" }]);
    expect(callsOf(crm, "createTask")).toEqual([]);
    const without = await dealIn(crm, "Final invoice", { contact: await ann(crm, { email: null }) });
    expect(endsOf(await crm.runs(without), "invoice")).toEqual([`failed ${utc("2026-06-12 16:00")}`]);
    expect(callsOf(crm, "createTask")).toMatchObject([
      { title: "Get an e-mail address for Acme", due: utc("2026-06-15 16:00") },
    ]);
  });
});

describe("a deal that is won", () => {
  it("is handed over, with a day for the kickoff that counts working days", async () => {
    const crm = portalAt("2026-06-12 15:00");
    await dealIn(crm, "Won", { contact: await ann(crm) });
    expect(callsOf(crm, "createTask")).toMatchObject([
      { title: "Onboarding of Acme", user: { id: users.dora } },
      { title: "Kickoff call with Ann", user: { id: users.anna }, due: utc("2026-06-16 15:00") },
    ]);
    expect(crm.actions.sent.notices.map(({ user }) => user.name)).toEqual(["Dora"]);
  });

  it.each([{ isTest: true }, { isRepeat: true }, { source: "Import" }])("is not where %o", async (fields) => {
    const crm = portalAt("2026-06-12 15:00");
    const deal = await dealIn(crm, "Won", fields);
    const runs = await crm.runs(deal);
    expect(runs.map((run) => run.status)).toEqual(runs.map(() => "skipped"));
    expect(runs).toHaveLength(4);
  });

  it("whose handover fails is Max's business", async () => {
    const crm = portalAt("2026-06-12 15:00");
    crm.actions.action("createTask").fails({ times: 1, error: "no such board", transient: false });
    const deal = await dealIn(crm, "Won");
    const runs = await crm.runs(deal);
    expect(endsOf(runs, "handoff")).toEqual([`failed ${utc("2026-06-12 15:00")}`]);
    expect(runs.find((run) => run.rule === "notify")).toMatchObject({ status: "skipped" });
    expect(callsOf(crm, "createTask").map(({ title }) => title)).toContain("The handoff of Acme failed");
  });

  it("twice is handed over once", async () => {
    const crm = portalAt("2026-06-12 15:00");
    const deal = await dealIn(crm, "Won");
    await crm.move(deal, "Lost");
    await crm.move(deal, "Won");
    const handoffs = (await crm.runs(deal)).filter((run) => run.rule === "handoff");
    expect(handoffs.map((run) => run.status)).toEqual(["done", "skipped"]);
  });
});
