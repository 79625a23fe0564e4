import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

/** What comes between two texts. */
function between(text: string, from: string, to: string): string {
  const start = text.indexOf(from);
  return text.slice(start, text.indexOf(to, start + 1));
}

it("the page of the service has every code of a reason, and no other", () => {
  const written = read("runtime/src/engine/why.ts").matchAll(/readonly code: "([a-z-]+)"/g);
  const codes = [...written].map(([, code = ""]) => code).filter((code) => code !== "unrecorded");
  const page = between(read("docs/runtime.md"), "## Why", "## Rules over time");
  const rows = between(page, "| `done`", "\n\n").split("\n");
  const told = rows.flatMap((row) =>
    [...(row.split("|")[4] ?? "").matchAll(/`([a-z-]+)`/g)].map(([, code = ""]) => code),
  );
  const beside = [
    "written-disabled",
    "needs-disabled",
    "backward",
    "final-stage",
    "made",
    "made-by",
    "late-event",
  ];
  for (const code of beside) expect(page).toContain(`\`${code}\``);
  expect([...new Set([...told, ...beside])].toSorted()).toEqual(codes.toSorted());
});
