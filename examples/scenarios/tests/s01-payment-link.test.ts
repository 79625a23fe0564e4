import { createPaymentLink } from "@onstage/stdlib/actions";
import { describe, expect, it } from "vitest";
import { ends, local, placed, portal } from "./kit.ts";

const url = "https://pay.example/101";

/** A deal before Monday, 8 June 2026, 10:00, when it enters “Wait for payment”; its link takes two seconds to make. */
async function waiting(amount: number) {
  const crm = await portal("s01-payment-link.rules", "2026-06-08 10:00");
  const link = crm.mock(createPaymentLink).returns({ url }).takes("2 s");
  const deal = await placed(crm, { amount }, "Final invoice");
  return { crm, link, deal };
}

const mails = (crm: Awaited<ReturnType<typeof portal>>) =>
  crm.actions.calls
    .filter(({ action }) => action === "sendEmail")
    .map(({ now, args }) => [local(now), args.message]);

describe("a deal that waits for payment", () => {
  it("a: of 60,000 EUR gets a link, and one mail with that very link after it exists", async () => {
    const { crm, deal } = await waiting(60_000);
    await crm.move(deal, "Wait for payment");
    await crm.advance("1 day");
    expect(ends(await crm.runs(deal))).toEqual([
      "link done 2026-06-08 10:00:02",
      "sendEmail done 2026-06-08 10:00:02",
    ]);
    expect(mails(crm)).toEqual([["2026-06-08 10:00:02", { url }]]);
  });

  it("b: of 50,000.00 EUR has a link that nothing uses, and says which part was false", async () => {
    const { crm, deal } = await waiting(50_000);
    await crm.move(deal, "Wait for payment");
    await crm.advance("1 day");
    const [link, mail] = await crm.runs(deal);
    expect(link).toMatchObject({ status: "done", result: { url } });
    expect(mail).toMatchObject({
      status: "skipped",
      why: { code: "condition" },
      reason: "amount > 50000 EUR is false (amount is 50000.00 EUR)",
    });
  });

  it("c: is looked at on the amount that it has when the mail's moment has come", async () => {
    const { crm, deal } = await waiting(60_000);
    crm.at("2026-06-08 10:00:01", () => crm.update(deal, { amount: 40_000 }));
    await crm.move(deal, "Wait for payment");
    await crm.advance("1 day");
    const [link, mail] = await crm.runs(deal);
    expect(link?.status).toBe("done");
    expect(mail).toMatchObject({
      status: "skipped",
      reason: expect.stringContaining("amount is 40000.00 EUR"),
    });
    expect(local(mail?.ended ?? null)).toBe("2026-06-08 10:00:02");
  });

  it("d: gets one link and one mail although the provider failed twice", async () => {
    const { crm, link, deal } = await waiting(60_000);
    link.fails("no provider", { times: 2 });
    await crm.move(deal, "Wait for payment");
    await crm.advance("1 day");
    // At once, after 1 s and after 5 s more; the third try works for 2 s.
    expect(ends(await crm.runs(deal))).toEqual([
      "link done 2026-06-08 10:00:08",
      "sendEmail done 2026-06-08 10:00:08",
    ]);
    expect(link.calls.map(({ at }) => local(at))).toEqual([
      "2026-06-08 10:00",
      "2026-06-08 10:00:01",
      "2026-06-08 10:00:06",
    ]);
    expect(mails(crm)).toHaveLength(1);
  });

  it("e: gets no mail where no link could be made", async () => {
    const { crm, link, deal } = await waiting(60_000);
    link.fails("this account is closed");
    await crm.move(deal, "Wait for payment");
    await crm.advance("1 day");
    const runs = await crm.runs(deal);
    expect(runs.map(({ status, why }) => [status, why.code])).toEqual([
      ["failed", "failed"],
      ["skipped", "not-produced"],
    ]);
    expect(runs[0]?.reason).toContain("this account is closed");
    expect(link.calls).toHaveLength(1);
  });

  it("f: that is deleted meanwhile gets no mail; what the provider did is recorded", async () => {
    const { crm, deal } = await waiting(60_000);
    crm.at("2026-06-08 10:00:01", () => crm.remove(deal));
    await crm.move(deal, "Wait for payment");
    await crm.advance("1 day");
    const [link, mail] = await crm.runs(deal);
    expect(link).toMatchObject({ status: "done", result: { url } });
    expect(mail).toMatchObject({ status: "cancelled", why: { code: "deleted" } });
    expect(mails(crm)).toEqual([]);
  });
});
