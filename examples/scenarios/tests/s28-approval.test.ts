import type { TestFunnel } from "@onstage/stdlib/testing";
import { describe, expect, it } from "vitest";
import { ends, local, notes, placed, portal, users } from "./kit.ts";

/** Wednesday, 10 June 2026, 16:00: a deal with a discount enters “Proposal”. */
async function entered(fields: Parameters<typeof placed>[1] = {}) {
  const crm = await portal("s28-approval.rules", "2026-06-10 16:00");
  const deal = await placed(crm, { discount: 25, ...fields });
  await crm.move(deal, "Proposal");
  return { crm, deal };
}

function answer(crm: TestFunnel, item: string, decision: string, by: number = users.max) {
  return crm.send({ type: "approvalAnswered", item, payload: { decision, by } });
}

/** Lets somebody answer at a moment, before whatever is due then. */
async function answeredAt(crm: TestFunnel, deal: string, moment: string, decision: string): Promise<void> {
  crm.at(moment, () => answer(crm, deal, decision));
  await crm.advanceTo("2026-06-30 00:00");
}

const discountOf = async (crm: TestFunnel, deal: string) => (await crm.item(deal))?.item.fields.discount;

/** Requests that are open on the timeline of the deal. */
async function openRequests(crm: TestFunnel, deal: string): Promise<readonly string[]> {
  const view = await crm.item(deal);
  const requests = view?.activities.filter(({ kind, closed }) => kind === "approval" && closed === null);
  return requests?.map(({ title }) => title) ?? [];
}

describe("a discount that has to be approved", () => {
  it("waits for Max, who is asked by mail with a link, until Friday 16:00", async () => {
    const { crm, deal } = await entered();
    const [ok, lower, escalated] = await crm.runs(deal);
    expect(ok).toMatchObject({
      status: "waiting",
      reason: "waits for Max's approval until Fri 2026-06-12 16:00",
    });
    expect(local(ok?.due ?? null)).toBe("2026-06-12 16:00");
    expect(lower?.reason).toBe("waits for `ok`");
    expect(escalated?.reason).toBe("waits for `setField`, `ok`");
    expect(crm.actions.sent.notices).toMatchObject([{ user: { id: users.max }, about: { item: deal } }]);
    expect(crm.actions.sent.notices[0]?.message).toContain("Discount 25 %");
    expect(crm.actions.sent.notices[0]?.message).toContain("https://rules.example/v1/approvals/");
  });

  it("a: approved on Thursday at 11:00, nothing more happens", async () => {
    const { crm, deal } = await entered();
    await answeredAt(crm, deal, "2026-06-11 11:00", "approved");
    const runs = await crm.runs(deal);
    expect(ends(runs)).toEqual([
      "ok done 2026-06-11 11:00",
      "setField skipped 2026-06-11 11:00",
      "requestApproval skipped 2026-06-11 11:00",
    ]);
    expect(runs.map(({ why }) => why.code)).toEqual(["came", "condition", "condition"]);
    expect(await discountOf(crm, deal)).toBe(25);
  });

  it("b: rejected on Thursday at 11:00, the discount is 20, and the block does not start again", async () => {
    const { crm, deal } = await entered();
    await answeredAt(crm, deal, "2026-06-11 11:00", "rejected");
    expect(ends(await crm.runs(deal))).toEqual([
      "ok done 2026-06-11 11:00",
      "setField done 2026-06-11 11:00",
      "requestApproval skipped 2026-06-11 11:00",
    ]);
    expect(await discountOf(crm, deal)).toBe(20);
  });

  it("c: without an answer, Eva is asked on Friday at 16:00:00", async () => {
    const { crm, deal } = await entered();
    await crm.advanceTo("2026-06-30 00:00");
    expect(ends(await crm.runs(deal))).toEqual([
      "ok done 2026-06-12 16:00",
      "setField skipped 2026-06-12 16:00",
      "requestApproval waiting never",
    ]);
    const asked = crm.actions.calls.filter(({ action }) => action === "requestApproval");
    expect(asked.map(({ now }) => local(now))).toEqual(["2026-06-10 16:00", "2026-06-12 16:00"]);
    expect(crm.actions.sent.notices.map(({ user }) => user.id)).toEqual([users.max, users.eva]);
    expect((await crm.runs(deal))[2]?.reason).toBe("waits for Eva's approval");
  });

  it("d: an answer at 16:00:00 on Friday counts", async () => {
    const { crm, deal } = await entered();
    await answeredAt(crm, deal, "2026-06-12 16:00:00", "approved");
    expect((await crm.runs(deal)).map(({ status }) => status)).toEqual(["done", "skipped", "skipped"]);
    expect(await notes(crm)).toEqual([]);
  });

  it("d: an answer at 16:00:01 on Friday is noted as late, and changes nothing", async () => {
    const { crm, deal } = await entered();
    await answeredAt(crm, deal, "2026-06-12 16:00:01", "approved");
    const [ok] = await crm.runs(deal);
    expect(ok).toMatchObject({ status: "done", result: "timedOut" });
    expect(await notes(crm)).toEqual(["Max's approval came late: `ok` waited until Fri 2026-06-12 16:00"]);
  });

  it("e: the deal goes on before Max answers: nobody waits for him any more, and the request is closed", async () => {
    const { crm, deal } = await entered();
    await crm.advanceTo("2026-06-11 10:00");
    expect(await openRequests(crm, deal)).toEqual(["Discount 25 %"]);
    await crm.move(deal, "Contract signing");
    await answeredAt(crm, deal, "2026-06-11 11:00", "rejected");
    const [ok] = await crm.runs(deal);
    expect(ok).toMatchObject({ status: "cancelled", why: { code: "left", stage: "Proposal" } });
    expect(await discountOf(crm, deal)).toBe(25);
    expect(await openRequests(crm, deal)).toEqual([]);
  });

  it("f: a higher discount while Max decides does not change what he was asked", async () => {
    const { crm, deal } = await entered();
    await crm.update(deal, { discount: 30 });
    await answeredAt(crm, deal, "2026-06-11 11:00", "approved");
    const [ok] = await crm.runs(deal);
    expect(ok?.args).toMatchObject({ text: "Discount 25 %" });
    expect(crm.actions.sent.notices).toHaveLength(1);
  });

  it("g: fails at once where there is nobody to ask, and blocks nothing", async () => {
    const { crm, deal } = await entered({ responsible: users.eva });
    const runs = await crm.runs(deal);
    expect(runs.map(({ status }) => status)).toEqual(["failed", "skipped", "skipped"]);
    expect(runs[0]?.reason).toContain("There is nobody to ask for approval");
    expect(crm.actions.sent.notices).toEqual([]);
  });

  it("takes the answer of who was asked, and of nobody else", async () => {
    const { crm, deal } = await entered();
    await answer(crm, deal, "approved", users.ben);
    expect((await crm.runs(deal))[0]?.status).toBe("waiting");
    await answer(crm, deal, "approved");
    expect((await crm.runs(deal))[0]?.status).toBe("done");
  });

  it("does not start for a discount of 20 per cent", async () => {
    const { crm, deal } = await entered({ discount: 20 });
    expect((await crm.runs(deal)).map(({ status }) => status)).toEqual(["skipped", "skipped", "skipped"]);
  });
});
