import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isSignatureSet, printType, type SignatureKind, type SignatureSet } from "@onstage/compiler";
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

async function read(text: string, holds: SignatureKind = "action"): Promise<SignatureSet> {
  const file = path.join(folder, "own.ts");
  writeFileSync(file, text);
  return nodeHost().signatures(folder, [{ path: file, shown: "./own.ts", holds }]);
}

/** The parameters of the first action or event, as a signature is printed. */
function parametersOf({ actions, triggers }: SignatureSet): readonly string[] {
  const [first] = [...actions, ...triggers];
  return (first?.parameters ?? []).map(
    (one) => `${one.name}${one.optional ? "?" : ""}: ${printType(one.type)}`,
  );
}

const head =
  'import type { ActionContext, Email, Money, Stage, Text, User } from "@onstage/runtime/actions";\n';

describe("the types and tags of an action", () => {
  it("has the fixed texts that it takes and returns, wherever they stand", async () => {
    const { actions, problems } = await read(`${head}
type Kind = "billing" | "delivery";
export function a(context: ActionContext, kind: Kind): Kind { return kind; }
export function b(context: ActionContext, kind?: "billing" | undefined): "sent" { return "sent"; }
export function c(context: ActionContext, kinds: readonly Kind[] = ["billing"], ask: User | "anybody" = "anybody") {}
export function d(context: ActionContext, to: { readonly kind: Kind; readonly name?: "it's" }, all?: boolean): { readonly kind: Kind; readonly how?: "by hand" } | undefined { return undefined; }
`);
    expect(problems).toEqual([]);
    expect(
      actions.map((one) => [...one.parameters.map(({ type }) => printType(type)), printType(one.result)]),
    ).toEqual([
      ['"billing" | "delivery"', '"billing" | "delivery"'],
      ['"billing"', '"sent"'],
      ['List<"billing" | "delivery">', '"anybody" | User', "Nothing"],
      [
        '{ kind: "billing" | "delivery", name: "it\'s"? }',
        "Boolean",
        '{ kind: "billing" | "delivery", how: "by hand"? }?',
      ],
    ]);
    expect(actions[2]?.parameters.map((one) => one.default)).toEqual(['["billing"]', '"anybody"']);
    expect(isSignatureSet(JSON.parse(JSON.stringify({ actions, triggers: [], problems })))).toBe(true);
  });

  it("says which items it is about, and what of them", async () => {
    const { actions, problems } = await read(`
import type { ActionContext, EntityName, Fields, File, NewFields, Pipeline, Stage, User } from "@onstage/runtime/actions";
interface Ref { readonly entity: string; readonly id: number }
export function a(context: ActionContext, entity: EntityName, fields: NewFields, pipeline?: Pipeline, stage?: Stage): Ref { throw new Error(); }
export function b(context: ActionContext, item: Ref, fields?: Fields): File | undefined { return undefined; }
export function c(context: ActionContext, files?: readonly File[], file?: File | undefined, users: User | readonly User[] = []) {}
`);
    expect(problems).toEqual([]);
    expect(parametersOf({ actions, triggers: [], problems })).toEqual([
      "entity: EntityName",
      "fields: NewFields",
      "pipeline?: Pipeline",
      "stage?: Stage",
    ]);
    expect(actions.slice(1).map((one) => parametersOf({ actions: [one], triggers: [], problems }))).toEqual([
      ["item: Ref", "fields?: Fields"],
      ["files?: List<File>", "file?: File", "users?: User | List<User>"],
    ]);
    expect(actions.map((one) => printType(one.result))).toEqual(["Ref", "File?", "Nothing"]);
    expect(isSignatureSet(JSON.parse(JSON.stringify({ actions, triggers: [], problems })))).toBe(true);
  });

  it("returns one record where it returns one of several: what they do not share may be missing", async () => {
    const { actions, problems } = await read(`${head}
type Answer = { readonly outcome: "approved"; readonly by: User } | { readonly outcome: "rejected"; readonly by: User; readonly why: Text } | { readonly outcome: "timedOut" };
export async function ask(context: ActionContext): Promise<Answer> { return { outcome: "timedOut" }; }
export async function odd(context: ActionContext): Promise<{ readonly a: number } | { readonly a: User } | undefined> { return undefined; }
export async function maybe(context: ActionContext): Promise<{ readonly a: number } | { readonly b: Text } | undefined> { return undefined; }
`);
    expect(problems).toEqual([]);
    expect(actions.map((one) => printType(one.result))).toEqual([
      '{ outcome: "approved" | "rejected" | "timedOut", by: User?, why: Text? }',
      "({ a: Number } | { a: User })?",
      "{ a: Number?, b: Text? }?",
    ]);
  });

  it("says by tags where it is listed, and how long its texts may be", async () => {
    const { actions, problems } = await read(`${head}
/** Sends.
 * @param text what to say
 * @returns its number
 * @group Client communication
 * @kind helper
 * @serves deals leads
 * @limit text 200
 * @example let a = send("Hello {title}");
 * notify(responsible, "{a}") */
export function send(context: ActionContext, text: Text | Email, to?: Email): number { return 1; }
/** @group
 * @kind action
 * @serves
 * @limit to 200
 * @limit text long
 * @limit text 0
 * @example */
export function wrong(context: ActionContext, text: Text, to: Email) {}
`);
    expect(actions[0]).toMatchObject({
      limits: [{ parameter: "text", characters: 200 }],
      listing: {
        group: "Client communication",
        helper: true,
        serves: ["deals", "leads"],
        returns: "its number",
        example: 'let a = send("Hello {title}");\nnotify(responsible, "{a}")',
      },
    });
    expect(actions[1]?.listing).toEqual({});
    expect(problems.map(({ problem }) => problem.kind === "tag" && problem.tag)).toEqual(
      expect.arrayContaining(["@group", "@kind", "@serves", "@limit", "@limit", "@limit", "@example"]),
    );
    expect(problems).toHaveLength(7);
    expect(isSignatureSet(JSON.parse(JSON.stringify({ actions, triggers: [], problems })))).toBe(true);
    const event = await read(
      "/** Happens.\n * @group Booking */\nexport function a(event: {}): boolean { return true; }",
      "event",
    );
    expect(event.triggers[0]?.listing).toEqual({ group: "Booking" });
  });

  it("is refused where it takes fixed numbers, which nobody would check what a rule gives against", async () => {
    const { actions, problems } = await read(`${head}
export function a(context: ActionContext, sizes: readonly (1 | 2)[]) {}
export function b(context: ActionContext, to: { readonly size: 1 | "large" }) {}
export function c(context: ActionContext, all?: boolean, to?: Email | Money, sum?: Money): { readonly size: 1 | 2 } { throw new Error(); }
`);
    const refused = (name: string, parameter: string, type: string) =>
      ({ kind: "parameter", what: "action", name, parameter, type }) as const;
    expect(problems.map((one) => one.problem)).toEqual([
      refused("a", "sizes", "1 | 2"),
      refused("b", "to", "1"),
    ]);
    const last = actions.at(-1);
    expect(last?.parameters.map((one) => one.name)).toEqual(["all", "to", "sum"]);
  });
});
