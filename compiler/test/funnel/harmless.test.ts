import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { programOf } from "../declaration-support.ts";
import { funnelFindingsOf, markedText } from "./support.ts";

const folder = path.join(import.meta.dirname, "harmless");
const files = globSync("*.rules", { cwd: folder }).toSorted();

test("there are harmless rules of many kinds", () => {
  expect(files.length).toBeGreaterThanOrEqual(25);
});

describe.each(files)("%s", (file) => {
  test("has nothing in it that could go wrong", async () => {
    const program = await programOf(readFileSync(path.join(folder, file), "utf8"));
    const found = funnelFindingsOf(program).map(
      (one) => `${one.code} ${markedText(program, one)}: ${one.message}`,
    );
    expect(found).toEqual([]);
  });
});
