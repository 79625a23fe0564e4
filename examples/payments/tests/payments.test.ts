import "@onstage/stdlib/testing/vitest";
import { createPaymentLink } from "@onstage/stdlib/actions";
import { type TestFunnel, testFunnel } from "@onstage/stdlib/testing";
import { beforeEach, describe, expect, it } from "vitest";

let crm: TestFunnel;

beforeEach(() => {
  crm = testFunnel({ rules: new URL("..", import.meta.url), now: "2026-06-08 10:00" });
});

/** A deal that has just entered “Wait for payment”. */
async function waitingDeal(amount: number) {
  const contact = await crm.create("contacts", { name: "Ann", email: "ann@acme.example" });
  const deal = await crm.create("deals", { title: "Acme", amount, contact: contact.id });
  return crm.move(deal, "Wait for payment");
}

describe("a deal that waits for payment", () => {
  it("gets a payment link, and its client a mail with it", async () => {
    const deal = await waitingDeal(60000);
    expect(deal).toHaveRun("createPaymentLink");
    expect(deal).toHaveRun("sendEmail", { to: "ann@acme.example", subject: "Acme" });
  });

  it("of 50,000 or less gets the link only, and says why", async () => {
    const deal = await waitingDeal(50000);
    expect(deal).toHaveRun("link");
    expect(deal).toHaveSkipped("sendEmail", {
      because: "amount > 50000 is false (amount is 50000.00 EUR)",
    });
    expect(crm.actions.sent.mails).toEqual([]);
  });

  it("is looked at as it is when the mail's moment has come", async () => {
    crm.mock(createPaymentLink).takes("2 s");
    const deal = await waitingDeal(60000);
    await crm.advance("1 s");
    await crm.update(deal, { amount: 40000 });
    await crm.advance("1 s");
    expect(deal).toHaveSkipped("sendEmail", { because: /amount/ });
  });

  it("gets one link although the provider failed twice", async () => {
    const link = crm.mock(createPaymentLink).fails("no provider", { times: 2 });
    const deal = await waitingDeal(60000);
    expect(deal).toBeWaitingUntil("2026-06-08 10:00:01", "link");
    await crm.advance("10 s");
    expect(deal).toHaveRun("link", {}, { times: 1, at: "2026-06-08 10:00:06" });
    expect(deal).toHaveRun("sendEmail");
    expect(link.calls).toHaveLength(3);
  });

  it("mails nobody when it has left before the mail", async () => {
    crm.mock(createPaymentLink).takes("2 s");
    const deal = await waitingDeal(60000);
    await crm.move(deal, "Lost");
    await crm.advance("1 minute");
    expect(deal).toBeIn("Lost");
    expect(deal).toHaveRun("link");
    expect(deal).toHaveCancelled("sendEmail", { because: /left/ });
    expect(deal).toHaveNoTimersLeft();
  });

  it("has this story", async () => {
    await waitingDeal(60000);
    expect(crm).toMatchInlineSnapshot(`
      deals 1
        2026-06-08 10:00  → New (created)
        2026-06-08 10:00  → Wait for payment
        2026-06-08 10:00  ✓ createPaymentLink()
        2026-06-08 10:00  ✓ sendEmail(message: https://pay.example/…)
    `);
  });
});
