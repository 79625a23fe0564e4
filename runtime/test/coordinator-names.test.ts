import { describe, expect, it } from "vitest";
import {
  type Condition,
  check,
  isSet,
  type LoadedRuleSet,
  type Rule,
  type Scope,
} from "../src/rules/index.ts";
import { deal, done, type Kit, kit, rule, ruleSet, schema, value } from "./coordinator-kit.ts";

/** Names that every object of JavaScript answers to. */
const names = ["constructor", "toString", "valueOf", "hasOwnProperty"] as const;

function isSetIn(of: (scope: Scope) => unknown): NonNullable<Rule["when"]> {
  // What the compiler knows of the item: see `Rule.when`.
  return check<Scope>("x is set", (scope) => isSet(of(scope))) as Condition<never>;
}

function funnel(name: string, required: boolean, ...rules: readonly ReturnType<typeof rule>[]): Kit {
  const made = ruleSet("names", { on: ["New"], rules });
  const { deals, contacts } = schema.entities;
  if (deals === undefined || contacts === undefined) throw new Error("the kit has them");
  const own: LoadedRuleSet["schema"] = {
    entities: {
      deals: { ...deals, fields: { ...deals.fields, [name]: { type: "Text", required } } },
      contacts: { ...contacts, fields: { [name]: { type: "Email" } } },
    },
  };
  return kit({ rules: { ...made, schema: own } });
}

describe.each(names)("a field named %s", (name) => {
  it("is missing where it has no value", async () => {
    const { coordinator } = funnel(
      name,
      false,
      rule("act", { when: isSetIn(({ item }) => item[name]) }),
      rule("always"),
    );
    value(await coordinator.create("contacts", {}, "api"));
    value(await coordinator.create("deals", { title: "Acme", contact: 1 }, "api"));
    const calls = await coordinator.startDue(10);
    expect(calls.map((call) => call.action)).toEqual(["always"]);
    expect(calls[0]?.clients).toEqual([{ entity: "contacts", id: 1, name: "contacts/1" }]);
    value(await coordinator.update(deal, { [name]: "x" }, "api"));
    expect((await coordinator.history(deal)).at(-1)?.fields).toEqual({ [name]: { old: null, new: "x" } });
  });

  it("is asked for where it is required", async () => {
    const { coordinator } = funnel(name, true);
    expect(await coordinator.create("deals", { title: "Acme" }, "api")).toMatchObject({
      problem: "invalid",
      field: name,
    });
    value(await coordinator.create("deals", { title: "Acme", [name]: "x" }, "api"));
  });

  it("can be the name of a result, which is missing until there is one", async () => {
    const { coordinator } = funnel(
      "other",
      false,
      rule(name),
      rule("early", { when: isSetIn(({ results }) => results[name]) }),
      rule("late", {
        after: [{ rule: name, when: "ended" }],
        when: isSetIn(({ results }) => results[name]),
      }),
    );
    value(await coordinator.create("deals", { title: "Acme" }, "api"));
    expect((await coordinator.startDue(10)).map((call) => call.action)).toEqual([name]);
    await coordinator.settle(`deals-1-1-${name}`, { ...done, result: "x" });
    expect((await coordinator.startDue(10)).map((call) => call.action)).toEqual(["late"]);
  });
});

it.each(names)("an item of an entity %s, which there is not, is refused", async (name) => {
  expect(await kit().coordinator.create(name, {}, "api")).toMatchObject({
    problem: "invalid",
    detail: expect.stringContaining("There is no entity"),
  });
});
