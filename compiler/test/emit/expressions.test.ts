import type { Rule } from "@onstage/runtime/rules";
import { explain, holds } from "@onstage/runtime/rules";
import { describe, expect, it } from "vitest";
import { programOf } from "../expression-support.ts";
import { type Look, loadEmitted, scopeOf } from "./load.ts";

const declarations = `
const large = 50000
const patience = 3 days
const limits = [1, 2, half(10)]
const sums = [60000, 5]
const start = 2026-06-01T09:00
const codes = "^(A|B)-"
function half(of: Number) = of / 2
function net(gross: Money, rate: Number) = gross / rate
function named(who: User?) = "{who.name ?? 'nobody'}, {who.manager.name ?? 'nobody'}"
function soon(date: Date) = date < today + patience
function enum(class: Text, less: Text, s: Text) = "{class}-{less}-{s}"
`;

const deal: Look = {
  rates: { USD: { "0001-01-01": "0.9" } },
  fields: {
    title: "Test deal",
    amount: "60000",
    paid: { amount: "100", currency: "USD" },
    discount: 12.5,
    pieces: 4,
    isTest: false,
    closeDate: "2026-06-12",
    meetingAt: "2026-06-08T07:30:00.000Z",
    callAt: "09:05",
    createdAt: "2026-06-07T22:30:00.000Z",
    source: "WEB",
    priority: "HIGH",
    responsible: 1,
    observers: [1, 9],
    contact: 7,
    original: 1,
  },
  others: { "contacts/7": { name: "Ann", email: "ann@acme.example" }, "deals/1": { title: "First" } },
};

async function ruleOf(
  text: string,
  head = 'on stage "New" in deals',
): Promise<{ rule: Rule; look: (look: Look) => never }> {
  const program = await programOf(`${declarations}${head} < ${text} >`);
  const errors = program.diagnostics.filter((one) => one.severity === "error");
  expect(errors.map((one) => `${one.code} ${one.message}`)).toEqual([]);
  const { ruleSet } = loadEmitted(program);
  const rule = ruleSet.blocks[0]?.rules.at(-1);
  if (rule === undefined) throw new Error("no rule was emitted");
  // A rule takes the scope that it was written for, which the engine makes just like this.
  return { rule, look: (look) => scopeOf(ruleSet, "deals", look) as never };
}

/** What an expression is on an item, as an action would get it. */
async function resultOf(expression: string, look: Look = deal): Promise<unknown> {
  const { rule, look: at } = await ruleOf(`take(${expression})`);
  return rule.args(at(look)).value;
}

/** Expressions by their theme, and what each is on the deal. */
const themes: readonly (readonly [string, readonly (readonly [string, unknown])[]])[] = [
  [
    "numbers and money",
    [
      ["pieces + 1.5 * 2", 7],
      ["(pieces + 1.5) * 2", 11],
      ["-pieces", -4],
      ["pieces / 0", undefined],
      ["discount / 5", 2.5],
      ["amount * 1.19", { amount: "71400", currency: "EUR" }],
      ["0.5 * amount", { amount: "30000", currency: "EUR" }],
      ["amount / 7", { amount: "8571.43", currency: "EUR" }],
      ["amount + 5", { amount: "60005", currency: "EUR" }],
      ["paid + 5 USD", { amount: "105", currency: "USD" }],
      ["amount / 1000", { amount: "60", currency: "EUR" }],
      ["amount / (1000 EUR)", 60],
      ["paid.amount", 100],
      ["paid.currency", "USD"],
      ["net(amount ?? 0, 1.2)", { amount: "50000", currency: "EUR" }],
      ["large", 50000],
      ["limits", [1, 2, 5]],
    ],
  ],
  [
    "texts",
    [
      ['"{title}: {amount}"', "Test deal: 60000.00 EUR"],
      ['"{contact.name} {company.name}!"', "Ann !"],
      ['"{isTest} {responsible} {source} {callAt} {closeDate}"', "no Anna Web form 09:05 2026-06-12"],
      [
        '"{meetingAt}, {meetingAt:time}, {closeDate:long}, {amount:0}"',
        "2026-06-08 09:30, 9:30 AM, June 12, 2026, €60,000",
      ],
      ['"{source:upper} {title:lower} {patience}"', "WEB FORM test deal 3 days"],
      ['title + "!" + (company.name ?? "")', "Test deal!"],
      ['if pieces > 3 then "many" else "few"', "many"],
      ["if isRepeat then title else source", "Web form"],
      ["title.length", 9],
      ["named(responsible)", "Anna, Max"],
      ["named(deputy)", "nobody, nobody"],
      ["named(responsible.manager)", "Max, nobody"],
      ['enum("a", "b", "c")', "a-b-c"],
      ['"{{x}} \\"y\\" `{title}`"', '{x} "y" `Test deal`'],
    ],
  ],
  [
    "days, moments, times and lengths",
    [
      ["closeDate + 2 days", "2026-06-14"],
      ["closeDate - 1 month", "2026-05-12"],
      ["closeDate + 3 working days", "2026-06-17"],
      ["closeDate + 2 hours", "2026-06-12T00:00:00.000Z"],
      ["meetingAt - 2 hours", "2026-06-08T05:30:00.000Z"],
      ["2026-03-28T12:00 + 1 day", "2026-03-29T10:00:00.000Z"],
      ["2026-03-28T12:00 + 24 hours", "2026-03-29T11:00:00.000Z"],
      ["start", "2026-06-01T07:00:00.000Z"],
      ["callAt + 15 hours", "00:05:00"],
      ["closeDate - today", { months: 0, days: 4, milliseconds: 0, workingDays: 0, workingMilliseconds: 0 }],
      [
        "now - meetingAt",
        { months: 0, days: 0, milliseconds: 1_800_000, workingDays: 0, workingMilliseconds: 0 },
      ],
      [
        "patience * 1.5",
        { months: 0, days: 4, milliseconds: 43_200_000, workingDays: 0, workingMilliseconds: 0 },
      ],
      ["-patience", { months: 0, days: -3, milliseconds: 0, workingDays: 0, workingMilliseconds: 0 }],
      ["createdAt.date", "2026-06-08"],
      ["createdAt.time", "00:30:00"],
      ["createdAt.hour", 0],
      ["createdAt.weekday", 1],
      ["closeDate.month", 6],
      ["callAt.minute", 5],
    ],
  ],
  [
    "lists, records, users and items",
    [
      ["observers.count", 2],
      ["observers.first.manager.name", "Max"],
      ["[pieces, discount]", [4, 12.5]],
      [
        "[deputy, responsible]",
        [{ id: 1, name: "Anna", email: "anna@acme.example", phone: "+49 30 1234567" }],
      ],
      ['["a"] + ["b"]', ["a", "b"]],
      [
        '{ title: title, paid: paid, class: "x" }',
        { title: "Test deal", paid: { amount: "100", currency: "USD" }, class: "x" },
      ],
      ["deputy ?? responsible.manager", { id: 9, name: "Max", email: "max@acme.example" }],
      ["original.title", "First"],
      ["this", { entity: "deals", id: 1 }],
      ["contact", { entity: "contacts", id: 7 }],
      ["deputy.name", undefined],
    ],
  ],
];

