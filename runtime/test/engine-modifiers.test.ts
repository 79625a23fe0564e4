import { describe, expect, it } from "vitest";
import { broken, done, enter, type Kit, kit, rule, value } from "./coordinator-kit.ts";
import { berlin, language, pass } from "./forms-kit.ts";

const mail = async ({ coordinator }: Kit) => coordinator.run("deals-1-1-mail");

describe("a rule that says how often it is tried", () => {
  it.each([
    [0, 1],
    [2, 3],
    [8, 9],
  ])("with retry %i is tried %i times at most", async (retry, times) => {
    const parts = kit({ rules: language("r", [{ stage: "New", rules: [rule("mail", { retry })] }]) });
    parts.world.set(berlin("2026-06-08 10:00"));
    await enter(parts);
    const fails = { kind: "failed", how: "transient", reason: "no network" } as const;
    expect(await pass(parts, "2026-06-09 10:00", () => fails)).toHaveLength(times);
    expect(await mail(parts)).toMatchObject({ status: "failed", attempts: times });
  });

  it("fails at once all the same where it will not heal", async () => {
    const parts = kit({ rules: language("r", [{ stage: "New", rules: [rule("mail", { retry: 5 })] }]) });
    await enter(parts);
    parts.world.set(berlin("2026-06-08 10:00"));
    expect(await pass(parts, "2026-06-09 10:00", () => broken)).toHaveLength(1);
  });
});

describe("a rule that acts in somebody's name", () => {
  const as = ({ item }: { readonly item: { readonly title?: string } }) =>
    item.title === "Nobody's" ? undefined : { id: 1, name: "Anna" };

  it("hands it to the action", async () => {
    const parts = await enter(
      kit({ rules: language("a", [{ stage: "New", rules: [rule("mail", { as })] }]) }),
    );
    const [call] = await parts.coordinator.startDue(1);
    expect(call?.actor).toEqual({ id: 1, name: "Anna" });
    await parts.coordinator.settle("deals-1-1-mail", done);
    expect(await mail(parts)).toMatchObject({ status: "done", actor: { name: "Anna" } });
  });

  it("fails where there is nobody", async () => {
    const parts = kit({ rules: language("a", [{ stage: "New", rules: [rule("mail", { as })] }]) });
    value(await parts.coordinator.create("deals", { title: "Nobody's" }, "api"));
    expect(await parts.coordinator.startDue(1)).toEqual([]);
    expect(await mail(parts)).toMatchObject({
      status: "failed",
      reason: "there is nobody in whose name it could act",
    });
  });
});
