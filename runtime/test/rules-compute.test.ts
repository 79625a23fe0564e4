import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  add,
  addDurations,
  addMoney,
  addToDate,
  addToMoment,
  addToTime,
  countOf,
  type Decimal,
  dateOf,
  dayOf,
  daysBetween,
  decimal,
  divide,
  divideMoney,
  duration,
  firstOf,
  hourOf,
  joinLists,
  lastOf,
  lengthOf,
  list,
  midnight,
  minuteOf,
  momentIn,
  money,
  moneyOf,
  monthOf,
  multiply,
  negate,
  negateDuration,
  negateMoney,
  once,
  ratio,
  scaleDuration,
  scaleMoney,
  show,
  subtract,
  subtractDurations,
  subtractFromDate,
  subtractFromMoment,
  subtractFromTime,
  subtractMoney,
  timeBetween,
  timeOf,
  today,
  weekdayOf,
  yearOf,
} from "../src/rules/index.ts";
import { looking } from "./rules-kit.ts";

const s = looking();

describe("numbers", () => {
  it("are exact", () => {
    expect(show(add(decimal("0.1"), decimal("0.2")))).toBe("0.3");
    expect(show(subtract(decimal("0.3"), decimal("0.1")))).toBe("0.2");
    expect(show(multiply(decimal("1.1"), decimal("1.1")))).toBe("1.21");
    expect(show(divide(decimal(1), decimal(3)))).toBe("0.33333333");
    expect(show(negate(decimal("2.5")))).toBe("-2.5");
  });

  it("are missing where they cannot be: divided by zero, or too large to write down", () => {
    expect(divide(decimal(1), decimal("0.0"))).toBeUndefined();
    let huge: Decimal | undefined = decimal("1e20");
    for (let times = 0; times < 10; times += 1) huge = multiply(huge, huge);
    expect(huge).toBeUndefined();
  });
});

describe("money", () => {
  it("stays in a currency that both have", () => {
    expect(show(addMoney(money("0.1", "USD"), money("0.2", "USD"), s))).toBe("0.30 USD");
    expect(show(subtractMoney(money("1", "CHF"), money("2", "CHF"), s))).toBe("-1.00 CHF");
    expect(show(ratio(money("1", "CHF"), money("4", "CHF"), s))).toBe("0.25");
  });

  it("comes into the project's currency where they differ", () => {
    expect(show(addMoney(money("10", "USD"), money("10", "GBP"), s))).toBe("20.50 EUR");
    expect(show(subtractMoney(money("10", "EUR"), money("10", "USD"), s))).toBe("1.00 EUR");
    expect(show(ratio(money("90", "EUR"), money("50", "USD"), s))).toBe("2");
    expect(() => addMoney(money("1", "CHF"), money("1", "EUR"), s)).toThrow(
      "there is no rate for CHF on 2026-06-08",
    );
  });

  it("keeps its currency where it is scaled", () => {
    expect(show(scaleMoney(money("10", "USD"), decimal("0.15")))).toBe("1.50 USD");
    expect(show(divideMoney(money("10", "USD"), decimal(4)))).toBe("2.50 USD");
    expect(divideMoney(money("10", "USD"), decimal(0))).toBeUndefined();
    expect(ratio(money("10", "USD"), money("0", "CHF"), s)).toBeUndefined();
    expect(show(negateMoney(money("10", "USD")))).toBe("-10.00 USD");
    expect(show(moneyOf(decimal(5), s))).toBe("5.00 EUR");
  });
});

