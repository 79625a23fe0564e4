import { describe, expect, it } from "vitest";
import { checkedAs, foundIn, typeOf } from "./expression-support.ts";

const declarations =
  "const wait = 3 days\nconst soon = 2 hours\nconst large = 50000\n" +
  "function net(of: Money, rate: Number) = of / rate\nfunction named(who: User?) = who.name\n\n";

/** Expressions by what they are about, each with its type as code writes it. */
const types: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    "literals",
    [
      ["5", "Integer"],
      ["5.5", "Number"],
      ["true", "Boolean"],
      ['"x"', "Text"],
      ["50000 EUR", "Money"],
      ["2 hours", "Duration"],
      ["3 working days", "Duration"],
      ["1.5 working hours", "Duration"],
      ["09:00", "Time"],
      ["2026-12-24", "Date"],
      ["2026-12-24T18:00", "DateTime"],
      ["[1, 2]", "List<Integer>"],
      ["[1, 2.5]", "List<Number>"],
      ["[1, 2 EUR]", "List<Money>"],
      ['["a", title, shop]', "List<Text>"],
      ["[responsible, deputy]", "List<User>"],
      ['[deputy, "Anna"]', "List<User>"],
      ["{ a: 1, b: title }", "{ a: Integer, b: Text }"],
      ["(5)", "Integer"],
    ],
  ],
  [
    "names",
    [
      ["this", "Item<deals>"],
      ["id", "Integer"],
      ["title", "Text"],
      ["amount", "Money?"],
      ["observers", "List<User>?"],
      ["contact", "Item<contacts>?"],
      ["contact.email", "Email?"],
      ["contact.name", "Text?"],
      ["responsible", "User"],
      ["responsible.name", "Text"],
      ["responsible.email", "Email?"],
      ["responsible.manager", "User?"],
      ["responsible.manager.manager.name", "Text?"],
      ["original.original.contact.birthday", "Date?"],
      ["now", "DateTime"],
      ["today", "Date"],
      ["wait", "Duration"],
      ["large", "Integer"],
      ["net(amount ?? 0, 1.19)", "Money?"],
      ["net(of: 100, rate: 2)", "Money?"],
      ["net(rate: 2, of: 100 USD)", "Money?"],
      ["named(deputy)", "Text?"],
    ],
  ],
  [
    "parts of values",
    [
      ["createdAt.date", "Date"],
      ["createdAt.time", "Time"],
      ["createdAt.date.weekday", "Integer"],
      ["createdAt.time.hour", "Integer"],
      ["createdAt.year", "Integer"],
      ["createdAt.minute", "Integer"],
      ["meetingAt.date", "Date?"],
      ["now.date", "Date"],
      ["today.month", "Integer"],
      ["callAt.minute", "Integer?"],
      ["contact.birthday.day", "Integer?"],
      ["title.length", "Integer"],
      ["contact.email.length", "Integer?"],
      ["observers.count", "Integer?"],
      ["observers.first", "User?"],
      ["observers.last.email", "Email?"],
      ["observers.first.manager.name.length", "Integer?"],
      ["amount.amount", "Number?"],
      ["amount.currency", "Text?"],
    ],
  ],
  [
    "numbers and money",
    [
      ["1 + 2", "Integer"],
      ["1 + 0.5", "Number"],
      ["1 / 2", "Number"],
      ["1 / pieces", "Number?"],
      ["1 / (2)", "Number"],
      ["pieces * 2 - 1", "Integer"],
      ["discount + 1", "Number?"],
      ["-pieces", "Integer"],
      ["--pieces", "Integer"],
      ["-amount", "Money?"],
      ["-(2 hours)", "Duration"],
      ["10 EUR + 5 USD", "Money"],
      ["10 EUR + 5", "Money"],
      ["5 - 10 EUR", "Money"],
      ["amount * 2", "Money?"],
      ["0.8 * (10 EUR)", "Money"],
      ["amount / 2", "Money?"],
      ["10 EUR / (5 EUR)", "Number?"],
      ["amount - paid", "Money?"],
      ["large + 1 EUR", "Money"],
    ],
  ],
  [
    "days, moments and lengths of time",
    [
      ["createdAt + 2 hours", "DateTime"],
      ["2 hours + createdAt", "DateTime"],
      ["createdAt - wait", "DateTime"],
      ["today + 3 days", "Date"],
      ["today - 2 working days", "Date"],
      ["3 days + today", "Date"],
      ["today + 3 days + 2 hours", "DateTime"],
      ["today + (3 days + 2 hours)", "DateTime"],
      ["today + 2 working hours", "DateTime"],
      ["today + wait", "Date"],
      ["today + soon", "DateTime"],
      ["today + 2 * wait", "Date"],
      ["today + wait * 0.5", "DateTime"],
      ["today + wait * pieces", "Date"],
      ["today - (-wait)", "Date"],
      ["today + (today - 2026-01-01)", "Date"],
      ["today + (now - createdAt)", "DateTime"],
      ["closeDate + 1 month", "Date?"],
      ["09:00 + 30 minutes", "Time"],
      ["callAt - 1 hour", "Time?"],
      ["today - 2026-01-01", "Duration"],
      ["now - createdAt", "Duration"],
      ["wait + soon", "Duration"],
      ["wait - soon", "Duration"],
      ["2 * wait", "Duration"],
      ["wait * 1.5", "Duration"],
    ],
  ],
  [
    "texts and lists",
    [
      ['"Dear " + contact.name', "Text"],
      ['"{title} by {closeDate:long}"', "Text"],
      ["title + shop", "Text"],
      ["observers + [responsible]", "List<User>?"],
      ['["a"] + ["b"]', "List<Text>"],
    ],
  ],
  [
    "conditions",
    [
      ["amount > 5", "Boolean"],
      ["amount > 5 USD and not isTest", "Boolean"],
      ["responsible == deputy or isRepeat", "Boolean"],
      ['responsible == "Anna"', "Boolean"],
      ['"anna@acme.example" == deputy', "Boolean"],
      ['source == "Call"', "Boolean"],
      ['"Call" != source', "Boolean"],
      ["original == this", "Boolean"],
      ["2 hours < 3 days", "Boolean"],
      ["closeDate < today", "Boolean"],
      ["createdAt.time < 09:00", "Boolean"],
      ["title < shop", "Boolean"],
      ["observers is set", "Boolean"],
      ["contact.email is empty", "Boolean"],
      ['source in ["Web form", "Call"]', "Boolean"],
      ['source not in ["Call"]', "Boolean"],
      ['"Anna" in observers', "Boolean"],
      ['deputy in ["Anna", responsible]', "Boolean"],
      ["amount in [100, 200 USD]", "Boolean"],
      ["pieces in [1, 2.5]", "Boolean"],
      ["pieces in []", "Boolean"],
      ["amount in 100..200", "Boolean"],
      ["pieces in 1..discount", "Boolean"],
      ["createdAt.time in 20:00..08:00", "Boolean"],
      ["closeDate in today..today + 7 days", "Boolean"],
      ["createdAt in 2026-01-01T00:00..now", "Boolean"],
      ['observers contains "Anna"', "Boolean"],
      ["observers contains deputy", "Boolean"],
      ['[responsible] contains "Max"', "Boolean"],
      ['["Anna", "Max"] contains responsible', "Boolean"],
      ['title contains "test"', "Boolean"],
      ['source contains "form"', "Boolean"],
      ['title starts with "A" or title ends with shop', "Boolean"],
      ['title matches "^[0-9]+$"', "Boolean"],
      ['title matches "[0-9]{{4}}"', "Boolean"],
    ],
  ],
  [
    "one of two values",
    [
      ["amount ?? 0", "Money"],
      ["amount ?? paid", "Money?"],
      ["amount ?? paid ?? 0", "Money"],
      ["discount ?? 0", "Number"],
      ["contact.email ?? company.email", "Email?"],
      ["contact.email ?? company.email ?? title", "Text"],
      ['contact.name ?? "customer"', "Text"],
      ['source ?? "Call"', "Option<source>"],
      ['deputy ?? "Anna"', "User"],
      ["deputy ?? responsible", "User"],
      ["closeDate ?? today", "Date"],
      ["if isTest then 1 else 2.5", "Number"],
      ["if isTest then amount else 0", "Money?"],
      ["if isTest then 0 else 5 EUR", "Money"],
      ['if isTest then "Anna" else responsible', "User"],
      ['if isTest then responsible else "Anna"', "User"],
      ['if isTest then "a" else "b"', "Text"],
      ["if isTest then contact.email else title", "Text?"],
      ["if pieces > 5 then 1 else if pieces > 2 then 2 else 3", "Integer"],
      ["if amount is set then amount else 0", "Money"],
    ],
  ],
];

