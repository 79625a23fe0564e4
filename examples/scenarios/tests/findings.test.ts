import { globSync } from "node:fs";
import path from "node:path";
import { createProgram, loadProject } from "@onstage/compiler";
import { nodeHost } from "@onstage/compiler/node";
import { readSignatures } from "@onstage/compiler/signatures";
import { beforeAll, describe, expect, it } from "vitest";

const folder = path.dirname(import.meta.dirname);
const stdlib = path.resolve(folder, "../../stdlib/src");
const scenarios = globSync("*.rules", { cwd: folder }).toSorted();

let library: ReturnType<typeof readSignatures>;
beforeAll(() => {
  library = readSignatures(
    globSync("{actions,triggers}/*.ts", { cwd: stdlib })
      .filter((file) => path.basename(file) !== "index.ts")
      .map((file) => ({
        path: path.join(stdlib, file),
        module: "@onstage/stdlib",
        shown: file,
        holds: file.startsWith("triggers") ? "event" : "action",
      })),
    { "@onstage/runtime/actions": [path.resolve(folder, "../../runtime/src/actions/index.ts")] },
  );
});

/** What is found in a scenario, which is a whole funnel by itself. */
async function found(file: string): Promise<readonly string[]> {
  const request = {
    kind: "files",
    folder,
    files: [file],
    schema: path.join(folder, "crm.schema.json"),
  } as const;
  const { diagnostics } = createProgram(await loadProject(request, library, nodeHost()));
  return diagnostics.map(({ code, severity }) => `${severity} ${code}`);
}

/** What the compiler is expected to find; nothing in all others. */
const expected: Readonly<Record<string, readonly string[]>> = {
  // It ends after one round: the second `assign` changes nothing.
  "s04-back-and-forth.rules": ["warning OS3012"],
  // Between two people it never ends.
  "s04-without-end.rules": ["error OS3010"],
  // The day of payment may be missing.
  "s07-before-due.rules": ["warning OS3022", "warning OS3022"],
  // Ivan has left.
  "s24-rotation.rules": ["warning OS3023"],
};

describe("the compiler finds in a scenario what is to be found", () => {
  it.each(scenarios)("%s", async (file) => {
    expect(await found(file)).toEqual(expected[file] ?? []);
  });
});
