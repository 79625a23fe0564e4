import { explain, holds, type Rule } from "@onstage/runtime/rules";
import { describe, expect, it } from "vitest";
import { type Look, loadEmitted, scopeOf } from "./load.ts";
import { config, everything, projectOf, soundProject } from "./sample.ts";

const inStage = (rules: string) => ({ "rules/a.rules": `on stage "New" in deals <\n${rules}\n>\n` });

async function loadedRules(files: Readonly<Record<string, string>>) {
  const loaded = loadEmitted(await soundProject(files));
  const rules = loaded.ruleSet.blocks.flatMap((block) => block.rules);
  const rule = (name: string): Rule => {
    const found = rules.find((one) => one.name === name);
    if (found === undefined)
      throw new Error(`there is no rule ${name}: ${rules.map((one) => one.name).join(", ")}`);
    return found;
  };
  // Rules take the scope that they were written for, which the engine makes just like this.
  const look = (parts: Look, entity = "deals") => scopeOf(loaded.ruleSet, entity, parts) as never;
  return { ...loaded, rules, rule, look };
}

describe("a rule set", () => {
  it("carries the setting of the project", async () => {
    const { ruleSet } = loadEmitted(await soundProject(everything));
    const long = [
      ["09:00", "12:00"],
      ["12:30", "18:00"],
    ];
    expect(ruleSet).toMatchObject({
      timezone: config.timezone,
      currency: "EUR",
      locale: "en-GB",
      calendar: {
        hours: { 1: long, 4: long, 5: [["09:00", "15:00"]] },
        holidays: ["2026-12-25"],
        workdays: ["2026-12-19"],
        people: {},
      },
      rates: { USD: { "2026-01-01": "0.90", "2026-07-01": "0.95" }, GBP: { "0001-01-01": "1.15" } },
    });
    expect(Object.keys(ruleSet.calendar.hours)).toEqual(["1", "2", "3", "4", "5"]);
    expect(ruleSet.events).toContain("invoicePaid");
  });

  it("has each rule once for its block, and a call for each", async () => {
    const { rules, calls, ruleSet } = await loadedRules(everything);
    const ids = rules.map((rule) => rule.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Object.keys(calls).toSorted()).toEqual(ids.toSorted());
    expect(ruleSet.blocks.map((block) => block.kind)).toEqual([
      ...["stage", "stage", "event", "event", "event"],
      ...["calendar", "calendar", "calendar", "calendar"],
      // One that is disabled.
      "stage",
    ]);
  });

  it("keeps the ids of rules and blocks when something else is written before them", async () => {
    const ids = async (text: string) =>
      (await loadedRules({ "rules/a.rules": text })).rules.map((rule) => rule.id);
    const block = 'on stage "New" in deals < a: notify("Max", "x") >\n';
    const before = await ids(block);
    expect(await ids(`on created in deals < notify("Max", "y") >\n${block}`)).toEqual([
      "rules/a.rules#created in deals.notify",
      ...before,
    ]);
    expect(await ids(`${block}${block.replace("a:", "b:")}`)).toEqual([
      ...before,
      "rules/a.rules#stage 'New' in deals (2).b",
    ]);
  });

  it("leaves out what is disabled, and keeps the others in their order", async () => {
    const { rules } = await loadedRules(
      inStage(`  a: notify("Max", "a");
  b: after a notify("Max", "b") disabled;
  c: after b notify("Max", "c");
  let link = createPaymentLink() disabled;
  d: sendEmail(link);
  e: after d succeeds notify("Max", "e");
  f: after all previous notify("Max", "f");`),
    );
    expect(rules.map((rule) => [rule.name, rule.after.map((one) => one.rule)])).toEqual([
      ["a", []],
      ["c", ["a"]],
      ["f", ["a", "c"]],
    ]);
  });

  it("says of the rules on a stage that never run why they do not", async () => {
    const { ruleSet } = await loadedRules({
      "rules/a.rules": `disabled on stage "New" in deals < never: notify("Max", "n") >
on stage "New" in deals <
  a: notify("Max", "a");
  let link = createPaymentLink() disabled;
  mail: sendEmail(link);
>
disabled on created in deals < notify("Max", "c") >
`,
    });
    const source = (line: number) => ({ file: "rules/a.rules", line });
    expect(ruleSet.blocks).toMatchObject([
      {
        rules: [{ name: "a" }],
        idle: [
          { name: "link", action: "createPaymentLink", source: source(4), because: { kind: "rule" } },
          { name: "mail", source: source(5), because: { kind: "needs", rule: "link" } },
        ],
      },
      { rules: [], idle: [{ name: "never", source: source(1), because: { kind: "block" } }] },
    ]);
    expect(ruleSet.blocks).toHaveLength(2);
  });
});

