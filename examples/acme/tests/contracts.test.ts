import { describe, expect, it } from "vitest";
import { ann, callsOf, dealIn, endsOf, portalAt, users, utc } from "./portal.ts";

describe("a deal whose contract is to be signed", () => {
  it("has its contract prepared, and keeps its id", async () => {
    const crm = portalAt("2026-06-02 11:00");
    const company = await crm.create("companies", { name: "Client Ltd" });
    const deal = await dealIn(crm, "Contract signing", { amount: 50_000, company: company.id });
    expect(callsOf(crm, "createContract")).toMatchObject([
      {
        contract: {
          title: "Contract with Client Ltd",
          amount: { currency: "EUR" },
          lawyer: { id: users.carla, name: "Carla" },
        },
      },
    ]);
    expect((await crm.item(deal))?.item.fields.preparation).toBe(501);
    expect(crm.actions.sent.notices.map(({ user }) => user.name)).toEqual(["Carla"]);
  });

  it("whose contract cannot be prepared tells the lawyers all the same", async () => {
    const crm = portalAt("2026-06-02 11:00");
    crm.actions.action("createContract").fails({ error: "the portal refuses it" });
    const deal = await dealIn(crm, "Contract signing");
    const runs = await crm.runs(deal);
    expect(endsOf(runs, "draft")).toEqual([`failed ${utc("2026-06-02 11:00")}`]);
    expect(runs.find((run) => run.rule === "setField")).toMatchObject({ status: "skipped" });
    expect(crm.actions.sent.notices).toHaveLength(1);
  });

  it("is reminded three times at most, in working hours, by a grid that they do not shift", async () => {
    const crm = portalAt("2026-06-02 11:00");
    const deal = await dealIn(crm, "Contract signing", { contact: await ann(crm) });
    await crm.advance("60 days");
    const sent = crm.actions.calls.filter((call) => call.action === "sendEmail").map((call) => call.now);
    // 7 June is a Sunday.
    expect(sent).toEqual(["2026-06-08 09:00", "2026-06-12 11:00", "2026-06-17 11:00"].map(utc));
    expect(endsOf(await crm.runs(deal), "reminder")).toEqual([`done ${utc("2026-06-17 11:00")}`]);
  });

  it("is reminded no more once it is signed, not even at that very moment", async () => {
    const crm = portalAt("2026-06-02 11:00");
    const deal = await dealIn(crm, "Contract signing", { contact: await ann(crm) });
    crm.at(utc("2026-06-12 11:00"), () => crm.update(deal, { contract: "https://files.example/1" }));
    await crm.advance("30 days");
    expect(crm.actions.sent.mails).toHaveLength(1);
    const [reminder] = (await crm.runs(deal)).filter((run) => run.rule === "reminder");
    expect(reminder).toMatchObject({ status: "done" });
    expect(reminder?.reason).toContain("contract is set");
  });

  it("goes on when everybody has signed", async () => {
    const crm = portalAt("2026-06-02 11:00");
    const deal = await dealIn(crm, "Contract signing");
    await crm.send({ type: "documentSigned", item: deal, payload: { template: "Contract" } });
    expect((await crm.item(deal))?.item.stage).toBe("PAYMENT");
  });

  it("that was only a test is cleaned up when it is lost, and no other", async () => {
    const crm = portalAt("2026-06-02 11:00");
    const test = await dealIn(crm, "Contract signing", { isTest: true });
    const real = await dealIn(crm, "Contract signing");
    for (const one of [test, real]) await crm.move(one, "Lost");
    expect(callsOf(crm, "deleteContract")).toEqual([{ contract: 501 }]);
    expect((await crm.item(test))?.item.fields.preparation ?? null).toBeNull();
    expect((await crm.item(real))?.item.fields.preparation).toBe(501);
  });
});
