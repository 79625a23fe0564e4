import { describe, expect, it } from "vitest";
import type { WaitRequest } from "../src/index.ts";
import type { JsonObject } from "../src/rules/values.ts";
import { deal } from "./coordinator-kit.ts";
import { ASK, asked, asking } from "./waits-kit.ts";

describe("what an event has to bring", () => {
  async function waitsFor(expected: Partial<WaitRequest["events"][number]>, payload: JsonObject) {
    const event = { type: "approvalAnswered", where: {}, unless: {}, result: "yes", take: {}, ...expected };
    const { pass: passTo, send, ask } = await asked((call) => asking(call, { events: [event] }));
    await passTo("2026-06-11 10:00");
    await send(payload);
    const run = await ask();
    return run.status === "done" ? run.result : run.status;
  }

  it.each<[JsonObject, JsonObject, JsonObject, string]>([
    [{}, {}, {}, "yes"],
    [{ a: 1 }, {}, { a: 1 }, "yes"],
    [{ a: 1 }, {}, { a: "1" }, "waiting"],
    [{ a: ["x", "y"] }, {}, { a: "y" }, "yes"],
    [{ a: "y" }, {}, { a: ["x", "y"] }, "yes"],
    [{ a: "z" }, {}, { a: ["x", "y"] }, "waiting"],
    [{ a: null }, {}, {}, "yes"],
    [{ a: null }, {}, { a: null }, "yes"],
    [{ a: null }, {}, { a: 0 }, "waiting"],
    [{ constructor: null }, {}, {}, "yes"],
    [{ a: { b: 1 } }, {}, { a: { b: 1 } }, "yes"],
    [{}, { automatic: true }, { automatic: true }, "waiting"],
    [{}, { automatic: true }, { automatic: false }, "yes"],
    [{}, { automatic: true }, {}, "yes"],
  ])("where %j, unless %j: %j gives %s", async (where, unless, payload, result) => {
    expect(await waitsFor({ where, unless }, payload)).toBe(result);
  });

  it("can be a part of the result", async () => {
    const expected = { result: { closed: true }, take: { by: "closedBy", when: "missing" } };
    expect(await waitsFor(expected, { closedBy: 9 })).toEqual({ closed: true, by: 9 });
    expect(await waitsFor({ result: "yes", take: { by: "closedBy" } }, { closedBy: 9 })).toBe("yes");
  });
});

describe("a record that is open as long as a run waits", () => {
  const ended: readonly (readonly [string, (own: Awaited<ReturnType<typeof asked>>) => Promise<unknown>])[] =
    [
      ["an answer", ({ answer }) => answer("approved")],
      ["its time being over", (own) => own.pass("2026-06-12 16:00")],
      ["a person who stops it", ({ coordinator }) => coordinator.stop(ASK, "anna")],
      ["a person who does not wait any longer", ({ coordinator }) => coordinator.runNow(ASK, "anna")],
      ["leaving the stage", ({ coordinator }) => coordinator.move(deal, "Qualified", "anna")],
    ];

  it.each(ended)("is completed by %s", async (_, end) => {
    const own = await asked((call) =>
      asking(call, { record: 7 }, "timedOut", [
        { kind: "record", activity: { id: 7, kind: "approval", title: "Discount", who: 9, open: true } },
        { kind: "record", activity: { id: 8, kind: "task", title: "Call", who: 1, open: true } },
      ]),
    );
    await own.pass("2026-06-11 10:00");
    const open = async () => (await own.ledger.activities(deal, { open: true })).map(({ id }) => id).sort();
    expect(await open()).toEqual([7, 8]);
    await end(own);
    expect(await open()).toEqual([8]);
    const [record] = await own.ledger.activities(deal, { kind: "approval" });
    expect(record).toMatchObject({ closed: new Date(own.world.now()).toISOString(), closedBy: ASK });
  });

  it("is completed at once where the answer came while the action was under way", async () => {
    const own = await asked();
    const [call] = await own.coordinator.startDue(10);
    if (call === undefined) throw new Error("nothing was called");
    await own.answer("approved");
    const activity = { id: 7, kind: "approval", title: "Discount", open: true } as const;
    await own.coordinator.settle(
      ASK,
      asking(call, { record: 7 }, "timedOut", [{ kind: "record", activity }]),
    );
    expect(await own.ledger.activities(deal, { open: true })).toEqual([]);
  });
});
