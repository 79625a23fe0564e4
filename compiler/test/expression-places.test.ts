import type { CheckedExpression } from "@onstage/compiler";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkedAs, programOf, schemaText, shown, typeOf } from "./expression-support.ts";

/** What is found in whole declarations, as code and marked text. */
async function found(text: string, schema = schemaText): Promise<readonly string[]> {
  return shown(await programOf(text, {}, schema), text);
}

const renamed = (from: string, to: string, ...more: readonly (readonly [string, string])[]): string =>
  [[from, to] as const, ...more].reduce((text, [old, now]) => text.replace(old, now), schemaText);

describe("what a name means", () => {
  it("is the field of the item, unless something declared has its name", async () => {
    expect(await typeOf("amount")).toBe("Money?");
    expect(await typeOf("amount", "const amount = 5\n")).toBe("Integer");
    expect(await typeOf("today", 'const today = "x"\n')).toBe("Text");
  });

  it("is what a rule above has made, and its parts", async () => {
    const rules = (use: string) =>
      `on stage "New" in deals < let link = createPaymentLink(); after previous sendEmail(${use}); >`;
    expect(await found(rules("link"))).toEqual([]);
    expect(await found(rules("link.url"))).toEqual([]);
    expect(await found(rules("link.ulr"))).toEqual(["OS2008 ulr"]);
    expect(await found(rules('"{link.url}"'))).toEqual([]);
    expect(await found(rules('link.url ?? "none"'))).toEqual([]);
    expect(await found(rules("link.length"))).toEqual(["OS2008 length"]);
  });

  it("is nothing of an item in a constant or a function", async () => {
    expect(await found("const a = amount\n")).toEqual(["OS2007 amount"]);
    expect(await found("function f(x: Number) = x * pieces\n")).toEqual(["OS2007 pieces"]);
    expect(await found("const a = this\n")).toEqual(["OS2026 this"]);
    expect(await found("function f(of: Deal) = of.amount\n")).toEqual([]);
    expect(await found("function f(of: Deal) = of.amuont\n")).toEqual(["OS2008 amuont"]);
    expect(await found("function f(of: User?) = of.name.length\n")).toEqual([]);
    expect(await found("const late = now > 2026-01-01T00:00\n")).toEqual([]);
  });

  it("is the item before the change in a block about one", async () => {
    const block = (condition: string) =>
      `on fieldChanged(amount) in deals < notify("Anna", title) when ${condition}; >`;
    expect(await found(block("amount > previous.amount * 2"))).toEqual([]);
    expect(await found(block('previous.contact.email ends with ".example"'))).toEqual([]);
    expect(await found(block("previous.amonut > 5"))).toEqual(["OS2008 amonut"]);
    expect(await found(block("previous is set"))).toEqual(["OS2019 previous"]);
    expect(await found(block("event.x is set"))).toEqual(["OS2022 event"]);
  });

  it("is what the event brought in a block about one", async () => {
    const block = (condition: string) => `on formSent in leads < notify("Anna", title) when ${condition}; >`;
    expect(await found(block('event.form contains "call"'))).toEqual([]);
    expect(await found(block("event.fomr is set"))).toEqual(["OS2008 fomr"]);
    expect(await found(block("event is set"))).toEqual(["OS2019 event"]);
    expect(await found(block("previous.title is set"))).toEqual(["OS2022 previous"]);
  });

  it("is, for a parameter of a group, what the group is given", async () => {
    const text = (given: string) =>
      "rules remind(who: User, limit: Money) in deals <\n" +
      '  notify(who, "{who.name}: {title}") when amount > limit and who.email is set;\n>\n' +
      `on stage "New" in deals < include remind(${given}); >\n`;
    expect(await found(text("responsible, 500"))).toEqual([]);
    expect(await found(text('"Anna", 500 USD'))).toEqual([]);
    expect(await found(text("observers.first ?? responsible, paid ?? 0"))).toEqual([]);
    expect(await found(text("deputy, 500"))).toEqual(["OS2107 deputy"]);
    expect(await found(text("title, 500"))).toEqual(["OS2101 title"]);
    const [block] = (await programOf(text("observers.first ?? responsible, 500"))).files.flatMap((file) =>
      file.declarations.flatMap(({ declaration }) =>
        declaration.kind === "block" ? [declaration.block] : [],
      ),
    );
    const condition = JSON.stringify(block?.rules[0]?.condition);
    expect(condition).toContain('"value":"500","currency":"EUR"');
    expect(condition).toContain('"kind":"member"');
  });
});

