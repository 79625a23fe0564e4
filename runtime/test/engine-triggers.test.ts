import { describe, expect, it } from "vitest";
import type { EventPattern } from "../src/rules/ruleset.ts";
import type { CrmSchema } from "../src/rules/schema.ts";
import type { JsonObject } from "../src/rules/values.ts";
import { deal, type Kit, kit, rule, schema, value } from "./coordinator-kit.ts";
import { berlin, type Form, language, pass } from "./forms-kit.ts";

const [sales, ...others] = schema.entities.deals?.pipelines ?? [];
/** The stages of the kit; Won is final, and Lost comes behind it. */
const withEnds: CrmSchema = {
  ...schema,
  entities: {
    ...schema.entities,
    deals: {
      title: "Deals",
      item: "Deal",
      fields: schema.entities.deals?.fields ?? {},
      pipelines: [
        {
          id: "SALES",
          title: "Sales",
          stages: [
            ...(sales?.stages ?? []).map((stage) =>
              stage.id === "WON" ? { ...stage, final: "success" as const } : stage,
            ),
            { id: "LOST", title: "Lost", final: "failure" },
          ],
        },
        ...others,
      ],
    },
  },
};

async function dealIn(stage: string, forms: readonly Form[]): Promise<Kit> {
  const parts = kit({ rules: language("t", forms, { schema: withEnds }) });
  parts.world.set(berlin("2026-06-08 11:00"));
  value(await parts.coordinator.create("deals", { title: "Acme", stage }, "api"));
  return parts;
}

const invoicePaid = ({ coordinator }: Kit, id = "9001", payload: JsonObject = {}) =>
  coordinator.receive({ id, type: "invoicePaid", item: "deals/1", payload });

/** The stage of the deal, and what the history says beyond its creation. */
async function outcome({ coordinator }: Kit) {
  const changes = await coordinator.history(deal);
  return {
    stage: (await coordinator.item(deal))?.item.stage,
    history: changes.slice(1).map(({ kind, by, to, reason }) => [kind, by, to ?? reason]),
  };
}

const toDelivery: Form = { on: "invoicePaid", moveTo: "Product delivery" };
const pack: Form = { stage: "Product delivery", rules: [rule("pack")] };

