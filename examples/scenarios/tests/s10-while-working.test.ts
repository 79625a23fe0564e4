import { describe, expect, it } from "vitest";
import { ends, placed, portal, users } from "./kit.ts";

/**
 * Anna's deal enters “Proposal” on Monday, 8 June 2026, at 11:00: due on Wednesday at 11:00. Anna works from Monday to
 * Thursday, 10:00 to 16:00, and is away from 10 to 12 June; Ben has a break from 12:00 to 12:30.
 */
async function proposed() {
  const crm = await portal("s10-while-working.rules", "2026-06-08 11:00");
  const deal = await placed(crm);
  await crm.move(deal, "Proposal");
  return { crm, deal };
}

describe("a mail while whoever is responsible works", () => {
  it("a: goes out on Monday the 15th at 10:00", async () => {
    const { crm, deal } = await proposed();
    await crm.advance("30 days");
    expect(ends(await crm.runs(deal))).toEqual(["follow done 2026-06-15 10:00"]);
  });

  it.each([
    ["b: at once where somebody takes over who works", "2026-06-11 11:00", "2026-06-11 11:00"],
    ["c: after the break of somebody who takes over in it", "2026-06-11 12:00", "2026-06-11 12:30"],
  ])("%s", async (_, taken, sent) => {
    const { crm, deal } = await proposed();
    crm.at(taken, () => crm.update(deal, { responsible: users.ben }));
    await crm.advance("30 days");
    expect(ends(await crm.runs(deal))).toEqual([`follow done ${sent}`]);
  });

  it("d: never goes out by itself where somebody takes over who has left", async () => {
    const { crm, deal } = await proposed();
    crm.at("2026-06-11 11:00", () => crm.update(deal, { responsible: users.ivan }));
    await crm.advance("60 days");
    const [follow] = await crm.runs(deal);
    expect(follow).toMatchObject({
      status: "waiting",
      due: null,
      reason: "waits for somebody whose working hours count: Ivan is not active",
    });
    expect(crm.actions.sent.mails).toEqual([]);
    await crm.update(deal, { responsible: users.ben });
    expect(crm.actions.sent.mails).toHaveLength(1);
  });
});
