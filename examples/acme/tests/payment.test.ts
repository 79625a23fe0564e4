import { describe, expect, it } from "vitest";
import { ann, callsOf, dealIn, endsOf, portalAt, utc } from "./portal.ts";

describe("a deal that waits for payment", () => {
  const cases = [
    [60_000, "EUR", 1],
    [50_000, "EUR", 0],
    [55_556, "USD", 1],
    [55_555, "USD", 0],
    [43_479, "GBP", 1],
  ] as const;
  it.each(cases)(
    "of %i %s mails its link %i times, by the rate of the day",
    async (amount, currency, mails) => {
      const crm = portalAt("2026-06-08 10:00");
      await dealIn(crm, "Wait for payment", { amount, currency, contact: await ann(crm) });
      expect(crm.actions.sent.mails).toHaveLength(mails);
    },
  );

  it("fails where there is no rate, and says so", async () => {
    const crm = portalAt("2026-06-08 10:00");
    const deal = await dealIn(crm, "Wait for payment", {
      amount: 60_000,
      currency: "CHF",
      contact: await ann(crm),
    });
    const mail = (await crm.runs(deal)).find((run) => run.rule === "sendEmail");
    expect(mail).toMatchObject({ status: "failed", reason: "there is no rate for CHF on 2026-06-08" });
  });

  it("is looked at when the link is there, and gets one although the provider failed twice", async () => {
    const crm = portalAt("2026-06-08 10:00");
    crm.actions.action("createPaymentLink").fails({ times: 2, error: "no provider" }).takes(2000);
    const deal = await dealIn(crm, "Wait for payment", { amount: 60_000, contact: await ann(crm) });
    await crm.advance("10 s");
    const runs = await crm.runs(deal);
    expect(endsOf(runs, "link")).toEqual([`done ${utc("2026-06-08 10:00:08")}`]);
    expect(endsOf(runs, "sendEmail")).toEqual([`done ${utc("2026-06-08 10:00:08")}`]);
    expect(crm.actions.sent.payments).toHaveLength(1);
  });

  const entries = [
    ["2026-06-08 09:00", "2026-06-11 10:00"],
    ["2026-06-11 10:00", "2026-06-11 10:00"],
    ["2026-06-11 15:30", "2026-06-11 15:30"],
    ["2026-06-15 09:00", "2026-06-15 09:00"],
  ] as const;
  it.each(entries)("since %s is reminded of 12 June at %s", async (entered, reminded) => {
    const crm = portalAt(entered);
    const deal = await dealIn(crm, "Wait for payment", {
      amount: 100,
      paymentDue: "2026-06-12",
      contact: await ann(crm),
    });
    await crm.advance("10 days");
    expect(endsOf(await crm.runs(deal), "due")).toEqual([`done ${utc(reminded)}`]);
    expect(crm.actions.sent.mails.map((mail) => mail.text)).toEqual([
      "Dear Ann, the payment is due on June 12, 2026.",
    ]);
  });

  it("is reminded by the day that counts today, however often it changes", async () => {
    const crm = portalAt("2026-06-08 09:00");
    const deal = await dealIn(crm, "Wait for payment", { amount: 100, contact: await ann(crm) });
    const due = async () => (await crm.runs(deal)).find((run) => run.rule === "due");
    expect(await due()).toMatchObject({ status: "waiting", due: null });
    await crm.update(deal, { paymentDue: "2026-06-12" });
    expect(await due()).toMatchObject({ status: "waiting", due: utc("2026-06-11 10:00") });
    await crm.update(deal, { paymentDue: "2026-06-20" });
    expect(await due()).toMatchObject({ status: "waiting", due: utc("2026-06-19 10:00") });
    await crm.advanceTo(utc("2026-06-19 10:00"));
    expect(await due()).toMatchObject({ status: "done" });
  });

  it("goes on to delivery when it is paid, once, and never back", async () => {
    const crm = portalAt("2026-06-08 11:00");
    const deal = await dealIn(crm, "Wait for payment", { amount: 100 });
    const paid = { type: "invoicePaid", item: deal, id: "payment-9001", payload: { invoice: "9001" } };
    expect(await crm.send(paid)).toMatchObject({ status: "accepted" });
    expect(await crm.send(paid)).toMatchObject({ status: "duplicate" });
    await crm.send({ ...paid, id: "payment-9002" });
    expect((await crm.item(deal))?.item.stage).toBe("DELIVERY");
    expect(callsOf(crm, "createTask")).toHaveLength(1);
    await crm.move(deal, "Lost");
    await crm.send({ ...paid, id: "payment-9003" });
    expect((await crm.item(deal))?.item.stage).toBe("LOST");
  });
});