describe("a trigger", () => {
  it("moves the item to its stage, whose rules start, in the same transaction as its event", async () => {
    const parts = await dealIn("Wait for payment", [toDelivery, pack]);
    expect(await invoicePaid(parts)).toMatchObject({ status: "accepted" });
    expect(await outcome(parts)).toEqual({
      stage: "PRODUCT_DELIVERY",
      history: [["moved", "trigger t0", "Product delivery"]],
    });
    expect(await pass(parts, "2026-06-09 11:00")).toEqual(["2026-06-08 11:00 pack"]);
  });

  it("moves it once for one event, and not again to where it is", async () => {
    const parts = await dealIn("Wait for payment", [toDelivery, pack]);
    const receipts = [await invoicePaid(parts), await invoicePaid(parts), await invoicePaid(parts, "9002")];
    expect(receipts.map(({ status }) => status)).toEqual(["accepted", "duplicate", "accepted"]);
    expect((await outcome(parts)).history).toHaveLength(1);
    expect(await pass(parts, "2026-06-09 11:00")).toHaveLength(1);
  });

  it.each([
    ["Product delivery", false, "Qualified", "would go back from Product delivery to Qualified"],
    ["Won", false, "Product delivery", "would go back from Won to Product delivery"],
    ["Won", true, "Product delivery", null],
    ["Won", false, "Lost", null],
  ])("does not move it from %s (backward: %s) to %s", async (from, allowBackward, moveTo, why) => {
    const parts = await dealIn(from, [{ on: "invoicePaid", moveTo, allowBackward }]);
    await invoicePaid(parts);
    const reason =
      why === null
        ? `invoicePaid: not moved to ${moveTo}: Won is a final stage, which no trigger leads out of`
        : `invoicePaid: not moved: ${why}`;
    expect(await outcome(parts)).toEqual({
      stage: from.toUpperCase().replaceAll(" ", "_"),
      history: [["noted", "trigger t0", reason]],
    });
  });

  it("moves it back where it may", async () => {
    const parts = await dealIn("Product delivery", [
      { on: "invoicePaid", moveTo: "Qualified", allowBackward: true },
    ]);
    await invoicePaid(parts);
    expect(await outcome(parts)).toMatchObject({ stage: "QUALIFIED" });
  });

  it("with the earliest stage wins of several that may, wherever they stand", async () => {
    const forms: readonly Form[] = ["Won", "Qualified", "Product delivery", "Wait for payment"].map(
      (moveTo) => ({
        on: "invoicePaid",
        moveTo,
      }),
    );
    const parts = await dealIn("New", forms);
    await invoicePaid(parts);
    expect(await outcome(parts)).toMatchObject({ stage: "QUALIFIED" });
    await parts.coordinator.move(deal, "Product delivery", "anna");
    await invoicePaid(parts, "9002");
    expect(await outcome(parts)).toMatchObject({ stage: "PRODUCT_DELIVERY" });
  });

  it("moves it only where its event fits and its condition holds, on the item as it is then", async () => {
    const large: EventPattern = {
      type: "invoicePaid",
      text: "invoicePaid(large)",
      fits: ({ event }: { readonly event: JsonObject }) => event.size === "large",
    };
    const urgent = {
      kind: "check",
      text: "urgent",
      test: ({ item }: { readonly item: { readonly urgent?: boolean } }) => item.urgent === true,
      values: () => ({}),
    } as const;
    const parts = await dealIn("New", [{ on: large, moveTo: "Qualified", when: urgent }]);
    await invoicePaid(parts, "1", { size: "large" });
    value(await parts.coordinator.update(deal, { urgent: true }, "anna"));
    await invoicePaid(parts, "2", { size: "small" });
    expect(await outcome(parts)).toMatchObject({ stage: "NEW" });
    await invoicePaid(parts, "3", { size: "large" });
    expect(await outcome(parts)).toMatchObject({ stage: "QUALIFIED" });
  });

  it("says in whose name it has moved the item", async () => {
    const parts = await dealIn("New", [
      { on: "invoicePaid", moveTo: "Qualified", as: () => ({ id: 1, name: "Anna" }) },
    ]);
    await invoicePaid(parts);
    expect((await outcome(parts)).history).toEqual([["moved", "trigger t0 as Anna", "Qualified"]]);
  });

  it("that cannot be decided moves nothing, says why, and stands in no other's way", async () => {
    const bad = {
      kind: "check",
      text: "amount > 5",
      test: () => {
        throw Object.assign(new Error("there is no rate for CHF on 2026-06-08"), { name: "RuleFailure" });
      },
      values: () => ({}),
    } as const;
    const parts = await dealIn("New", [
      { on: "invoicePaid", moveTo: "Qualified", when: bad },
      { on: "invoicePaid", moveTo: "Won" },
    ]);
    await invoicePaid(parts);
    expect(await outcome(parts)).toEqual({
      stage: "WON",
      history: [
        ["noted", "trigger t0", "there is no rate for CHF on 2026-06-08"],
        ["moved", "trigger t1", "Won"],
      ],
    });
  });

  it("works on created items and on changed fields as well", async () => {
    const changed: EventPattern = { type: "fieldChanged", fields: ["amount"], text: "fieldChanged(amount)" };
    const parts = await dealIn("New", [
      { on: "created", moveTo: "Qualified" },
      { on: changed, moveTo: "Wait for payment" },
    ]);
    expect(await outcome(parts)).toMatchObject({ stage: "QUALIFIED" });
    value(await parts.coordinator.update(deal, { title: "Other" }, "anna"));
    expect(await outcome(parts)).toMatchObject({ stage: "QUALIFIED" });
    value(await parts.coordinator.update(deal, { amount: 7 }, "anna"));
    expect(await outcome(parts)).toMatchObject({ stage: "WAIT_FOR_PAYMENT" });
  });

  it("is of no concern to items of another pipeline, or without stages", async () => {
    const parts = await dealIn("New", [toDelivery]);
    value(await parts.coordinator.create("deals", { title: "Shop", pipeline: "Retail" }, "api"));
    value(await parts.coordinator.create("contacts", { name: "Ann" }, "api"));
    for (const item of ["deals/2", "contacts/1"]) {
      const receipt = await parts.coordinator.receive({ id: item, type: "invoicePaid", item, payload: {} });
      expect(receipt.status).toBe("accepted");
    }
    expect((await parts.coordinator.history()).filter(({ kind }) => kind !== "created")).toEqual([]);
  });
});
