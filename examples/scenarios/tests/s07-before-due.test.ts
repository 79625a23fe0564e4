import { describe, expect, it } from "vitest";
import { ends, local, placed, portal } from "./kit.ts";

/** A deal that enters “Wait for payment” at a moment. */
async function entering(now: string, paymentDue: string | null = "2026-06-12") {
  const crm = await portal("s07-before-due.rules", now);
  const deal = await placed(crm, paymentDue === null ? {} : { paymentDue });
  await crm.move(deal, "Wait for payment");
  return { crm, deal };
}

describe("a reminder a day before the payment is due, at 10:00", () => {
  it("waits for that moment, and comes then", async () => {
    const { crm, deal } = await entering("2026-06-08 09:00");
    const waiting = await crm.runs(deal);
    expect(waiting.map(({ status, due }) => [status, local(due)])).toEqual([
      ["waiting", "2026-06-11 10:00"],
      ["waiting", "2026-06-11 10:00"],
    ]);
    await crm.advance("10 days");
    expect(ends(await crm.runs(deal))).toEqual([
      "due done 2026-06-11 10:00",
      "punctual done 2026-06-11 10:00",
    ]);
  });

  it("is not late for a deal that comes at that very moment", async () => {
    const { crm, deal } = await entering("2026-06-11 10:00");
    expect(ends(await crm.runs(deal))).toEqual([
      "due done 2026-06-11 10:00",
      "punctual done 2026-06-11 10:00",
    ]);
  });

  it.each(["2026-06-11 15:30", "2026-06-15 09:00"])(
    "comes at once for a deal that is late, and says so, or is left out: %s",
    async (now) => {
      const { crm, deal } = await entering(now);
      const [due, punctual] = await crm.runs(deal);
      expect(ends([due, punctual].flatMap((one) => one ?? []))).toEqual([
        `due done ${now}`,
        `punctual skipped ${now}`,
      ]);
      expect(due?.late).toBe(true);
      expect(punctual?.why.code).toBe("late");
    },
  );

  it("waits for the day as long as there is none", async () => {
    const { crm, deal } = await entering("2026-06-08 09:00", null);
    await crm.advance("30 days");
    const runs = await crm.runs(deal);
    expect(runs.map(({ status, reason }) => [status, reason])).toEqual([
      ["waiting", "`at 10:00 on paymentDue - 1 day` waits for paymentDue"],
      ["waiting", "`at 10:00 on paymentDue - 1 day` waits for paymentDue"],
    ]);
    await crm.update(deal, { paymentDue: "2026-07-24" });
    expect((await crm.runs(deal)).map(({ due }) => local(due))).toEqual([
      "2026-07-23 10:00",
      "2026-07-23 10:00",
    ]);
  });
});
