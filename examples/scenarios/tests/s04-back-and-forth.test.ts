import { describe, expect, it } from "vitest";
import { local, notes, placed, portal, users } from "./kit.ts";

/** A person moves Anna's deal from “New” to “Proposal” on Monday at 10:00. */
async function proposed(scenario: string) {
  const crm = await portal(scenario, "2026-06-08 10:00");
  const deal = await placed(crm);
  await crm.move(deal, "Proposal");
  await crm.advance("1 day");
  const item = (await crm.item(deal))?.item;
  const history = await crm.history(deal);
  return {
    crm,
    moves: history.flatMap((one) => (one.kind === "moved" ? [`${one.to} ${local(one.at)}`] : [])),
    stage: item?.stage,
    responsible: item?.fields.responsible,
    mails: crm.actions.sent.mails.length,
    runs: await crm.runs(deal),
  };
}

describe("a deal that goes back where its owner changes", () => {
  it("a: goes round once, and stops where the same owner is written again", async () => {
    const { moves, stage, responsible, mails, runs } = await proposed("s04-back-and-forth.rules");
    const at = "2026-06-08 10:00";
    expect(moves).toEqual([`Proposal ${at}`, `Qualified ${at}`, `Proposal ${at}`]);
    expect({ stage, responsible, mails }).toEqual({ stage: "PROPOSAL", responsible: users.ben, mails: 1 });
    const assigned = runs.filter(({ action }) => action === "assign");
    expect(assigned.map(({ status, reason }) => [status, reason])).toEqual([
      ["done", null],
      ["done", "nothing to change: the item has these values already"],
    ]);
  });

  it("b: with owners in turn is stopped after 20 changes, and says so once", async () => {
    const { crm, stage, responsible, mails, runs } = await proposed("s04-in-turn.rules");
    expect({ stage, responsible, mails }).toEqual({ stage: "QUALIFIED", responsible: users.ben, mails: 7 });
    const stopped =
      "stopped after 20 changes by rules within an hour: Proposal → responsible → Qualified → Proposal …";
    expect(await notes(crm)).toEqual([stopped]);
    expect(runs.flatMap(({ status, reason }) => (status === "failed" ? [reason] : []))).toEqual([stopped]);
  });

  it("c: without leave to move back stays where it is, and says why", async () => {
    const { crm, moves, stage, mails } = await proposed("s04-only-forward.rules");
    expect(moves).toEqual(["Proposal 2026-06-08 10:00"]);
    expect({ stage, mails }).toEqual({ stage: "PROPOSAL", mails: 0 });
    expect(await notes(crm)).toEqual([
      "fieldChanged(responsible): not moved: would go back from Proposal to Qualified",
    ]);
  });
});
