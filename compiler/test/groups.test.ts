import { blocksOf, type CheckedExpression, type CheckedRule, type Program } from "@onstage/compiler";
import { describe, expect, it } from "vitest";
import { found, inNew, programOf, type RulesFiles } from "./declaration-support.ts";

function rulesIn(program: Program): readonly CheckedRule[] {
  expect(program.diagnostics.filter((one) => one.severity === "error")).toEqual([]);
  return program.files.flatMap(blocksOf).flatMap((block) => block.rules);
}

async function rulesOf(files: string | RulesFiles): Promise<readonly CheckedRule[]> {
  return rulesIn(await programOf(files));
}

const argument = (rule: CheckedRule | undefined, name: string): CheckedExpression | undefined =>
  rule?.args.find((one) => one.parameter.name === name)?.value;

const remind = `rules remind(text: Text, to: User) in deals <
  first: sendEmail(text);
  after previous notify(to, text);
>
`;

describe("an included group", () => {
  it("puts its rules in its place, with names of its own", async () => {
    const rules = await rulesOf(
      `${remind}${inNew('notify("Max", "a"); include remind("x", responsible); late: include remind("y", "Anna");')}`,
    );
    expect(rules.map((rule) => rule.name)).toEqual([
      "notify",
      "remind.first",
      "remind.notify",
      "late.first",
      "late.notify",
    ]);
    expect(rules.map((rule) => rule.after)).toEqual([
      [],
      [],
      [{ rule: "remind.first", when: "ended" }],
      [],
      [{ rule: "late.first", when: "ended" }],
    ]);
  });

  it("is numbered where it stands more than once", async () => {
    const rules = await rulesOf(
      `${remind}${inNew('include remind("x", "Max"); include remind("y", "Max"); include remind("z", "Max");')}`,
    );
    expect([...new Set(rules.map((rule) => rule.name.split(".")[0]))]).toEqual([
      "remind",
      "remind2",
      "remind3",
    ]);
  });

  it("knows what it is given in place of its parameters", async () => {
    const [first, second] = await rulesOf(
      `${remind}${inNew('include remind("Look at {title}", if isTest then responsible else "Anna");')}`,
    );
    expect(argument(first, "message") ?? first?.args[0]?.value).toMatchObject({ kind: "text" });
    expect(argument(second, "user")).toMatchObject({ kind: "if", otherwise: { kind: "user" } });
  });

  it("leads back to where it is written", async () => {
    const files = {
      "rules/a.rules": `import { remind } from "./common.rules"\n${inNew('include remind("x", "Max");')}`,
      "rules/common.rules": `// what many stages need\n\n${remind}`,
    };
    const [first] = await rulesOf(files);
    expect(first?.origin).toMatchObject({ file: "rules/common.rules", source: files["rules/common.rules"] });
    const { source = "", offset = 0 } = first?.origin ?? {};
    const node = first?.node;
    expect(source.slice(offset + (node?.start ?? 0), offset + (node?.end ?? 0))).toBe(
      "first: sendEmail(text)",
    );
  });

  it("brings the text of what is written at the include, with places of its own", async () => {
    const group = 'rules ask(limit: Money) in deals < notify("Max", "a") when amount > limit; >\n';
    const [rule] = await rulesOf(
      `${group}on stage "New" in deals when (not isTest) < include ask(50000 + 10) when paid is empty; >`,
    );
    const { condition } = rule ?? {};
    if (condition?.kind !== "and") throw new Error("the conditions are not joined");
    const [outer, own] = condition.operands;
    if (outer?.kind !== "and" || own?.kind !== "compare") throw new Error("it is another condition");
    expect(outer.operands.map((one) => one.text)).toEqual(["not isTest", "paid is empty"]);
    expect(own.text).toBeUndefined();
    expect(own.right).toMatchObject({ text: "50000 + 10" });
    expect(group.slice(own.right.start, own.right.end)).toBe("limit");
    for (const { start, end } of outer.operands) expect(group.slice(start, end)).toBe("ask");
  });

  it("keeps the constants of its own file, and its own `let`", async () => {
    const files = {
      "rules/a.rules": `import { pay } from "./common.rules"
        const limit = 5
        on stage "New" in deals <
          let link = createPaymentLink();
          include pay();
          sendEmail(link) when amount > limit;
        >`,
      "rules/common.rules": `const limit = 100
        rules pay() in deals < let link = createPaymentLink(); sendEmail(link) when amount > limit; >`,
    };
    const rules = await rulesOf(files);
    expect(rules.map((rule) => [rule.name, rule.uses])).toEqual([
      ["link", []],
      ["pay.link", []],
      ["pay.sendEmail", ["pay.link"]],
      ["sendEmail", ["link"]],
    ]);
    const limits = rules.flatMap((rule) =>
      rule.condition?.kind === "compare" ? [rule.condition.right] : [],
    );
    expect(JSON.stringify(limits)).toMatch(/common\.rules.*"100".*a\.rules.*"5"/);
  });

  it("waits for the rules whose results it is given", async () => {
    const rules = await rulesOf(
      `rules mail(text: Text) in deals < sendEmail(text); notify("Max", "mailed"); >
       ${inNew('let link = createPaymentLink(); include mail("Pay {link}");')}`,
    );
    expect(rules.map((rule) => rule.uses)).toEqual([[], ["link"], []]);
  });

  it("takes lengths of time, and stages of the pipeline that it is included in", async () => {
    const group = `rules later(wait: Duration, next: Stage) in deals <
      after wait changeStage(next);
      at 2 hours before meetingAt, every wait up to 2 times notify("Max", "a") once per wait;
    >`;
    const rules = await rulesOf(
      `${group}\nconst pause = 2 days\n
       on stage "Cart" in deals pipeline "Retail" < include later(pause, "Product delivery"); >`,
    );
    expect(rules[0]?.schedule.delay).toMatchObject({ days: 2 });
    expect(rules[1]?.schedule.repeat?.every).toMatchObject({ days: 2 });
    expect(rules[1]?.modifiers.once?.per).toMatchObject({ days: 2 });
    expect(argument(rules[0], "stage")).toMatchObject({ kind: "stage", id: "R_DELIVERY" });
  });

  it("can include others, in any order and from other files", async () => {
    const files = {
      "rules/a.rules": `import { outer } from "./b.rules"\n${inNew('include outer("x");')}`,
      "rules/b.rules": `import { inner } from "./c.rules"
        rules outer(text: Text) in deals < include inner("{text}!"); after inner notify("Max", text); >`,
      "rules/c.rules": 'rules inner(text: Text) in deals < notify("Anna", text); mail: sendEmail(text); >',
    };
    const rules = await rulesOf(files);
    expect(rules.map((rule) => [rule.name, rule.after.map((one) => one.rule)])).toEqual([
      ["outer.inner.notify", []],
      ["outer.inner.mail", []],
      ["outer.notify", ["outer.inner.notify", "outer.inner.mail"]],
    ]);
    expect(rules.map((rule) => rule.origin?.file)).toEqual([
      "rules/c.rules",
      "rules/c.rules",
      "rules/b.rules",
    ]);
  });

  it("has its place in the order: after it, before it, and after all of it", async () => {
    const rules = await rulesOf(
      `${remind}${inNew(
        `a: notify("Max", "a");
         after a succeeds include remind("x", "Max");
         after previous b: notify("Max", "b");`.replace("after previous b:", "b: after previous") +
          'c: after remind notify("Max", "c"); d: after all previous notify("Max", "d");',
      )}`,
    );
    const after = Object.fromEntries(rules.map((rule) => [rule.name, rule.after]));
    const ended = (...names: readonly string[]) => names.map((rule) => ({ rule, when: "ended" }));
    expect(after).toEqual({
      a: [],
      "remind.first": [{ rule: "a", when: "succeeds" }],
      "remind.notify": [{ rule: "a", when: "succeeds" }, ...ended("remind.first")],
      b: ended("remind.notify"),
      c: ended("remind.first", "remind.notify"),
      d: ended("a", "remind.first", "remind.notify", "b", "c"),
    });
  });

  it("may be empty", async () => {
    const text = `rules none() in deals < >\n${inNew('include none(); after previous notify("Max", "a");')}`;
    expect(await found(text)).toEqual(["OS3001 rules none() in deals < >"]);
    expect((await rulesOf(text)).map((rule) => rule.after)).toEqual([[]]);
  });
});

