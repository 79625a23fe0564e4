import { setField } from "@onstage/stdlib/actions";
import { describe, expect, it } from "vitest";
import { placed, portal } from "./kit.ts";

/** A deal of 12,000 EUR that enters “Proposal”; the discount is on its way for 130 ms. */
async function entering() {
  const crm = await portal("s30-two-at-once.rules", "2026-06-08 10:00");
  crm.mock(setField).takes(130);
  const deal = await placed(crm, { amount: 12_000 });
  return { crm, deal };
}

const fieldsOf = async ({ crm, deal }: Awaited<ReturnType<typeof entering>>) => {
  const fields = (await crm.item(deal))?.item.fields;
  return { amount: fields?.amount, title: fields?.title, discount: fields?.discount };
};

describe("a person and a rule who work on one deal", () => {
  it("the rule looks at what the person has saved before it begins", async () => {
    const now = await entering();
    await now.crm.update(now.deal, { amount: 8000, title: "Acme, smaller" });
    await now.crm.move(now.deal, "Proposal");
    await now.crm.advance("1 day");
    expect((await now.crm.runs(now.deal))[0]).toMatchObject({
      status: "skipped",
      why: { code: "condition" },
    });
    expect(await fieldsOf(now)).toEqual({ amount: 8000, title: "Acme, smaller", discount: undefined });
  });

  it.each([1, 50, 129])(
    "what the person saves %i ms after it began stays: only the discount is written",
    async (after) => {
      const now = await entering();
      await now.crm.move(now.deal, "Proposal");
      await now.crm.advance(after);
      await now.crm.update(now.deal, { amount: 8000, title: "Acme, smaller" });
      await now.crm.advance("1 day");
      expect(await fieldsOf(now)).toEqual({ amount: 8000, title: "Acme, smaller", discount: 10 });
    },
  );

  it("a discount that the person gives afterwards stays: the rule does not run again in this visit", async () => {
    const now = await entering();
    await now.crm.move(now.deal, "Proposal");
    await now.crm.advance(300);
    await now.crm.update(now.deal, { discount: 15 });
    await now.crm.advance("10 days");
    expect((await fieldsOf(now)).discount).toBe(15);
    expect(await now.crm.runs(now.deal)).toHaveLength(1);
  });
});
