import { describe, expect, it } from "vitest";
import { kit, rule, ruleSet, value } from "./coordinator-kit.ts";

const rules = ruleSet("events", { on: ["New", "Qualified"], rules: [rule("greet")] });
const deal = { entity: "deals", id: 1 };

describe("an event from outside", () => {
  it("creates, moves and changes items, and is in the history as event", async () => {
    const { coordinator } = kit({ rules });
    const receipts = await Promise.all([
      coordinator.receive({ id: "1", type: "itemCreated", item: "deals", payload: { title: "Acme" } }),
      coordinator.receive({ id: "2", type: "itemMoved", item: "deals/1", payload: { stage: "Qualified" } }),
      coordinator.receive({ id: "3", type: "itemUpdated", item: "deals/1", payload: { title: "Acme Ltd" } }),
      coordinator.receive({
        id: "4",
        type: "itemCreated",
        item: "deals/7",
        payload: { title: "Other", stage: "Won" },
      }),
    ]);
    expect(receipts.map((receipt) => receipt.status)).toEqual([
      "accepted",
      "accepted",
      "accepted",
      "accepted",
    ]);
    expect(await coordinator.items("deals", { limit: 10 })).toEqual([
      { ...deal, pipeline: "SALES", stage: "QUALIFIED", fields: { title: "Acme Ltd" } },
      { entity: "deals", id: 7, pipeline: "SALES", stage: "WON", fields: { title: "Other" } },
    ]);
    expect(await coordinator.history(deal)).toMatchObject([
      { kind: "created", by: "event", to: "New" },
      { kind: "moved", by: "event", from: "New", to: "Qualified" },
      { kind: "updated", by: "event", fields: { title: { old: "Acme", new: "Acme Ltd" } } },
    ]);
  });

  it("changes something once, however often it comes, even in one breath", async () => {
    const { coordinator } = kit({ rules });
    const event = { id: "e", type: "itemCreated", item: "deals/1", payload: { title: "Acme" } };
    const receipts = await Promise.all([event, event, event].map((one) => coordinator.receive(one)));
    expect(receipts.map((receipt) => receipt.status)).toEqual(["accepted", "duplicate", "duplicate"]);
    const move = { id: "m", type: "itemMoved", item: "deals/1", payload: { stage: "Qualified" } };
    await coordinator.receive(move);
    value(await coordinator.move(deal, "New", "anna"));
    expect(await coordinator.receive(move)).toEqual({ id: "m", status: "duplicate" });
    expect((await coordinator.item(deal))?.visits.map((visit) => visit.stage)).toEqual([
      "New",
      "Qualified",
      "New",
    ]);
    expect(await coordinator.runs({})).toHaveLength(3);
  });

  it("is refused in a sentence, and can come again once it is right", async () => {
    const { coordinator } = kit({ rules });
    const event = { id: "e", type: "itemMoved", item: "deals/1", payload: { stage: "Qualified" } };
    const refusals = [
      [event, "There is no item deals/1."],
      [
        { ...event, type: "invoicePaid" },
        "The event “invoicePaid” is not known. Known: “itemCreated”, “itemMoved”, “itemUpdated”, “itemDeleted”.",
      ],
      [{ ...event, item: "deals" }, "“deals” names no item; write it as “deals/42”."],
      [{ ...event, item: "deals/0" }, "“deals/0” is no item; write it as “deals/42”."],
      [{ ...event, payload: {} }, "“payload.stage” has to name the stage that the item is moved to."],
      [{ ...event, id: "" }, "“id” has to be text of 1 to 256 characters."],
      [{ ...event, type: "itemCreated", item: "constructor" }, /^There is no entity “constructor”\./],
    ] as const;
    for (const [wrong, reason] of refusals) {
      const receipt = await coordinator.receive(wrong);
      expect(receipt.status === "refused" ? receipt.reason : receipt.status).toMatch(reason);
    }
    value(await coordinator.create("deals", { title: "Acme" }, "api"));
    expect(await coordinator.receive(event)).toEqual({ id: "e", status: "accepted" });
  });

  it("creates no item a second time under another event", async () => {
    const { coordinator } = kit({ rules });
    const event = { id: "1", type: "itemCreated", item: "deals/1", payload: { title: "Acme" } };
    await coordinator.receive(event);
    expect(await coordinator.receive({ ...event, id: "2" })).toEqual({
      id: "2",
      status: "refused",
      reason: "deals/1 exists already: leave “id” out to get the next one.",
    });
  });
});
