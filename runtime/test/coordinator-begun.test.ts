import { expect, it } from "vitest";
import { type Condition, check, type Scope } from "../src/rules/index.ts";
import { deal, enter, kit, rule, ruleSet, value } from "./coordinator-kit.ts";

const link = "deals-1-1-link";
const seconds = 1000;

// What the compiler knows of the item: see `Rule.when`.
const isAcme = check<Scope>(`title == "Acme"`, ({ item }) => item.title === "Acme") as Condition<never>;

const rules = ruleSet("begun", {
  on: ["New"],
  rules: [
    rule("link", {
      repeatable: true,
      when: isAcme,
      args: ({ item }: Scope) => ({ title: String(item.title) }),
    }),
  ],
});

/** A run whose first attempt has failed for a passing reason, and whose condition does not hold any more. */
async function failedOnce(begun: boolean) {
  const parts = await enter(kit({ rules }));
  const [first] = await parts.coordinator.startDue(10);
  await parts.coordinator.settle(link, {
    kind: "failed",
    how: "transient",
    reason: "the line was cut",
    ...(begun ? { begun } : {}),
  });
  value(await parts.coordinator.update(deal, { title: "Other" }, "anna"));
  return { ...parts, first };
}

it("an attempt that may have happened is repeated as it was, whatever the item has become", async () => {
  const { coordinator, world, first } = await failedOnce(true);
  world.pass(2 * seconds);
  const [again] = await coordinator.startDue(10);
  expect(again).toMatchObject({
    args: { title: "Acme" },
    item: { title: "Other" },
    run: { key: first?.run.key, attempt: 2 },
  });
});

it("an attempt that may have happened is repeated as it was when a person does not wait for its moment", async () => {
  const { coordinator } = await failedOnce(true);
  value(await coordinator.runNow(link, "anna"));
  expect(await coordinator.startDue(10)).toMatchObject([{ args: { title: "Acme" } }]);
});

it("an attempt that did not happen is judged again", async () => {
  const { coordinator, world } = await failedOnce(false);
  world.pass(2 * seconds);
  expect(await coordinator.startDue(10)).toEqual([]);
  expect(await coordinator.run(link)).toMatchObject({ status: "skipped" });
});

it.each([true, false])(
  "an attempt whose item has left meanwhile is not repeated (begun: %s)",
  async (begun) => {
    const { coordinator } = await enter(kit({ rules }));
    await coordinator.startDue(10);
    value(await coordinator.move(deal, "Won", "anna"));
    await coordinator.settle(link, { kind: "failed", how: "transient", reason: "the line was cut", begun });
    expect(await coordinator.run(link)).toMatchObject({
      status: "failed",
      // Only what may have happened is a question to a person.
      uncertain: begun,
      reason: expect.stringContaining("the line was cut; not tried again, since the item has left"),
    });
  },
);
