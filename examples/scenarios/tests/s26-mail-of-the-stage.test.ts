import { describe, expect, it } from "vitest";
import { placed, portal, users } from "./kit.ts";

const mails = {
  New: "Thank you for your interest.",
  Qualified: "We look at what you need.",
  Proposal: "Here is our proposal.",
  "Contract signing": "Here is the contract.",
  "Wait for payment": "We wait for your payment.",
  "Product delivery": "Your order is on its way.",
  "Final invoice": "Here is the invoice.",
  Won: "Thank you.",
  Lost: "We are sorry to lose you.",
} as const;

describe("the mail of a stage", () => {
  it.each(Object.entries(mails))("%s is one, and its own", async (stage, text) => {
    const crm = await portal("s26-mail-of-the-stage.rules", "2026-06-08 10:00");
    const deal = await placed(crm, {}, stage === "New" ? "Qualified" : "New");
    await crm.move(deal, stage);
    await crm.advance("1 day");
    const sent = crm.actions.calls.filter(({ action }) => action === "sendEmail");
    expect(sent.map(({ args }) => args.message)).toEqual([text]);
  });

  it("is none for a deal without a contact, which says so once", async () => {
    const crm = await portal("s26-mail-of-the-stage.rules", "2026-06-08 10:00");
    const own = { title: "Acme", responsible: users.anna, isTest: false, isRepeat: false };
    await crm.create("deals", own);
    await crm.advance("1 day");
    const [mail, comment] = await crm.runs("deals/1");
    expect(mail).toMatchObject({
      status: "failed",
      tries: 1,
      reason: expect.stringContaining("has no client"),
    });
    expect(comment?.status).toBe("done");
    expect(crm.actions.calls.filter(({ action }) => action === "addComment")).toHaveLength(1);
  });
});
