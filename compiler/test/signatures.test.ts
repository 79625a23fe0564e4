import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { printType } from "@onstage/compiler";
import { nodeHost } from "@onstage/compiler/node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "onstage-actions-"));
  mkdirSync(path.join(folder, "node_modules"));
  symlinkSync(
    path.resolve(import.meta.dirname, "../../node_modules/@onstage"),
    path.join(folder, "node_modules/@onstage"),
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function read(text: string) {
  const file = path.join(folder, "own.ts");
  writeFileSync(file, text);
  return nodeHost().signatures(folder, [{ path: file, shown: "./own.ts", holds: "action" }]);
}

const head =
  'import type { ActionContext, Email, Money, Stage, Text, User } from "@onstage/runtime/actions";\n';

describe("the signature of an action", () => {
  it("is read with its types, defaults and comments, and never run", async () => {
    const { actions, problems } = await read(`${head}
throw new Error("this file was run");
/** Greets somebody.
 * @param who whom to greet
 * @repeatable */
export async function greet(context: ActionContext, who: User, text: Text = "hi", to?: Email, prices: readonly Money[] = []): Promise<{ readonly id: number; readonly sent?: boolean }> {
  throw new Error();
}
export const helper = () => 1;
function hidden(context: ActionContext) {}
`);
    expect(problems).toEqual([]);
    expect(actions).toHaveLength(1);
    const [greet] = actions;
    expect(
      greet?.parameters.map((one) => `${one.name}${one.optional ? "?" : ""}: ${printType(one.type)}`),
    ).toEqual(["who: User", "text?: Text", "to?: Email", "prices?: List<Money>"]);
    expect(greet?.parameters[0]?.description).toBe("whom to greet");
    expect(greet).toMatchObject({
      name: "greet",
      module: "./own.ts",
      description: "Greets somebody.",
      repeatable: true,
    });
    expect(greet && printType(greet.result)).toBe("{ id: Number, sent: Boolean? }");
  });

  it("is refused by name where a rule could not give what it takes", async () => {
    const { problems } = await read(
      `${head}export function odd(context: ActionContext, done: () => void, at: Stage) {}`,
    );
    expect(problems.map((one) => one.problem)).toEqual([
      { kind: "parameter", what: "action", name: "odd", parameter: "done", type: "() => void" },
    ]);
  });

  it("is missing where the file has no action, or cannot be read", async () => {
    expect((await read("export function add(a: number) { return a; }")).problems[0]?.problem).toEqual({
      kind: "context",
      action: "add",
    });
    expect((await read("export const a = 1;")).problems[0]?.problem).toEqual({
      kind: "none",
      what: "action",
    });
    expect((await read("export function (")).problems[0]?.problem).toMatchObject({ kind: "syntax" });
  });

  it("is kept on disk, and read anew when the file or what it imports has changed", async () => {
    const types = path.join(folder, "types.ts");
    writeFileSync(types, "export type Kind = string;");
    const text = `${head}import type { Kind } from "./types.ts";\nexport function use(context: ActionContext, kind: Kind) {}`;
    const typeOf = async () => (await read(text)).actions[0]?.parameters.map((one) => printType(one.type));
    expect(await typeOf()).toEqual(["Text"]);
    expect(await typeOf()).toEqual(["Text"]);
    writeFileSync(types, "export type Kind = number;");
    expect(await typeOf()).toEqual(["Number"]);
    writeFileSync(path.join(folder, ".onstage", "cache", "signatures.json"), "{ cut off");
    expect(await typeOf()).toEqual(["Number"]);
  });
});
