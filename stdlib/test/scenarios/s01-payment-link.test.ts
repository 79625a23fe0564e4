import { expect, it } from "vitest";
import { ends, placed, portal, rulesOf } from "./kit.ts";

const AMOUNT = { amount: 60_000, currency: "EUR" };
const ruleSet = await rulesOf("s01-payment-link.rules");

async function entered(fields = AMOUNT) {
  const crm = portal(ruleSet, "2026-06-08 10:00");
  const deal = await placed(crm, "New", fields);
  crm.actions.action("createPaymentLink").takes(2000);
  return { crm, deal, enter: () => crm.move(deal, "Wait for payment") };
}

it("mails the link of a large deal once it exists", async () => {
  const { crm, enter } = await entered();
  await enter();
  await crm.advance("1 h");
  expect(ends(await crm.runs())).toEqual([
    "link done 2026-06-08 10:00:02",
    "sendEmail done 2026-06-08 10:00:02",
  ]);
  expect(crm.actions.sent.mails.map(({ to, text }) => [to, text])).toEqual([
    ["c@example.com", "Please open this link: https://pay.example/1"],
  ]);
});

it("mails nothing for a deal that is not above the line, and shows by how much", async () => {
  const { crm, enter } = await entered({ amount: 50_000, currency: "EUR" });
  await enter();
  await crm.advance("1 h");
  const [link, mail] = await crm.runs();
  expect(link?.status).toBe("done");
  expect(mail).toMatchObject({
    status: "skipped",
    reason: "amount > 50000 is false (amount is 50000.00 EUR)",
  });
});

it("looks at the amount when the link is there", async () => {
  const { crm, deal, enter } = await entered();
  await enter();
  await crm.advance("1 s");
  await crm.update(deal, { amount: 40_000 });
  await crm.advance("1 h");
  const [, mail] = await crm.runs();
  expect(mail).toMatchObject({
    status: "skipped",
    reason: "amount > 50000 is false (amount is 40000.00 EUR)",
  });
  expect(ends(await crm.runs())[1]).toBe("sendEmail skipped 2026-06-08 10:00:02");
});

it("tries twice more where the provider is away, and makes one link", async () => {
  const { crm, enter } = await entered();
  crm.actions.action("createPaymentLink").fails({ times: 2, error: "no provider" });
  await enter();
  await crm.advance("1 h");
  expect(ends(await crm.runs())).toEqual([
    "link done 2026-06-08 10:00:08",
    "sendEmail done 2026-06-08 10:00:08",
  ]);
  expect(crm.actions.sent.payments).toHaveLength(1);
  expect(crm.actions.sent.mails).toHaveLength(1);
});

it("skips the mail where there will be no link, and says why", async () => {
  const { crm, enter } = await entered();
  crm.actions.action("createPaymentLink").fails({ error: "no account" });
  await enter();
  const [link, mail] = await crm.runs();
  expect(link).toMatchObject({ status: "failed", reason: "no account" });
  expect(mail).toMatchObject({
    status: "skipped",
    reason: "`link` was not produced: createPaymentLink failed (no account)",
  });
});

it("records the link of a deal that is deleted meanwhile, and mails nothing", async () => {
  const { crm, deal, enter } = await entered();
  await enter();
  await crm.advance("1 s");
  await crm.remove(deal);
  await crm.advance("1 h");
  const [link, mail] = await crm.runs();
  expect(link).toMatchObject({ status: "done", result: { url: "https://pay.example/1" } });
  expect(mail).toMatchObject({
    status: "cancelled",
    reason: "the item was deleted at 2026-06-08T08:00:01.000Z",
  });
});