describe("what is wrong with a group", () => {
  const other = 'rules other() in leads < notify(responsible, "{title}"); >\n';
  it.each([
    [`${remind}${inNew('include remimd("x", "Max");')}`, ["OS2039 remimd"]],
    [`const remind = 5\n${inNew('include remind("x");')}`, ["OS2039 remind"]],
    [`${other}${inNew("include other();")}`, ["OS2040 other"]],
    [`${remind}${inNew('include remind("x");')}`, ["OS2102 remind"]],
    [`${remind}${inNew('include remind("x", "Max", 5);')}`, ["OS2103 5"]],
    [`${remind}${inNew('include remind(5 == 5, "Max");')}`, ["OS2101 5 == 5"]],
    [`${remind}${inNew('include remind("x", deputy);')}`, ["OS2107 deputy"]],
    [`${remind}${inNew('include remind("x", "Ana");')}`, ['OS2014 "Ana"']],
    [`${remind}${inNew('let x = include remind("x", "Max");')}`, ["OS1031 let x"]],
    ["rules g() in deals < include g(); >", ["OS2036 g"]],
    ["rules g() in deals < include h(); >\nrules h() in deals < include g(); >", ["OS2036 g"]],
    ['rules g(a: Txt) in deals < notify("Max", a); >', ["OS2037 Txt"]],
    ['rules g(a: Text, a: Text) in deals < notify("Max", a); >', ["OS2038 a"]],
    ['rules g(amount: Money) in deals < notify("Max", "{amount}"); >', ["OS3057 amount"]],
    ['rules g() in dales < notify("Max", "a"); >', ["OS2001 dales"]],
    ['rules g() in deals < notify("Max", amuont); >', ["OS2007 amuont"]],
    ['rules g() in deals < notify("Max", "{previous.amount}"); >', ["OS2022 previous"]],
    ['rules g(a: Text?) in deals < notify("Max", a); >', ["OS2107 a"]],
    ['rules g(wait: Text) in deals < after wait notify("Max", "a"); >', ["OS2050 wait"]],
    ['rules g() in deals < after previous notify("Max", "a"); >', ["OS2010 after previous"]],
  ])("is told once, where it is: %s", async (text, expected) => {
    expect((await found(text)).filter((one) => !one.startsWith("OS3051"))).toEqual(expected);
  });

  it("is told at the group and not again at each include", async () => {
    const group = 'rules g(a: Text) in deals < notify("Max", amuont); sendEmail(a) when a > 5; >\n';
    const text = `${group}${inNew('include g("x"); include g("y");')}`;
    expect(await found(text)).toEqual(["OS2007 amuont", "OS2108 a > 5"]);
  });

  it("is told at the include where it is wrong only there", async () => {
    const group = 'rules go(wait: Duration) in deals < after wait changeStage("Proposal"); >\n';
    const good = `${group}${inNew("include go(2 hours);")}`;
    expect(await found(good)).toEqual([]);
    const retail = (rules: string) => `${group}on stage "Cart" in deals pipeline "Retail" < ${rules} >`;
    expect(await found(retail("include go(2 hours);"))).toEqual(["OS2042 go(2 hours)"]);
    const { diagnostics } = await programOf(retail("include go(2 hours);"));
    expect(diagnostics[0]?.message).toContain('no stage "Proposal"');
    expect(await found(`${group}${inNew("include go(closeDate - today) when closeDate is set;")}`)).toEqual([
      "OS2042 go(closeDate - today)",
    ]);
    expect(await found(`${group}${inNew("include go(0 hours);")}`)).toEqual(["OS2042 go(0 hours)"]);
  });

  it("that waits in a circle by way of an include is told at the block", async () => {
    const text = `${remind}${inNew('a: after remind notify("Max", "a"); after a include remind("x", "Max");')}`;
    expect(await found(text)).toEqual(["OS2012 after remind"]);
  });

  it("of too many rules is told, however fast they grow", async () => {
    const groups = Array.from(
      { length: 40 },
      (_, index) => `rules g${index}() in deals < include g${index + 1}(); include g${index + 1}(); >`,
    );
    const text = (rule: string) =>
      `${groups.join("\n")}\nrules g40() in deals < ${rule} >\n${inNew("include g0();")}`;
    expect(await found(text('notify("Max", "a");'))).toEqual(["OS2041 include g31()"]);
    const empty = (await found(text(""))).filter((one) => !one.startsWith("OS3001"));
    expect(empty).toEqual(["OS2041 include g30()"]);
  });

  it.each([
    ["text", "Text", 'notify("Max", t)', '"{t}{t}"', "title"],
    ["conditions", "Boolean", 'notify("Max", "a") when t', "t and t or not t", "isTest"],
  ])("tells of %s that double with each level", async (_, type, rule, more, first) => {
    const inner = `rules g0(t: ${type}) in deals < ${rule}; >\n`;
    const outer = Array.from(
      { length: 59 },
      (_, index) => `rules g${index + 1}(t: ${type}) in deals < include g${index}(${more}); >\n`,
    );
    const all = await found(`${inner}${outer.join("")}${inNew(`include g59(${first});`)}`);
    expect(new Set(all.map((one) => one.slice(0, 6)))).toEqual(new Set(["OS1011"]));
  });

  it("of too many levels is told, and the stack holds", async () => {
    const groups = Array.from(
      { length: 900 },
      (_, index) => `rules g${index}() in deals < include g${index + 1}(); >`,
    );
    const last = 'rules g900() in deals < notify("Max", "a"); >';
    const text = `${groups.join("\n")}\n${last}\n${inNew("include g0();")}`;
    expect(await found(text)).toEqual(["OS1011 g800"]);
  });
});