describe.each(types)("the type of %s", (_, cases) => {
  it.each(cases)("%s is %s", async (expression, type) => {
    expect(await typeOf(expression, declarations)).toBe(type);
  });
});

describe("a value that a condition has found", () => {
  it.each([
    ["if amount > 5 then amount else 0 EUR", "Money"],
    ["if amount > 5 then 0 EUR else amount", "Money?"],
    ["if not (amount is empty) then amount else 0 EUR", "Money"],
    ["if amount is empty then 0 EUR else amount", "Money"],
    ["if amount is empty or paid is empty then 0 EUR else amount - paid", "Money"],
    ["if amount is set and paid is set then amount - paid else 0 EUR", "Money"],
    ["if amount > 5 or amount < 2 then amount else 0 EUR", "Money"],
    ["if amount > 5 or isTest then amount else 0 EUR", "Money?"],
    ["if amount - paid > 100 then amount + paid else 0 EUR", "Money"],
    ["if amount != 5 then amount else 0 EUR", "Money"],
    ["if not (amount > 5) then amount else 0 EUR", "Money?"],
    ['if source in ["Call"] then source else "Call"', "Option<source>"],
    ['if source not in ["Call"] then source else "Call"', "Option<source>"],
    ['if contact.email ends with ".example" then contact.email else "none"', "Text"],
    ["if contact.email is set then contact.name else title", "Text"],
    ["if contact is set then contact.email else title", "Text?"],
    ["if meetingAt.time in 08:00..12:00 then meetingAt else now", "DateTime"],
    ["if observers.first is set then observers.first.name else title", "Text"],
    ['if "{amount}" == "5" then amount else 0 EUR', "Money?"],
    ["if (contact.name + title) == title then contact.name else title", "Text?"],
    ["if isRepeat then isRepeat else true", "Boolean"],
  ])("is there where it holds: %s is %s", async (expression, type) => {
    expect(await typeOf(expression)).toBe(type);
  });

  it("is there for what stands behind it", async () => {
    const function_ = "function half(of: Money) = of / 2\n\n";
    expect(await foundIn("amount is set and half(amount) > 5", function_)).toEqual([]);
    expect(await foundIn("amount is empty or half(amount) > 5", function_)).toEqual([]);
    expect(await foundIn("half(amount) > 5 and amount is set", function_)).toEqual(["OS2107 amount"]);
    expect(await foundIn("amount is set or half(amount) > 5", function_)).toEqual(["OS2107 amount"]);
    expect(await foundIn("amount is set and (isTest or half(amount) > 5)", function_)).toEqual([]);
  });
});