describe("blocks and triggers", () => {
  it("say when they start", async () => {
    const { ruleSet } = loadEmitted(await soundProject(everything));
    const [first, second, changed, created, paid, daily, monthly, hourly, named] = ruleSet.blocks;
    expect(first).toMatchObject({ kind: "stage", entity: "deals", pipeline: "sales", stages: ["PAYMENT"] });
    expect(second).toMatchObject({
      stages: ["NEW", "PROPOSAL"],
      source: { file: "rules/sales/deals.rules", line: 20 },
    });
    expect(changed).toMatchObject({
      kind: "event",
      pipelines: ["sales"],
      event: { type: "fieldChanged", fields: ["amount", "discount"], text: "fieldChanged(amount, discount)" },
    });
    expect(created).toMatchObject({ entity: "leads", event: { type: "created", text: "created" } });
    expect(created).not.toHaveProperty("pipelines");
    expect(paid).toMatchObject({ event: { type: "invoicePaid", text: "invoicePaid" } });
    expect(daily).toMatchObject({
      every: { kind: "weekday" },
      at: "09:00:00",
      text: "every weekday at 09:00",
    });
    expect(monthly).toMatchObject({ every: { kind: "month", day: "last" }, at: "00:00:00" });
    expect(hourly).toMatchObject({
      every: { kind: "interval", every: { milliseconds: 7_200_000 } },
      pipelines: ["sales"],
    });
    expect(named).toMatchObject({ every: { kind: "namedDays", days: [1, 5] }, at: "10:30:00" });
  });

  it("move items where triggers say so", async () => {
    const asked: unknown[] = [];
    const events = {
      invoicePaid: (...given: readonly unknown[]) => asked.push(given) > 0,
      formSent: () => false,
    };
    const program = await soundProject(everything);
    const { ruleSet } = loadEmitted(program, { "@onstage/stdlib/triggers": events });
    const [paid, form] = ruleSet.triggers;
    const look = (parts: Look) => scopeOf(ruleSet, "deals", parts) as never;
    expect(paid).toMatchObject({
      entity: "deals",
      targets: [{ pipeline: "sales", stage: "DELIVERY" }],
      allowBackward: false,
      event: { text: 'invoicePaid("INV-1")' },
    });
    expect(paid?.event.fits?.(look({ event: { invoice: "INV-1" } }))).toBe(true);
    expect(asked).toEqual([[{ invoice: "INV-1" }, "INV-1"]]);
    expect(paid?.as?.(look({}))).toEqual({ id: 1, name: "Anna" });
    expect(paid?.when && holds(paid.when, look({ fields: { amount: 5 } }))).toBe(true);
    expect(form).toMatchObject({ allowBackward: true });
    expect(form?.event.fits?.(look({}))).toBe(false);
    expect(form?.as?.(look({ fields: { responsible: 9 } }))).toEqual({ id: 9, name: "Max" });
  });

  it("read what events bring as values of the language", async () => {
    const { rules, look } = await loadedRules(everything);
    const rule = rules.find((one) => one.id.includes("invoicePaid"));
    const at = look({ event: { amount: { amount: "10", currency: "USD" }, invoice: "INV-1" } });
    expect(rule?.when && holds(rule.when, at)).toBe(true);
    expect(rule?.args(at)).toMatchObject({ message: "Paid: 10.00 USD for INV-1" });
    const wrong = look({ event: { amount: "much", invoice: null } });
    expect(rule?.when && explain(rule.when, wrong)).toBe(
      "event.amount > 5 is false (event.amount is missing); event.invoice is missing",
    );
  });

  it("look at items as they were before a change", async () => {
    const { rules, look } = await loadedRules(everything);
    const rule = rules.find((one) => one.id.includes("fieldChanged"));
    expect(rule?.args(look({ fields: { amount: 9 }, previous: { amount: 4 } }))).toMatchObject({
      message: "4.00 EUR became 9.00 EUR",
    });
  });
});

