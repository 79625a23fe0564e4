import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { withTables } from "./tables.ts";

const file = path.resolve(import.meta.dirname, "../language.md");

test("the tables of the language are those that the checker decides by: `npm run baselines` writes them", async () => {
  const page = readFileSync(file, "utf8");
  await expect(withTables(page)).toMatchFileSnapshot(file);
});

test("the page has the tables of operators and formats", () => {
  const page = withTables(readFileSync(file, "utf8"));
  expect(page).toContain("| a date ");
  expect(page).toContain("| `grouped` ");
});