describe("a number beside money", () => {
  it.each(["amount > 5", "5 < amount", "amount + 5 > amount", "amount in [5]", "amount in 5..10"])(
    "is money in the currency of the project: %s",
    async (expression) => {
      expect(JSON.stringify(await checkedAs(expression))).toContain('"value":"5","currency":"EUR"');
    },
  );

  it("that is computed is money as well", async () => {
    const { kind, type } = await checkedAs("if isTest then amount else pieces * 2");
    expect([kind, type]).toEqual(["if", { kind: "optional", of: { kind: "plain", name: "Money" } }]);
  });
});

describe("a long expression", () => {
  const terms = 1990;

  it.each([" + ", " - ", " * "])("of two thousand terms joined by%sis checked", async (operator) => {
    expect(
      await typeOf(
        Array(terms / 2)
          .fill("pieces")
          .join(operator),
      ),
    ).toBe("Integer");
  });

  it("of as many alternatives is checked", async () => {
    expect(
      await typeOf(
        Array(terms / 2)
          .fill("amount")
          .join(" ?? "),
      ),
    ).toBe("Money?");
  });

  it("of as many signs is checked", async () => {
    expect(await typeOf(`${"-".repeat(terms / 2)}pieces`)).toBe("Integer");
    expect(await typeOf(`${"not ".repeat(terms / 2)}isTest`)).toBe("Boolean");
  });

  it("of as many conditions is checked", async () => {
    const fields = Array.from({ length: 300 }, () => "amount > 5");
    expect(await typeOf(fields.join(" and "))).toBe("Boolean");
    expect(await typeOf(fields.join(" or "))).toBe("Boolean");
  });
});
