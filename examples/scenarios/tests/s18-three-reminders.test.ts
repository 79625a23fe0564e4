import type { TestFunnel } from "@onstage/stdlib/testing";
import { describe, expect, it } from "vitest";
import { local, placed, portal } from "./kit.ts";

/** A deal that enters “Contract signing” on Tuesday, 2 June 2026, at 11:00. */
async function signing() {
  const crm = await portal("s18-three-reminders.rules", "2026-06-02 11:00");
  const deal = await placed(crm);
  await crm.move(deal, "Contract signing");
  return { crm, deal };
}

const sentAt = (crm: TestFunnel) =>
  crm.actions.calls.filter(({ action }) => action === "sendEmail").map(({ now }) => local(now));

const first = "2026-06-08 09:00";
const second = "2026-06-12 11:00";

describe("reminders of a contract", () => {
  it("come on the grid of the entry, that of Sunday on Monday, until the contract is there", async () => {
    const { crm, deal } = await signing();
    crm.at("2026-06-13 12:00", () => crm.update(deal, { contract: "contract.pdf" }));
    await crm.advance("60 days");
    expect(sentAt(crm)).toEqual([first, second]);
    const [run] = await crm.runs(deal);
    expect(run).toMatchObject({ status: "done", reason: expect.stringContaining("contract is set") });
  });

  it("are three at most", async () => {
    const { crm, deal } = await signing();
    await crm.advance("60 days");
    expect(sentAt(crm)).toEqual([first, second, "2026-06-17 11:00"]);
    expect((await crm.runs(deal)).map(({ status }) => status)).toEqual(["done"]);
  });

  it("do not come where the contract does at that very moment", async () => {
    const { crm, deal } = await signing();
    crm.at(second, () => crm.update(deal, { contract: "contract.pdf" }));
    await crm.advance("60 days");
    expect(sentAt(crm)).toEqual([first]);
  });
});