describe("a name that the CRM has changed", () => {
  const schema = renamed(
    '{ "id": "CALL", "title": "Call" }',
    '{ "id": "CALL", "title": "Phone call", "formerly": ["Call"] }',
    ['"id": 1, "name": "Anna"', '"id": 1, "name": "Anna Meyer", "formerly": ["Anna"]'],
    ['"closeDate": { "type": "Date"', '"closesOn": { "type": "Date", "formerly": ["closeDate"]'],
    ['"title": "Wait for payment"', '"title": "Payment", "formerly": ["Wait for payment"]'],
  );

  it.each([
    ['source == "Call"', '"Call"', '"Phone call"'],
    ['source in ["Web form", "Call"]', '"Call"', '"Phone call"'],
    ['responsible == "Anna"', '"Anna"', '"Anna Meyer"'],
    ["closeDate < today", "closeDate", "closesOn"],
  ])("still means the same, and is told: %s", async (condition, old, now) => {
    const text = `on stage "New" in deals < notify(responsible, title) when ${condition}; >`;
    const program = await programOf(text, {}, schema);
    const told = program.diagnostics.filter((one) => one.code === "OS3058");
    expect(told.map((one) => text.slice(one.start, one.end))).toEqual([old]);
    expect(told[0]?.fixes[0]?.edits().map((edit) => edit.text)).toEqual([now]);
    expect(told[0]?.fixes[0]?.safe).toBe(true);
    expect(shown(program, text)).toEqual([]);
  });

  it("stands for a stage that an action is given", async () => {
    const text = 'on stage "New" in deals pipeline "Sales" < changeStage("Wait for payment"); >';
    const program = await programOf(text, {}, schema);
    expect(program.diagnostics.map((one) => one.code)).toContain("OS3058");
    expect(shown(program, text)).toEqual([]);
  });
});

describe("a user", () => {
  const twins = schemaText.replace(
    '{ "id": 9, "name": "Max", "email": "max@acme.example" }',
    '{ "id": 9, "name": "Anna", "email": "a.meyer@acme.example" }',
  );

  it("whose name another one has is asked for by address", async () => {
    const text = 'on stage "New" in deals < notify("Anna", title); >';
    expect(await found(text, twins)).toEqual(['OS2027 "Anna"']);
    expect(await found(text.replace("Anna", "a.meyer@acme.example"), twins)).toEqual([]);
  });
});

/** All expressions inside of one, itself included. */
function within(value: CheckedExpression): readonly CheckedExpression[] {
  const children = Object.values(value).flatMap((part: unknown): readonly CheckedExpression[] => {
    if (Array.isArray(part)) return part.filter(isExpression);
    return isExpression(part) ? [part] : [];
  });
  return [value, ...children.flatMap(within)];
}

function isExpression(value: unknown): value is CheckedExpression {
  return (
    typeof value === "object" && value !== null && "kind" in value && "type" in value && "start" in value
  );
}

const leaves = [
  ..."title amount paid pieces discount isTest isRepeat closeDate meetingAt callAt createdAt source priority".split(
    " ",
  ),
  ..."responsible deputy observers contact company.name original shop this now today 5 0.5 true".split(" "),
  ...[
    "7 USD",
    "2 hours",
    "3 working days",
    "09:00",
    "2026-12-24",
    "2026-12-24T18:00",
    '"Anna"',
    '"x"',
    "[1, 2]",
  ],
  ...["contact.email", "createdAt.time", "observers.first", "amount.currency", '"{title}"', "unheardOf"],
];

const anyExpression = fc.letrec<{ readonly one: string }>((tie) => ({
  one: fc.oneof(
    { maxDepth: 4, depthSize: "medium" },
    fc.constantFrom(...leaves),
    fc
      .tuple(
        tie("one"),
        fc.constantFrom(..."+ - * / ?? == != < <= > >= and or in contains matches".split(" ")),
        tie("one"),
      )
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    fc.tuple(tie("one"), tie("one"), tie("one")).map(([a, b, c]) => `(if ${a} then ${b} else ${c})`),
    fc.tuple(tie("one"), tie("one"), tie("one")).map(([a, b, c]) => `(${a} in ${b}..${c})`),
    fc.tuple(tie("one"), tie("one")).map(([a, b]) => `[${a}, ${b}]`),
    tie("one").map((a) => `(not ${a})`),
    tie("one").map((a) => `(-${a})`),
    tie("one").map((a) => `(${a} is set)`),
  ),
})).one;

describe("any expression", () => {
  it("is given a type or an error, and never both or neither", async () => {
    await fc.assert(
      fc.asyncProperty(anyExpression, async (expression) => {
        const text = `on stage "New" in deals < take(${expression}); >`;
        const program = await programOf(text);
        const errors = program.diagnostics.filter((one) => one.severity === "error");
        const [rule] = program.files.flatMap((file) =>
          file.declarations.flatMap(({ declaration }) =>
            declaration.kind === "block" ? declaration.block.rules : [],
          ),
        );
        const value = rule?.args[0]?.value;
        expect(value).toBeDefined();
        if (value === undefined) return;
        const broken = within(value).filter((one) => one.kind === "broken" || one.type.kind === "unknown");
        if (errors.length === 0) expect(broken).toEqual([]);
        for (const error of errors) {
          expect(error.start).toBeGreaterThanOrEqual(0);
          expect(error.end).toBeLessThanOrEqual(text.length);
          expect(error.help).not.toBe("");
        }
      }),
      { numRuns: 300 },
    );
  });

  it("is checked to the same each time", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...leaves.filter((leaf) => leaf !== "unheardOf")), async (leaf) => {
        expect(await checkedAs(`[${leaf}]`)).toEqual(await checkedAs(`[${leaf}]`));
      }),
      { numRuns: 20 },
    );
  });
});