describe("days, moments and times", () => {
  const by = duration;

  it.each([
    ["a month", "2026-01-31", by({ months: 1 }), "2026-02-28"],
    ["a year and a day", "2024-02-29", by({ months: 12, days: 1 }), "2025-03-01"],
    ["working days", "2026-06-12", by({ workingDays: 3 }), "2026-06-17"],
  ])("move a day by %s", (_, date, length, to) => {
    expect(addToDate(date, length, s)).toBe(to);
  });

  it("move a day back, working days from the working day before", () => {
    expect(subtractFromDate("2026-03-31", by({ months: 1 }), s)).toBe("2026-02-28");
    expect(subtractFromDate("2026-06-14", by({ workingDays: 2 }), s)).toBe("2026-06-10");
  });

  it("count hours as they pass and days by the clock", () => {
    const before = "2026-03-28T11:00:00.000Z";
    expect(addToMoment(before, by({ milliseconds: 24 * 3_600_000 }), s)).toBe("2026-03-29T11:00:00.000Z");
    expect(addToMoment(before, by({ days: 1 }), s)).toBe("2026-03-29T10:00:00.000Z");
    expect(subtractFromMoment("2026-03-29T10:00:00.000Z", by({ days: 1 }), s)).toBe(before);
  });

  it("read a day and a moment as the clocks of the zone show them", () => {
    expect(midnight("2026-06-08", s)).toBe("2026-06-07T22:00:00.000Z");
    expect(momentIn("2026-12-24T18:00:00", s)).toBe("2026-12-24T17:00:00.000Z");
    expect(today(looking({ now: "2026-06-08T22:00:00.000Z" }))).toBe("2026-06-09");
  });

  it("go round the clock", () => {
    expect(addToTime("23:30:00", by({ milliseconds: 3_600_000 }))).toBe("00:30:00");
    expect(subtractFromTime("00:30:00", by({ milliseconds: 3_600_000 }))).toBe("23:30:00");
  });

  it("have lengths between them", () => {
    expect(daysBetween("2026-06-12", "2026-06-08")).toEqual(by({ days: 4 }));
    expect(timeBetween("2026-06-08T08:00:00.000Z", "2026-06-08T09:00:00.000Z")).toEqual(
      by({ milliseconds: -3_600_000 }),
    );
  });

  it("leave the calendar as a missing value, not as an error", () => {
    expect(addToDate("9999-12-31", by({ days: 1 }), s)).toBeUndefined();
    expect(subtractFromMoment("0000-01-01T00:00:00.000Z", by({ months: 12 }), s)).toBeUndefined();
  });

  it("have lengths that add up part by part", () => {
    expect(addDurations(by({ days: 1 }), by({ milliseconds: 5 }))).toEqual(by({ days: 1, milliseconds: 5 }));
    expect(subtractDurations(by({ days: 1 }), by({ days: 3 }))).toEqual(by({ days: -2 }));
    expect(scaleDuration(by({ days: 1 }), decimal("1.5"))).toEqual(by({ days: 1, milliseconds: 43_200_000 }));
    expect(negateDuration(by({ workingDays: 2 }))).toEqual(by({ workingDays: -2 }));
  });
});

describe("parts of values", () => {
  const moment = "2026-06-08T22:30:15.250Z";

  it.each([
    ["date", dateOf(moment, s), "2026-06-09"],
    ["time", timeOf(moment, s), "00:30:15"],
    ["year", yearOf("2026-06-09"), 2026],
    ["month", monthOf("2026-06-09"), 6],
    ["day", dayOf("2026-06-09"), 9],
    ["weekday", weekdayOf("2026-06-09"), 2],
    ["hour", hourOf("09:05:00"), 9],
    ["minute", minuteOf("09:05:00"), 5],
    ["length", lengthOf("👩‍👩‍👧e\u0301!"), 3],
    ["count", countOf(["a", "b"]), 2],
    ["first", firstOf(["a", "b"]), "a"],
    ["last", lastOf(["a", "b"]), "b"],
  ])("%s", (_, found, expected) => {
    expect(typeof expected === "number" ? Number(show(found)) : found).toBe(expected);
  });

  it("are missing of an empty list", () => {
    expect([firstOf([]), lastOf([])]).toEqual([undefined, undefined]);
    expect(show(countOf([]))).toBe("0");
  });
});

it("a list leaves out what is missing, and two lists stand one behind the other", () => {
  expect(list("a", undefined, "b")).toEqual(["a", "b"]);
  expect(joinLists(["a"], ["b"])).toEqual(["a", "b"]);
});

it("computing with a missing value gives a missing value", () => {
  const operators: readonly ((...values: never[]) => unknown)[] = [
    add,
    addDurations,
    addMoney,
    addToDate,
    addToMoment,
    addToTime,
    countOf,
    dateOf,
    dayOf,
    daysBetween,
    divide,
    divideMoney,
    firstOf,
    hourOf,
    joinLists,
    lastOf,
    lengthOf,
    midnight,
    minuteOf,
    moneyOf,
    monthOf,
    multiply,
    negate,
    negateDuration,
    negateMoney,
    ratio,
    scaleDuration,
    scaleMoney,
    subtract,
    subtractDurations,
    subtractFromDate,
    subtractFromMoment,
    subtractFromTime,
    subtractMoney,
    timeBetween,
    timeOf,
    weekdayOf,
    yearOf,
  ];
  const arity = (operator: (...values: never[]) => unknown) => operator.length;
  for (const operator of operators) {
    const values: unknown[] = Array.from({ length: arity(operator) }, () => undefined);
    if (/Money$|Of$|^ratio|Date$|Moment$|^midnight/.test(operator.name) && values.length > 1)
      values[values.length - 1] = s;
    expect(operator(...(values as never[])), operator.name).toBeUndefined();
  }
});

it("a constant that stands on others is worked out once", () => {
  let times = 0;
  const made = once(() => {
    times += 1;
    return undefined;
  });
  expect([made(), made(), times]).toEqual([undefined, undefined, 1]);
});

it("addition of money in one currency never depends on rates", () => {
  const amounts = fc.integer().map((cents) => money(`${cents}e-2`, "CHF"));
  fc.assert(
    fc.property(amounts, amounts, (a, b) => {
      expect(show(addMoney(a, b, s))).toBe(show(addMoney(b, a, looking({ rates: {} }))));
    }),
  );
});
