import path from "node:path";
import { type Funnel, testFunnel } from "@onstage/stdlib/testing";
import { loadRules } from "onstage";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";

let ruleSet: Awaited<ReturnType<typeof loadRules>>;
let crm: Funnel;

beforeAll(async () => {
  ruleSet = await loadRules(path.resolve(import.meta.dirname, ".."));
});

beforeEach(() => {
  crm = testFunnel({ ruleSet, now: "2026-06-08T10:00:00+02:00" });
});

/** A deal that has just entered “Wait for payment”. */
async function waitingDeal(amount: number): Promise<string> {
  const contact = await crm.create("contacts", { name: "Ann", email: "ann@acme.example" });
  const deal = await crm.create("deals", { title: "Acme", amount, contact: contact.id });
  await crm.move(`deals/${deal.id}`, "Wait for payment");
  return `deals/${deal.id}`;
}

describe("a deal that waits for payment", () => {
  it("gets a payment link, and its client a mail with it", async () => {
    const deal = await waitingDeal(60000);
    expect(await crm.runs(deal)).toMatchObject([
      { rule: "link", status: "done" },
      { rule: "sendEmail", status: "done" },
    ]);
    expect(crm.actions.sent.mails).toMatchObject([{ to: "ann@acme.example", subject: "Acme" }]);
  });

  it("of 50,000 or less gets the link only, and says why", async () => {
    const deal = await waitingDeal(50000);
    expect(await crm.runs(deal)).toMatchObject([
      { rule: "link", status: "done" },
      { rule: "sendEmail", status: "skipped", reason: "amount > 50000 is false (amount is 50000.00 EUR)" },
    ]);
    expect(crm.actions.sent.mails).toEqual([]);
  });

  it("is looked at as it is when the mail's moment has come", async () => {
    crm.actions.action("createPaymentLink").takes(2000);
    const deal = await waitingDeal(60000);
    await crm.advance("1 s");
    await crm.update(deal, { amount: 40000 });
    await crm.advance("1 s");
    expect((await crm.runs(deal))[1]).toMatchObject({ status: "skipped" });
  });

  it("gets one link although the provider failed twice", async () => {
    crm.actions.action("createPaymentLink").fails({ times: 2, error: "no provider", transient: true });
    const deal = await waitingDeal(60000);
    await crm.advance("10 s");
    expect(await crm.runs(deal)).toMatchObject([
      { rule: "link", status: "done", attempts: 3, ended: "2026-06-08T08:00:06.000Z" },
      { rule: "sendEmail", status: "done" },
    ]);
  });

  it("mails nobody when it has left before the mail", async () => {
    crm.actions.action("createPaymentLink").takes(2000);
    const deal = await waitingDeal(60000);
    await crm.move(deal, "Lost");
    await crm.advance("1 m");
    expect((await crm.runs(deal)).filter((run) => run.stage === "Wait for payment")).toMatchObject([
      { rule: "link", status: "done" },
      { rule: "sendEmail", status: "cancelled" },
    ]);
  });
});
