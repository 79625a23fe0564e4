import type { FieldValue } from "@onstage/runtime/actions";
import { assign, clearField, setField } from "@onstage/stdlib/actions";
import { describe, expect, it } from "vitest";
import { testContext } from "./context.ts";

describe("setField", () => {
  const values: readonly (readonly [what: string, given: FieldValue, stored: unknown])[] = [
    ["a text", "Acme", "Acme"],
    ["a number", 5, 5],
    ["yes or no", false, false],
    ["money", { amount: "50.00", currency: "EUR" }, { amount: "50.00", currency: "EUR" }],
    ["a user", { id: 9, name: "Max", email: "max@acme.example" }, 9],
    ["an item", { entity: "contacts", id: 7 }, 7],
    ["an option", { id: "WEB", title: "Web form" }, "WEB"],
    [
      "several users",
      [
        { id: 1, name: "Anna" },
        { id: 9, name: "Max" },
      ],
      [1, 9],
    ],
    ["no users", [], []],
    [
      "a file",
      { name: "offer.pdf", url: "https://f.example/1" },
      { name: "offer.pdf", url: "https://f.example/1" },
    ],
  ];
  it.each(values)("writes %s as an item stores it", async (_, given, stored) => {
    const context = testContext();
    await setField(context, "some", given);
    expect(context.changes).toEqual([{ kind: "set", fields: { some: stored } }]);
  });
});

describe("clearField", () => {
  it("takes the value away", async () => {
    const context = testContext();
    await clearField(context, "contract");
    expect(context.changes).toEqual([{ kind: "set", fields: { contract: null } }]);
  });
});

describe("assign", () => {
  it("makes the user responsible", async () => {
    const context = testContext();
    await assign(context, { id: 9, name: "Max" });
    expect(context.changes).toEqual([{ kind: "set", fields: { responsible: 9 } }]);
  });
});
