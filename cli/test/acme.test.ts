import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { onstage, type Scratch, scratch, strictErrors } from "./support.ts";

const acme = path.resolve(import.meta.dirname, "..", "..", "examples", "acme");
const parts = ["onstage.json", "crm.schema.json", "portal.ts", "rules", "actions", "triggers", "scenarios"];

/** A copy of Acme's portal, outside of any workspace. */
function portal(): Scratch {
  const made = scratch();
  for (const part of parts) cpSync(path.join(acme, part), path.join(made.folder, part), { recursive: true });
  return made;
}

describe("a project with its own actions and events", () => {
  it("has nothing wrong in it, not even in its own files of TypeScript", async () => {
    using own = portal();
    const { code, stderr } = await onstage(["check", "--max-warnings", "0"], { cwd: own.folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "✓ nothing wrong in 6 files\n" });
  });

  it("is looked at as a whole, also where one of its files is asked for", async () => {
    using own = portal();
    for (const file of ["rules/common.rules", "rules/payment.rules"]) {
      const { code, stderr } = await onstage(["check", file], { cwd: own.folder });
      expect({ file, code, stderr }).toEqual({ file, code: 0, stderr: "✓ nothing wrong in 1 file\n" });
    }
  });

  it("is built into a half that decides, with its events, and one that acts, with its actions", async () => {
    using own = portal();
    const { code, stderr } = await onstage(["build"], { cwd: own.folder });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const half = (name: string) => readFileSync(path.join(own.folder, "dist", name), "utf8");
    expect(half("rules.js")).toContain(".minutes>=");
    expect(half("rules.js")).not.toContain("ACME_PORTAL_URL");
    expect(half("calls.js")).toContain("ACME_PORTAL_URL");
    // The actions of Acme use what Node has.
    expect(strictErrors(own, ["node"])).toBe("");
  });

  it("is told of a mistake in an event as in rules", async () => {
    using own = portal();
    own.write(
      "triggers/late.ts",
      "export async function late(event: {}): Promise<boolean> { return true; }\n",
    );
    const { code, stdout } = await onstage(["check", "--format", "json"], { cwd: own.folder });
    expect(code).toBe(1);
    expect(JSON.parse(stdout).diagnostics).toMatchObject([
      { code: "OS5310", file: "triggers/late.ts", range: { start: { line: 1, column: 40 } } },
    ]);
  });

  it("is simulated, with the results that its actions would give", async () => {
    using own = portal();
    const { code, stdout } = await onstage(
      ["simulate", "scenarios/unsigned-contract.json", "--format", "json"],
      { cwd: own.folder },
    );
    expect(code).toBe(0);
    const { items, moves } = JSON.parse(stdout);
    expect(items.deals).toMatchObject([{ id: 1, preparation: 501, stage: "Product delivery" }]);
    expect(moves.map(({ to }: { readonly to: string }) => to)).toEqual([
      "Contract signing",
      "Wait for payment",
      "Product delivery",
    ]);
  });
});
