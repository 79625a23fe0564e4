import type { TestFunnel } from "@onstage/stdlib/testing";
import { describe, expect, it } from "vitest";
import { local, notes, placed, portal } from "./kit.ts";

/** Monday, 8 June 2026, a few minutes before 11: a deal in a stage. */
async function waiting(stage = "Wait for payment") {
  const crm = await portal("s03-paid-three-times.rules", "2026-06-08 10:50");
  return { crm, deal: await placed(crm, {}, stage) };
}

const paid = (crm: TestFunnel, deal: string, payment: string) =>
  crm.send({ type: "invoicePaid", item: deal, id: `payment-${payment}` });

async function movesOf(crm: TestFunnel, deal: string): Promise<readonly string[]> {
  const history = await crm.history(deal);
  return history.flatMap((one) => (one.kind === "moved" ? [`${local(one.at)} ${one.to}`] : []));
}

const calls = (crm: TestFunnel) => crm.actions.calls.map(({ action, now }) => `${action} ${local(now)}`);
const packed = ["notify 2026-06-08 11:00", "createTask 2026-06-08 11:00"];

describe("a payment", () => {
  it("that is told of three times moves the deal once, and its rules run once", async () => {
    const { crm, deal } = await waiting();
    const receipts: string[] = [];
    for (const moment of ["2026-06-08 11:00", "2026-06-08T11:00:00.400+02:00", "2026-06-08 11:07"]) {
      crm.at(moment, async () => receipts.push((await paid(crm, deal, "9001")).status));
    }
    await crm.advanceTo("2026-06-09 11:00");
    expect(receipts).toEqual(["accepted", "duplicate", "duplicate"]);
    expect(await movesOf(crm, deal)).toEqual(["2026-06-08 11:00 Product delivery"]);
    expect(calls(crm)).toEqual(packed);
  });

  it("b: of a deal that is won moves nothing, and says so", async () => {
    const { crm, deal } = await waiting("Won");
    await paid(crm, deal, "9001");
    await crm.advance("1 day");
    expect(await movesOf(crm, deal)).toEqual([]);
    expect(calls(crm)).toEqual([]);
    expect(await notes(crm)).toEqual(["invoicePaid: not moved: would go back from Won to Product delivery"]);
  });

  it("c: a second one while it is delivered opens no new visit", async () => {
    const { crm, deal } = await waiting();
    crm.at("2026-06-08 11:00", () => paid(crm, deal, "9001"));
    crm.at("2026-06-08 12:00", () => paid(crm, deal, "9002"));
    await crm.advanceTo("2026-06-09 11:00");
    expect(await movesOf(crm, deal)).toEqual(["2026-06-08 11:00 Product delivery"]);
    expect(calls(crm)).toEqual(packed);
  });

  it("d: of a deal that a person has just lost moves it out of no final stage", async () => {
    const { crm, deal } = await waiting();
    crm.at("2026-06-08 10:59:59", () => crm.move(deal, "Lost"));
    crm.at("2026-06-08 11:00", () => paid(crm, deal, "9001"));
    await crm.advanceTo("2026-06-09 11:00");
    expect(await movesOf(crm, deal)).toEqual(["2026-06-08 10:59:59 Lost"]);
    expect(calls(crm)).toEqual([]);
  });

  it.each(["the payment", "the person"])(
    "f: and a person's move at the same instant are one visit, and rules run once, with %s first",
    async (first) => {
      const { crm, deal } = await waiting();
      const happen = [() => paid(crm, deal, "9001"), () => crm.move(deal, "Product delivery")];
      for (const what of first === "the payment" ? happen : happen.toReversed())
        crm.at("2026-06-08 11:00", what);
      await crm.advanceTo("2026-06-09 11:00");
      expect(await movesOf(crm, deal)).toEqual(["2026-06-08 11:00 Product delivery"]);
      expect(calls(crm)).toEqual(packed);
    },
  );
});