describe.each(themes)("%s", (_, table) => {
  it.each(table)("%s", async (expression, expected) => {
    expect(await resultOf(expression)).toEqual(expected);
  });
});

describe("conditions", () => {
  it.each([
    ['amount > large and not isTest and title == "Test deal"', true],
    ["amount >= 60000 EUR or amount < 5", true],
    ["paid > 89.99 EUR and paid < 90.01", true],
    ["amount != 60000.00", false],
    ["isRepeat", false],
    ["not isRepeat", true],
    ["discount in 10..12.5", true],
    ["createdAt.time in 20:00..08:00", true],
    ["now.time in 20:00..08:00", false],
    ["closeDate in today..today + 4 days", true],
    ['source in ["Web form", "Call"]', true],
    ['source not in ["Call"]', true],
    ['source == "Web form"', true],
    ['source != "Call"', true],
    ['priority != "High"', false],
    ['title contains "DEAL"', true],
    ['title starts with "test" and title ends with "EAL"', true],
    ['number contains "x"', false],
    ['not (number contains "x")', true],
    ['title matches "^Te.t"', true],
    ['"A-1" matches codes', true],
    ["observers contains responsible", true],
    ['responsible in ["Max"]', false],
    ['responsible.manager == "Max"', true],
    ["original == this", true],
    ["deputy != responsible", false],
    ["pieces in limits", false],
    ["amount in [5, 60000]", true],
    ["amount in sums", true],
    ["sums contains amount", true],
    ["large in [50000 EUR, 5 USD]", true],
    ["paid in 90..90.5", true],
    ["large in paid..amount", true],
    ["contract is set or contact.email is not empty", true],
    ["observers is set and company is empty", true],
    ["soon(closeDate ?? today)", false],
    ["closeDate - today < 5 days", true],
    ["(if isTest then 1 else 2) == 2", true],
    ["meetingAt < now - 29 minutes and meetingAt > now - 31 minutes", true],
    ["true", true],
  ] as const)("%s: %s", async (condition, expected) => {
    const { rule, look } = await ruleOf(`take(1) when ${condition}`);
    expect(rule.when && holds(rule.when, look(deal))).toBe(expected);
  });

  it("say which part was false and what it saw, in the words of the rule", async () => {
    const { rule, look } = await ruleOf(
      'take(1) when amount > large * 2 and (meetingAt > now or title contains "x") and number == "5" and pieces > 3',
    );
    expect(rule.when && explain(rule.when, look(deal))).toBe(
      [
        "amount > large * 2 is false (amount is 60000.00 EUR, large is 50000)",
        "meetingAt > now is false (meetingAt is 2026-06-08 09:30, now is 2026-06-08 10:00)",
        'title contains "x" is false (title is Test deal)',
        'number == "5" is false (number is missing)',
      ].join("; "),
    );
  });

  it("fail where there is no rate, instead of being false", async () => {
    const { rule, look } = await ruleOf("take(1) when paid > 5 CHF");
    expect(() => rule.when && holds(rule.when, look(deal))).toThrow("there is no rate for CHF on 2026-06-08");
  });

  it("look at what is right of `??` and into branches only where they are needed", async () => {
    const { rule, look } = await ruleOf(
      "take(1) when (amount ?? (paid + 5 CHF)) > 5 and (if isTest then paid < 5 CHF else true)",
    );
    expect(
      rule.when &&
        holds(
          rule.when,
          look({ ...deal, fields: { ...deal.fields, paid: { amount: "1", currency: "JPY" } } }),
        ),
    ).toBe(true);
  });
});
