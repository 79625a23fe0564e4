import { describe, expect, it } from "vitest";
import type { ItemChange } from "../src/actions/index.ts";
import { deal, done, enter, type Kit, kit, rule } from "./coordinator-kit.ts";
import { language, pass } from "./forms-kit.ts";

const record = (kind: string): ItemChange => ({
  kind: "record",
  activity: { kind, title: `A ${kind}`, open: true },
});

/** A deal with an open task and an open call, and a rule for tasks that are completed. */
async function planned(): Promise<Kit> {
  const rules = language("t", [
    { stage: "New", rules: [rule("plan")] },
    { on: "taskCompleted", rules: [rule("thank")] },
  ]);
  const parts = await enter(kit({ rules }));
  await pass(parts, "2026-06-08 11:00", () => ({
    kind: "done",
    result: null,
    changes: [record("task"), record("call")],
  }));
  return parts;
}

describe("a record that somebody outside completes", () => {
  it("is closed by them, and what waits for a completed task starts, once", async () => {
    const parts = await planned();
    const complete = () => parts.coordinator.completeActivity(deal, 1, "anna");
    const both = await Promise.all([complete(), complete()]);
    for (const answer of [...both, await complete()]) {
      expect(answer).toMatchObject({
        ok: true,
        value: { id: 1, closed: expect.any(String), closedBy: "anna" },
      });
    }
    await pass(parts, "2026-06-08 12:00", () => done);
    expect(await parts.coordinator.runs({ rule: "thank" })).toMatchObject([
      { status: "done", cause: "taskCompleted" },
    ]);
  });

  it("wakes no rule for tasks where it is none", async () => {
    const parts = await planned();
    expect(await parts.coordinator.completeActivity(deal, 2, "anna")).toMatchObject({ ok: true });
    expect(await parts.coordinator.runs({ rule: "thank" })).toEqual([]);
  });

  it("has to be there, on this very timeline", async () => {
    const parts = await enter(await planned());
    for (const [ref, id] of [
      [deal, 3],
      [{ ...deal, id: 2 }, 1],
    ] as const) {
      const answer = await parts.coordinator.completeActivity(ref, id, "anna");
      const detail = `There is no record ${id} on the timeline of deals/${ref.id}.`;
      expect(answer).toEqual({ ok: false, problem: "not-found", detail });
    }
  });
});