describe("schedules and modifiers", () => {
  it("come out as data and as functions of the item", async () => {
    const { rule, look } = await loadedRules(everything);
    const at = look({
      fields: { closeDate: "2026-06-12", meetingAt: "2026-06-12T10:00:00Z", responsible: 9 },
    });
    expect(rule("notify").schedule).toMatchObject({ delay: { milliseconds: 7_200_000 } });
    expect(rule("notify").schedule?.within?.of?.(at)).toEqual({ id: 9, name: "Max" });
    const soon = rule("sendEmail");
    expect(soon).toMatchObject({ skipIfLate: true, once: { per: { days: 90 } } });
    expect(soon.schedule?.at).toMatchObject({ fields: ["closeDate"], text: "at 10:00 on closeDate - 1 day" });
    expect(soon.schedule?.at?.time?.(at)).toBe("10:00:00");
    expect(soon.schedule?.at?.anchor?.(at)).toBe("2026-06-11");
    expect(soon.schedule?.at?.anchor?.(look({}))).toBeUndefined();
    const meeting = rule("notify3");
    expect(meeting.once).toEqual({});
    expect(meeting.schedule?.at?.anchor?.(at)).toBe("2026-06-12T10:00:00.000Z");
    expect(meeting.schedule?.at?.offset).toMatchObject({
      direction: "before",
      duration: { milliseconds: 7_200_000 },
    });
    const { repeat } = rule("sendEmail2").schedule ?? {};
    expect(repeat).toMatchObject({ every: { days: 5 }, times: 3 });
    expect(repeat?.until && holds(repeat.until, look({ fields: { contract: "file.pdf" } }))).toBe(true);
    expect(rule("notify2")).toMatchObject({ retry: 5 });
    expect(rule("notify2").as?.(at)).toEqual({ id: 9, name: "Max" });
  });
});

describe("groups", () => {
  it("are where they are included, with the places and words of where they are written", async () => {
    const { rule, look } = await loadedRules(everything);
    const first = rule("included.first");
    expect(first).toMatchObject({
      source: { file: "rules/common.rules", line: 17 },
      description: "The first word.",
    });
    const fields = { isTest: false, amount: 50000, closeDate: "2026-01-01", contact: 7, title: "Acme" };
    const others = { "contacts/7": { name: "Ann" } };
    const at = look({ fields, others });
    expect(first.args(at)).toEqual({ message: "Please pay, Ann" });
    expect(rule("included.notify").args(at)).toMatchObject({
      user: { name: "Max" },
      message: "No answer yet: Acme, Please pay, Ann",
    });
    const cheap = look({ fields: { ...fields, amount: "899.99", isTest: true }, others });
    expect(first.when && explain(first.when, cheap)).toBe(
      [
        "isTest is yes",
        "amount in both is false (amount is 899.99 EUR, both is 50000, 100000)",
        "amount > limit is false (amount is 899.99 EUR)",
      ].join("; "),
    );
  });
});

describe("constants and functions", () => {
  it("may stand in any order and in files that import each other", async () => {
    const { rule, look } = await loadedRules({
      "rules/a.rules": `import { b, twice } from "./b.rules"
const c = b + 1
const a = twice(2)
on stage "New" in deals < notify("Max", "{a} {c} {b}") >`,
      "rules/b.rules": `import { a } from "./a.rules"
const b = a * 2
function twice(of: Number) = of * factor
const factor = 2`,
    });
    expect(rule("notify").args(look({}))).toMatchObject({ message: "4 9 8" });
  });

  it("are worked out anew where they depend on the moment", async () => {
    const { rule, look } = await loadedRules({
      "rules/a.rules": `const soon = later(2)
function later(many: Number) = today + many * 1 day
on stage "New" in deals < notify("Max", "{soon}") >`,
    });
    const on = (now: string) => rule("notify").args(look({ now })).message;
    expect([on("2026-06-08T08:00:00.000Z"), on("2026-06-09T08:00:00.000Z")]).toEqual([
      "2026-06-10 00:00",
      "2026-06-11 00:00",
    ]);
  });
});

it("an expression may be as long as a rule", async () => {
  const { rule, look } = await loadedRules(
    inStage(
      `  sum: notify("Max", "{${"pieces + ".repeat(900)}1}");
  first: notify("Max", ${"contact.name ?? ".repeat(450)}title);
  choice: notify("Max", ${"if pieces > 1 then title else ".repeat(180)}"x");`,
    ),
  );
  const at = look({ fields: { pieces: 1, title: "A" } });
  const texts = ["sum", "first", "choice"].map((name) => rule(name).args(at).message);
  expect(texts).toEqual(["901", "A", "x"]);
});

it("a program with errors has no code", async () => {
  expect((await projectOf(inStage('  notify("Nobody", "x");'))).emit()).toEqual([]);
});

it("the same program gives the same bytes", async () => {
  expect((await soundProject(everything)).emit()).toEqual((await soundProject(everything)).emit());
});
