import { formats as carriedOut } from "@onstage/runtime/rules";
import { expect, it } from "vitest";
import { formats } from "../../src/check/formats.ts";

it("compiler and runtime, which do not know each other, know the same formats of texts", () => {
  const names = new Set(["option", "user", "stage", "pipeline"]);
  const known: Record<string, string[]> = { time: [] };
  for (const { of, name } of formats) {
    for (const kind of of) {
      const written = names.has(kind) ? "text" : kind;
      known[written] = [...new Set([...(known[written] ?? []), name])];
    }
  }
  const sorted = (lists: Readonly<Record<string, readonly string[]>>) =>
    Object.fromEntries(Object.entries(lists).map(([kind, list]) => [kind, list.toSorted()]));
  expect(sorted(known)).toEqual(sorted(carriedOut));
});
