import { describe, expect, it } from "vitest";
import type { ActionCall } from "../src/index.ts";
import type { Condition } from "../src/rules/condition.ts";
import { duration } from "../src/time/duration.ts";
import { deal, done, type Kit, kit, rule, value } from "./coordinator-kit.ts";
import { berlin, type Form, language, local, pass } from "./forms-kit.ts";

const daily: Form = { every: { kind: "weekday" }, rules: [rule("look")] };

// What the compiler knows of the item: see `CalendarBlock.where`.
const urgent = {
  kind: "check",
  text: "urgent",
  test: ({ item }: { readonly item: { readonly urgent?: boolean } }) => item.urgent === true,
  values: () => ({}),
} as Condition<unknown> as Condition<never>;

/** A service that begins on Thursday, 4 June 2026 at noon. */
async function opened(forms: readonly Form[], deals = 1): Promise<Kit> {
  const parts = kit({ rules: language("c", forms) });
  parts.world.set(berlin("2026-06-04 12:00"));
  await parts.coordinator.startDue(1);
  await Promise.all(
    Array.from({ length: deals }, (_, place) =>
      parts.coordinator.create("deals", { title: `Deal ${place + 1}` }, "api"),
    ),
  );
  return parts;
}

describe("a calendar block", () => {
  it("comes round at its moments, for each item, in whatever stage", async () => {
    const parts = await opened([daily], 2);
    value(await parts.coordinator.move({ entity: "deals", id: 2 }, "Won", "anna"));
    expect(await parts.coordinator.nextDue()).toBe(berlin("2026-06-05 09:00"));
    expect(await parts.coordinator.nextDue("runs")).toBeNull();
    expect(await pass(parts, "2026-06-08 12:00")).toEqual([
      "2026-06-05 09:00 look",
      "2026-06-05 09:00 look",
      "2026-06-08 09:00 look",
      "2026-06-08 09:00 look",
    ]);
    expect(await parts.coordinator.run("deals-2-e2-look")).toMatchObject({
      cause: "every weekday at 09:00",
      stage: "Won",
      visit: 2,
      status: "done",
      reason: null,
    });
  });

  it("is for the items that fit at its moment, of its entity and its pipelines", async () => {
    const parts = await opened([{ ...daily, where: urgent }], 2);
    value(await parts.coordinator.create("contacts", { name: "Ann" }, "api"));
    await pass(parts, "2026-06-05 08:59");
    value(await parts.coordinator.update({ entity: "deals", id: 2 }, { urgent: true }, "anna"));
    expect(await pass(parts, "2026-06-05 12:00")).toHaveLength(1);
    expect((await parts.coordinator.runs({})).map(({ id }) => id)).toEqual(["deals-2-e1-look"]);
  });

  it("notes where it cannot be told whether it is for an item, and goes on with the others", async () => {
    const where = {
      ...urgent,
      test: ({ item }: { readonly item: { readonly title?: string } }) => {
        if (item.title === "Deal 1") throw new Error("no rate");
        return true;
      },
    } as unknown as Condition<never>;
    const parts = await opened([{ ...daily, where }], 2);
    expect(await pass(parts, "2026-06-05 12:00")).toHaveLength(1);
    expect((await parts.coordinator.history(deal)).at(-1)).toMatchObject({
      kind: "noted",
      by: "every weekday at 09:00",
      reason: "whether it is for this item could not be worked out: no rate",
    });
  });

  it("counts its rules' schedules from its moment", async () => {
    const later = rule("later", { schedule: { delay: duration({ milliseconds: 7_200_000 }) } });
    const parts = await opened([{ every: { kind: "day" }, rules: [later] }]);
    expect(await pass(parts, "2026-06-05 12:00")).toEqual(["2026-06-05 11:00 later"]);
  });

  it("deals with many items page by page, with others in between, and a kill between two doubles none", async () => {
    const forms = [daily, { stage: "Won", rules: [rule("greet")] }] satisfies readonly Form[];
    const parts = await opened(forms, 250);
    parts.world.set(berlin("2026-06-05 09:00"));
    const calls: ActionCall[] = [];
    let current = parts;
    for (let look = 0; look < 20; look += 1) {
      // Each look is made by another process: nothing is kept but the ledger.
      current = kit({ ledger: parts.ledger, world: parts.world, rules: language("c", forms) });
      calls.push(...(await current.coordinator.startDue(40)));
      expect(await current.coordinator.nextDue()).not.toBeNull();
    }
    expect(new Set(calls.map(({ run }) => run.id)).size).toBe(250);
    expect(calls).toHaveLength(250);
    expect(await current.coordinator.nextDue("all")).toBe(berlin("2026-06-08 09:00"));
  });

  it("that was missed comes round once when the service is back, and its rules are late", async () => {
    const forms: readonly Form[] = [
      { every: { kind: "day" }, rules: [rule("look"), rule("strict", { skipIfLate: true })] },
    ];
    const parts = await opened(forms);
    parts.world.set(berlin("2026-06-09 15:00"));
    const log = await pass(parts, "2026-06-10 12:00");
    expect(log).toEqual(["2026-06-09 15:00 look", "2026-06-10 09:00 look", "2026-06-10 09:00 strict"]);
    expect(await parts.coordinator.run("deals-1-e1-look")).toMatchObject({
      status: "done",
      reason: "planned for 2026-06-05 09:00, late",
    });
    expect(await parts.coordinator.run("deals-1-e1-strict")).toMatchObject({ status: "skipped" });
  });

  it("that a busy service looks at a little later is not late", async () => {
    const parts = await opened([{ every: { kind: "day" }, rules: [rule("look", { skipIfLate: true })] }]);
    parts.world.set(berlin("2026-06-05 09:00") + 20_000);
    const [call] = await parts.coordinator.startDue(1);
    expect(call?.run.id).toBe("deals-1-e1-look");
    await parts.coordinator.settle("deals-1-e1-look", done);
    expect(await parts.coordinator.run("deals-1-e1-look")).toMatchObject({ reason: null });
  });

  it("goes on in another build where its moments are the same, and begins anew where they are not", async () => {
    const parts = await opened([daily]);
    parts.load(language("same", [daily, { stage: "Won", rules: [rule("x")] }]));
    parts.world.set(berlin("2026-06-05 10:00"));
    expect(await parts.coordinator.nextDue()).toBe(berlin("2026-06-05 09:00"));
    parts.load(language("later", [{ ...daily, at: "09:30:00" }]));
    expect(await parts.coordinator.nextDue()).toBe(berlin("2026-06-08 09:30"));
    parts.load(language("none", []));
    expect(await parts.coordinator.nextDue()).toBeNull();
    expect(await parts.coordinator.startDue(1)).toEqual([]);
  });

  it("comes round at intervals, at the last day of a month, and on working days", async () => {
    const parts = await opened([
      {
        every: { kind: "interval", every: duration({ milliseconds: 6 * 3_600_000 }) },
        rules: [rule("often")],
      },
      { every: { kind: "month", day: "last" }, at: "18:00:00", rules: [rule("monthly")] },
    ]);
    const log = await pass(parts, "2026-06-05 06:00");
    expect(log.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "2026-06-04 18:00",
      "2026-06-05 00:00",
      "2026-06-05 06:00",
    ]);
    const monthly = (await pass(parts, "2026-07-01 00:00")).filter((line) => line.endsWith("monthly"));
    expect(monthly).toEqual(["2026-06-30 18:00 monthly"]);
  });

  it("has its runs go on with the rules that they were made with", async () => {
    const later = { ...daily, rules: [rule("later", { schedule: { delay: duration({ days: 1 }) } })] };
    const parts = await opened([later]);
    await pass(parts, "2026-06-05 10:00");
    parts.load(language("none", []));
    expect(await pass(parts, "2026-06-10 10:00")).toEqual(["2026-06-06 09:00 later"]);
    expect(local((await parts.coordinator.run("deals-1-e1-later"))?.ended)).toBe("2026-06-06 09:00");
  });
});

describe("a fault of the program in a round", () => {
  it("is told once, ends the round, and stands in nobody's way", async () => {
    const broken = rule("look", {});
    const forms: readonly Form[] = [
      {
        every: { kind: "day" },
        rules: [(block, place) => ({ ...broken(block, place), id: Symbol("no id") as unknown as string })],
      },
      { stage: "New", rules: [rule("greet", { schedule: { delay: duration({ days: 1 }) } })] },
    ];
    const parts = await opened(forms);
    parts.world.set(berlin("2026-06-05 09:00"));
    await expect(parts.coordinator.startDue(1)).rejects.toThrow();
    expect(await pass(parts, "2026-06-05 13:00")).toEqual(["2026-06-05 12:00 greet"]);
    expect(await parts.coordinator.nextDue()).toBe(berlin("2026-06-06 09:00"));
  });
});
