import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  among,
  atLeast,
  atMost,
  between,
  Decimal,
  decimal,
  differs,
  duration,
  endsWith,
  equal,
  greater,
  inHours,
  inList,
  isSet,
  isTrue,
  less,
  matches,
  money,
  other,
  pattern,
  same,
  startsWith,
  textContains,
} from "../src/rules/index.ts";
import { looking } from "./rules-kit.ts";

const s = looking();
const days = (count: number) => duration({ days: count });

describe("comparing", () => {
  const numbers = fc
    .tuple(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.integer({ min: 0, max: 15 }))
    .map(([digits, places]) => new Decimal(digits.toString()).div(new Decimal(10).pow(places)));

  it("takes numbers as the library does, whatever their digits", () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const order = a.comparedTo(b);
        expect([less(a, b), equal(a, b), greater(a, b)]).toEqual([order < 0, order === 0, order > 0]);
        expect([atMost(a, b), differs(a, b), atLeast(a, b)]).toEqual([order <= 0, order !== 0, order >= 0]);
      }),
    );
  });

  it.each([
    ["0", "-0"],
    ["1.50", "1.5"],
    ["1e3", "1000"],
    ["12345678901234567890.123456789", "12345678901234567890.1234567890"],
  ])("knows that %s is %s", (a, b) => {
    expect(equal(decimal(a), decimal(b))).toBe(true);
  });

  it.each([
    ["text exactly", "Web", "web", false],
    ["days by their order", "2026-06-08", "2026-06-10", false],
    ["yes and no", true, true, true],
    ["a day and 24 hours", days(1), duration({ milliseconds: 86_400_000 }), true],
    ["a month and 30 days", duration({ months: 1 }), days(30), true],
    ["twelve months and 365 days", duration({ months: 12 }), days(365), true],
    ["a working day and a day", duration({ workingDays: 1 }), days(1), true],
  ])("compares %s", (_, a, b, is) => {
    expect(equal(a, b)).toBe(is);
    expect(differs(a, b)).toBe(!is);
  });

  it("puts lengths of time in their order", () => {
    expect(less(days(29), duration({ months: 1 }))).toBe(true);
    expect(greater(duration({ months: 12 }), days(364))).toBe(true);
  });

  const missing = undefined;
  it.each([
    ["==", equal],
    ["!=", differs],
    ["<", less],
    ["<=", atMost],
    [">", greater],
    [">=", atLeast],
    ["who it is", same],
    ["who it is not", other],
  ])("is false with a missing value: %s", (_, compare) => {
    expect([compare(missing, "a"), compare("a", missing), compare(missing, missing)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it("tells users, items and options by who they are", () => {
    const anna = { id: new Decimal(7), name: "Anna" };
    expect(same(anna, { id: 7, name: "Anna B." })).toBe(false);
    expect(same(anna, { id: new Decimal("7.0"), name: "Anna B." })).toBe(true);
    expect(same({ id: "WEB", title: "Web" }, "WEB")).toBe(true);
    expect(other({ id: "WEB", title: "Web" }, "CALL")).toBe(true);
  });
});

describe("money", () => {
  it("compares in one currency without any rate", () => {
    expect(greater(money("2", "CHF"), money("1.99", "CHF"), s)).toBe(true);
  });

  it.each([
    ["100 USD", "90 EUR", "2026-06-30T21:59:59.999Z", 0],
    ["100 USD", "95 EUR", "2026-06-30T22:00:00.000Z", 0],
    ["100 USD", "79 GBP", "2026-06-08T08:00:00.000Z", -1],
    ["100 USD", "78 GBP", "2026-06-08T08:00:00.000Z", 1],
  ])("compares %s with %s by the rate of the day in the project's zone: %s", (a, b, now, order) => {
    const amount = (text: string) => {
      const [value = "", currency = ""] = text.split(" ");
      return money(value, currency);
    };
    const at = looking({ now });
    expect([less(amount(a), amount(b), at), equal(amount(a), amount(b), at)]).toEqual([
      order < 0,
      order === 0,
    ]);
  });

  it("fails where there is no rate, or none yet, and names the day", () => {
    const bern = money("1", "CHF");
    const compare = (a: typeof bern, now?: string) => () =>
      greater(a, money("1", "EUR"), looking(now === undefined ? {} : { now }));
    expect(compare(bern)).toThrow("there is no rate for CHF on 2026-06-08");
    expect(compare(money("1", "GBP"), "2025-12-31T22:59:59.999Z")).toThrow(
      "there is no rate for GBP on 2025-12-31",
    );
    expect(compare(money("1", "GBP"), "2025-12-31T23:00:00.000Z")()).toBe(true);
    expect(compare(money("1", "__proto__"))).toThrow("there is no rate for __proto__ on 2026-06-08");
  });
});

describe("tests", () => {
  it.each([
    ["inList", () => inList(undefined, ["a"])],
    ["inList of nothing", () => inList("a", undefined)],
    ["among", () => among(undefined, [])],
    ["between", () => between(decimal(1), undefined, decimal(2))],
    ["inHours", () => inHours(undefined, "20:00:00", "08:00:00")],
    ["textContains", () => textContains("a", undefined)],
    ["startsWith", () => startsWith(undefined, "a")],
    ["endsWith", () => endsWith(undefined, undefined)],
    ["matches", () => matches(undefined, pattern("a"))],
  ])("answer nothing where a value is missing: %s", (_, test) => {
    expect(test()).toBeUndefined();
  });

  it("look into lists by value or by who it is", () => {
    expect(inList(decimal("2.0"), [decimal(1), undefined, decimal(2)])).toBe(true);
    expect(inList("web", ["Web"])).toBe(false);
    expect(inList(money("90", "EUR"), [money("100", "USD")], s)).toBe(true);
    expect(among({ id: new Decimal(3) }, [{ id: new Decimal(2) }, { id: new Decimal(3) }])).toBe(true);
    expect(among({ id: "CALL" }, ["WEB", "CALL"])).toBe(true);
  });

  it.each([
    ["19:59:59", false],
    ["20:00:00", true],
    ["23:30:00", true],
    ["00:00:00", true],
    ["07:59:59", true],
    ["08:00:00", false],
  ])("ask for hours over midnight: %s", (time, is) => {
    expect(inHours(time, "20:00:00", "08:00:00")).toBe(is);
    expect(inHours(time, "08:00:00", "20:00:00")).toBe(!is);
    expect(inHours(time, "12:00:00", "12:00:00")).toBe(true);
  });

  it("take both ends of other ranges", () => {
    const ask = (value: number) => between(decimal(value), decimal(1), decimal(3));
    expect([0, 1, 2, 3, 4].map(ask)).toEqual([false, true, true, true, false]);
    expect(between("2026-06-08", "2026-06-08", "2026-06-08")).toBe(true);
    expect(between(money("90", "EUR"), money("100", "USD"), money("100", "USD"), s)).toBe(true);
  });

  it("look into texts whatever their case", () => {
    expect(textContains("ÄRGER im Büro", "ärger")).toBe(true);
    expect(textContains("abc", "")).toBe(true);
    expect(startsWith("Straße", "STRASSE")).toBe(false);
    expect(startsWith("Hello", "hELL")).toBe(true);
    expect(endsWith("invoice.PDF", ".pdf")).toBe(true);
    expect(textContains({ id: "WEB", title: "Web form" }, "FORM")).toBe(true);
  });

  it("find patterns anywhere, case counting, in time that grows with the text alone", () => {
    expect(matches("call +49 30 123", pattern("\\+49"))).toBe(true);
    expect(matches("Test", pattern("^test$"))).toBe(false);
    expect(matches("\ud800 x", pattern("x$"))).toBe(true);
    expect(matches(`${"a".repeat(50_000)}!`, pattern("^(a+)+$"))).toBe(false);
  });
});

describe("what is there", () => {
  it.each([
    [undefined, false],
    [null, false],
    ["", false],
    [[], false],
    [" ", true],
    [decimal(0), true],
    [false, true],
    [[""], true],
  ])("%s is set: %s", (value, is) => {
    expect(isSet(value)).toBe(is);
  });

  it("counts a missing yes or no as no", () => {
    expect([isTrue(undefined), isTrue(false), isTrue(true)]).toEqual([false, false, true]);
  });
});
