import { createProgram, loadProject, type Program, type Type } from "@onstage/compiler";
import { describe, expect, it } from "vitest";
import { inNew, mended } from "./declaration-support.ts";
import { schemaText } from "./expression-support.ts";
import { library, memoryHost } from "./support.ts";

const phone: Type = { kind: "choice", texts: ["mobile", "work", "home"] };
const outcome: Type = { kind: "choice", texts: ["approved", "rejected", "timed out"] };
const result: Type = {
  kind: "record",
  name: "Answer",
  fields: { outcome, by: { kind: "optional", of: { kind: "plain", name: "Text" } } },
};
const rest = {
  module: "./own.ts",
  file: "own.ts",
  line: 1,
  repeatable: true,
  effects: { messagesClient: false },
};
const parameter = (name: string, type: Type, optional = true) => ({ name, type, optional });
const actions = [
  ...library.actions,
  { ...rest, name: "call", result, parameters: [parameter("phone", phone, false)] },
  {
    ...rest,
    name: "tell",
    result: { kind: "nothing" } as const,
    parameters: [
      parameter("phones", { kind: "list", of: phone }),
      parameter("to", { kind: "record", fields: { phone, name: { kind: "optional", of: phone } } }),
      parameter("either", { kind: "union", of: [phone, { kind: "plain", name: "User" }] }),
      parameter("text", { kind: "plain", name: "Text" }),
    ],
  },
];

async function programOf(text: string): Promise<Program> {
  const host = memoryHost({
    "/p/onstage.json": JSON.stringify({ schema: "crm.schema.json", rules: ["*.rules"], timezone: "UTC" }),
    "/p/crm.schema.json": schemaText,
    "/p/a.rules": text,
  });
  return createProgram(await loadProject({ kind: "folder", folder: "/p" }, { ...library, actions }, host));
}

async function found(rules: string, before = ""): Promise<readonly string[]> {
  const text = before + inNew(rules);
  const { diagnostics } = await programOf(text);
  return diagnostics.map((one) => `${one.code} ${text.slice(one.start, one.end)}`);
}

const asked = (condition: string) => `let ok = call("mobile"); tell(text: "x") when ${condition};`;

describe("a fixed text of an action", () => {
  it.each([
    'call("mobile");',
    'call(phone: if amount > 5 then "mobile" else "work");',
    'tell(phones: ["mobile", "work"], to: { phone: "home" }, either: "work");',
    'tell(either: "Anna");',
    'let a = call("work"); tell(text: a.outcome); tell(text: "It was {a.outcome}");',
    asked('ok.outcome == "rejected"'),
    asked('"rejected" != ok.outcome'),
    asked('ok.outcome in ["rejected", "timed out"]'),
    asked('ok.outcome starts with "re"'),
    asked("ok.outcome == title"),
    asked('(if amount > 5 then "approved" else ok.outcome) == "approved"'),
    asked("ok.outcome.length > 3"),
  ])("is taken where it is one of them: %s", async (rules) => {
    expect(await found(rules)).toEqual([]);
  });

  it("can be a constant", async () => {
    expect(await found("call(phone: way);", 'const way = "mobile"\n')).toEqual([]);
    expect(await found("call(phone: way);", 'const way = "mobil"\n')).toEqual(["OS2101 way"]);
  });

  it.each([
    ['call("mobil");', ['OS2132 "mobil"']],
    ['call("Mobile");', ['OS2132 "Mobile"']],
    ['call("");', ['OS2132 ""']],
    ["call(title);", ["OS2101 title"]],
    ['call("{title}");', ['OS2101 "{title}"']],
    ["call(source);", ["OS2101 source"]],
    ['tell(phones: ["mobile", "wrk"]);', ['OS2132 "wrk"']],
    ['tell(to: { phone: "hom" });', ['OS2132 "hom"']],
    ['tell(either: "Ana");', ['OS2132 "Ana"']],
    [asked('ok.outcome == "rejcted"'), ['OS2132 "rejcted"']],
    [asked('ok.outcome in ["rejected", "timedOut"]'), ['OS2132 "timedOut"']],
    [asked("ok.outcome == rejected"), ["OS2007 rejected"]],
    [asked("ok.outcome == 5"), ["OS2108 ok.outcome == 5"]],
  ])("is refused where it is none of them: %s", async (rules, expected) => {
    expect(await found(rules)).toEqual(expected);
  });

  it("is named with the one that was meant", async () => {
    const text = inNew('call("mobil");');
    const [first] = (await programOf(text)).diagnostics;
    expect(first?.message).toBe('"mobil" is none of the texts that can stand here');
    expect(first?.help).toBe('did you mean `"mobile"`?');
    expect(first && mended(text, first)).toBe(inNew('call("mobile");'));
    const [other] = (await programOf(inNew('call("pigeon");'))).diagnostics;
    expect(other?.help).toBe('write "mobile", "work" and "home"');
    const [wrong] = (await programOf(inNew("call(title);"))).diagnostics;
    expect(wrong?.message).toBe('`phone` of call is one of "mobile", "work", "home", and this is a text');
  });

  it.each([
    ['ok.outcome == "approved" and ok.outcome == "rejected"', "OS3014"],
    ['ok.outcome != "approved" and ok.outcome != "rejected" and ok.outcome != "timed out"', "OS3014"],
    ['ok.outcome starts with "ap" and ok.outcome in ["rejected", "timed out"]', "OS3014"],
  ])("is known to the checks of conditions: %s", async (condition, code) => {
    expect((await found(asked(condition))).map((one) => one.slice(0, 6))).toEqual([code]);
  });

  it.each([
    'ok.outcome != "approved" and ok.outcome != "rejected"',
    'ok.outcome == "approved" or ok.outcome == "rejected" or ok.outcome == "timed out"',
    'ok.outcome matches "^a" and ok.outcome != "approved"',
  ])("is not said to be what it may not be: %s", async (condition) => {
    expect(await found(asked(condition))).toEqual([]);
  });
});
