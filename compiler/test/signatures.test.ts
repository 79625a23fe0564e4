import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
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

  it("takes what is missing where its type says so, and not where it can only be left out", async () => {
    const { actions } = await read(`${head}
export function tell(context: ActionContext, a?: Email, b?: Email | undefined, c?: Email | null, d: Email | undefined) {}
`);
    const taking = actions[0]?.parameters.filter((one) => one.optional && one.takesMissing === true);
    expect(taking?.map((one) => one.name)).toEqual(["b", "c", "d"]);
  });

  it("names the providers that it shares with others", async () => {
    const { actions, problems } = await read(`${head}
/** @uses sms
 * @uses mail sms */
export function tell(context: ActionContext) {}
/** @uses */
export function lost(context: ActionContext) {}
/** @uses the/mail */
export function wrong(context: ActionContext) {}
export function alone(context: ActionContext) {}`);
    expect(actions.map(({ name, uses }) => [name, uses])).toEqual([
      ["tell", ["sms", "mail"]],
      ["lost", undefined],
      ["wrong", undefined],
      ["alone", undefined],
    ]);
    const reason = "it has to name a provider, as in `@uses mail`";
    expect(problems.map((one) => one.problem)).toEqual(
      ["lost", "wrong"].map((action) => ({ kind: "tag", action, tag: "@uses", reason })),
    );
  });

  it("names the events that it may wait for", async () => {
    const { actions, problems } = await read(`${head}
/** @awaits emailReceived
 * @awaits chatStarted emailReceived */
export function reply(context: ActionContext) {}
/** @awaits */
export function lost(context: ActionContext) {}
/** @awaits e-mail */
export function wrong(context: ActionContext) {}
export function alone(context: ActionContext) {}`);
    expect(actions.map(({ name, awaits }) => [name, awaits])).toEqual([
      ["reply", ["emailReceived", "chatStarted"]],
      ["lost", undefined],
      ["wrong", undefined],
      ["alone", undefined],
    ]);
    const reason = "it has to name an event, as in `@awaits emailReceived`";
    expect(problems.map((one) => one.problem)).toEqual(
      ["lost", "wrong"].map((action) => ({ kind: "tag", action, tag: "@awaits", reason })),
    );
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

describe("the types of an action", () => {
  const types =
    'import type { ActionContext, CalendarDate, DateTime, Duration, Field, FieldValue, File, Integer, Json, Time, User } from "@onstage/runtime/actions";\n';

  it("are those of the language: dates, times, lengths of time, lists and records of them", async () => {
    const set = await read(`${types}
      export function plan(context: ActionContext, day: CalendarDate, at: DateTime, time: Time, length: Duration, who: readonly User[], parts: readonly { readonly title: string; readonly due?: CalendarDate }[], pieces: Integer = 1) {}`);
    expect(set.problems).toEqual([]);
    expect(parametersOf(set)).toEqual([
      "day: Date",
      "at: DateTime",
      "time: Time",
      "length: Duration",
      "who: List<User>",
      "parts: List<{ title: Text, due: Date? }>",
      "pieces?: Integer",
    ]);
  });

  it("are another type where somebody only gave it the same name", async () => {
    const set = await read(`import type { ActionContext } from "@onstage/runtime/actions";
      interface Money { readonly cents: number }
      type Stage = readonly string[];
      export function pay(context: ActionContext, price: Money, light: Stage) {}`);
    expect(set.actions[0]?.parameters.map((one) => one.type)).toEqual([
      { kind: "record", name: "Money", fields: { cents: { kind: "plain", name: "Number" } } },
      { kind: "list", of: { kind: "plain", name: "Text" } },
    ]);
  });

  it("can be a field of the item, and a value for it", async () => {
    const set = await read(`${types}
      export function write(context: ActionContext, first: Field, value: FieldValue, second?: Field, other?: FieldValue) {}`);
    expect(set.problems).toEqual([]);
    expect(set.actions[0]?.parameters.map((one) => one.type)).toEqual([
      { kind: "fieldName" },
      { kind: "fieldValue", of: "first" },
      { kind: "fieldName" },
      { kind: "fieldValue", of: "second" },
    ]);
  });

  it("cannot be a value for no field, nor a field inside something else, nor just anything", async () => {
    const set = await read(`${types}
      export function write(context: ActionContext, value: FieldValue, field: Field, all: readonly Field[], any: Json) {}`);
    expect(set.problems.map((one) => one.problem)).toMatchObject([
      { kind: "parameter", parameter: "value", type: "FieldValue" },
      { kind: "parameter", parameter: "all" },
      { kind: "parameter", parameter: "any" },
    ]);
  });
});

describe("what an action does to the CRM", () => {
  const effectsOf = async (tags: string, parameters: string) =>
    read(`import type { ActionContext, Field, FieldValue, Stage, Text, User } from "@onstage/runtime/actions";
/** Does it.
 ${tags} */
export function act(context: ActionContext, ${parameters}) {}`);

  it("is nothing where no tag says so", async () => {
    const { actions } = await effectsOf("*", "to: Stage");
    expect(actions[0]?.effects).toEqual({ messagesClient: false });
  });

  it("is read from its tags", async () => {
    const cases = [
      ["* @moves to", "to: Stage", { moves: "to", messagesClient: false }],
      [
        "* @writes field value",
        "field: Field, value: FieldValue",
        { writes: { field: "field", value: "value" }, messagesClient: false },
      ],
      [
        "* @writes responsible who",
        "who: User",
        { writes: { field: "responsible", value: "who" }, messagesClient: false },
      ],
      [
        "* @writes touched\n * @messages client",
        "text: Text",
        { writes: { field: "touched" }, messagesClient: true },
      ],
    ] as const;
    for (const [tags, parameters, effects] of cases) {
      const { actions, problems } = await effectsOf(tags, parameters);
      expect([actions[0]?.effects, problems]).toEqual([effects, []]);
    }
  });

  it("is refused at the tag where it cannot be true", async () => {
    const cases = [
      ["* @clears to", "to: Text", "it has to name a parameter of the type Field, as in `@clears field`"],
      ["* @moves where", "to: Stage", "it has to name a parameter of the type Stage, as in `@moves stage`"],
      ["* @moves to", "to: Text", "it has to name a parameter of the type Stage, as in `@moves stage`"],
      [
        "* @writes",
        "to: Text",
        "it has to name a field, or a parameter that names one: `@writes field value`",
      ],
      ["* @writes to", "to: Text", "the parameter `to` has to be of the type Field"],
      ["* @writes field val", "field: Field, value: FieldValue", "`val` is no parameter of the action"],
      ["* @messages everybody", "to: Text", "it has to be `@messages client`"],
    ] as const;
    for (const [tags, parameters, reason] of cases) {
      const { problems } = await effectsOf(tags, parameters);
      const tag = tags.split(" ")[1];
      expect(problems.map((one) => one.problem)).toEqual([{ kind: "tag", action: "act", tag, reason }]);
      const text = readFileSync(path.join(folder, "own.ts"), "utf8");
      expect(problems.map((one) => text.slice(one.start, one.end))).toEqual([tag]);
    }
  });
});

describe("the signature of an event", () => {
  const imports = 'import type { Money, Text } from "@onstage/runtime/actions";\n';

  it("says what it brings, of which anything may be missing, and what can be asked for", async () => {
    const set = await read(
      `${imports}
export interface Booking { readonly hotel: Text; readonly price?: Money; readonly guests: { readonly adults: number } }
/** A room was booked.
 * @param hotel only this one */
export function roomBooked(event: Booking, hotel?: Text, nights = 1): boolean { return true; }
function hidden() {}`,
      "event",
    );
    expect(set.problems).toEqual([]);
    expect(set.actions).toEqual([]);
    expect(parametersOf(set)).toEqual(["hotel?: Text", "nights?: Number"]);
    const [booked] = set.triggers;
    expect(booked).toMatchObject({
      name: "roomBooked",
      module: "./own.ts",
      line: 6,
      description: "A room was booked.",
    });
    const payload = booked?.payload.kind === "record" ? booked.payload.fields : {};
    const parts = Object.entries(payload).map(([name, type]) => `${name}: ${printType(type)}`);
    expect(parts).toEqual(["hotel: Text?", "price: Money?", "guests: { adults: Number? }?"]);
  });

  it("is refused where it does not answer yes or no at once, or brings what rules cannot read", async () => {
    const set = await read(
      `${imports}
export async function late(event: {}): Promise<boolean> { return true; }
export function empty(): boolean { return true; }
export function odd(event: string): boolean { return true; }
export function asking(event: {}, at: Map<string, string>): boolean { return true; }`,
      "event",
    );
    expect(set.problems.map((one) => one.problem)).toEqual([
      { kind: "answer", event: "late", type: "Promise<boolean>" },
      { kind: "payload", event: "empty", type: "" },
      { kind: "payload", event: "odd", type: "string" },
      { kind: "parameter", what: "event", name: "asking", parameter: "at", type: "Map<string, string>" },
    ]);
    expect((await read("export const a = 1;", "event")).problems[0]?.problem).toEqual({
      kind: "none",
      what: "event",
    });
  });
});

describe("the signatures of a library", () => {
  it("are believed from a disk only where they are whole", async () => {
    const set = await read(
      `import type { ActionContext, Field, FieldValue } from "@onstage/runtime/actions";
/** @writes field value */
export function write(context: ActionContext, field: Field, value: FieldValue) {}`,
    );
    const copy = () => JSON.parse(JSON.stringify(set));
    expect(isSignatureSet(copy())).toBe(true);
    const [action] = copy().actions;
    for (const wrong of [
      { ...copy(), triggers: undefined },
      { ...copy(), triggers: [{ ...action, payload: 5 }] },
      { ...copy(), actions: [{ ...action, effects: undefined }] },
      { ...copy(), actions: [{ ...action, effects: { messagesClient: true, writes: {} } }] },
      { ...copy(), actions: [{ ...action, name: "a b" }] },
      { ...copy(), problems: [{ file: "a", start: 0, end: 0, problem: { kind: "odd" } }] },
    ]) {
      expect(isSignatureSet(wrong)).toBe(false);
    }
  });
});
