import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CrmSchema,
  dateFrom,
  decimal,
  duration,
  durationFrom,
  type Field,
  fits,
  flagFrom,
  formats,
  formatted,
  type JsonObject,
  listFrom,
  momentFrom,
  money,
  moneyFrom,
  numberFrom,
  own,
  pass,
  readItem,
  recordFrom,
  type StoredItem,
  show,
  textFrom,
  timeFrom,
  userFrom,
  userOf,
} from "../src/rules/index.ts";
import { looking } from "./rules-kit.ts";

const text: Field = { type: "Text" };
const schema: CrmSchema = {
  entities: {
    deals: {
      title: "Deals",
      item: "Deal",
      fields: {
        title: { type: "Text" },
        constructor: text,
        amount: { type: "Money", currencyField: "currency" },
        currency: { type: "Text" },
        score: { type: "Number" },
        closeDate: { type: "Date" },
        meetingAt: { type: "DateTime" },
        callAt: { type: "Time" },
        responsible: { type: "User" },
        source: { type: "Option", options: [{ id: "WEB", title: "Web form" }] },
        contact: { type: "Link", entity: "contacts" },
        prices: { type: "Money", many: true },
        original: { type: "Link", entity: "deals" },
      },
    },
    contacts: { title: "Contacts", item: "Contact", fields: { name: { type: "Text" } } },
  },
  users: [
    { id: 1, name: "Anna", email: "anna@acme.example", manager: 2 },
    { id: 2, name: "Max", manager: 1 },
    { id: 3, name: "Eva" },
  ],
};

function view(fields: JsonObject, others: readonly StoredItem[] = []) {
  const find = (entity: string, id: number) => others.find((one) => one.entity === entity && one.id === id);
  return readItem({ entity: "deals", id: 42, fields }, { schema, currency: "EUR", find });
}

describe("the view of an item", () => {
  it("reads each field as a value of the language", () => {
    const item = view({
      amount: "10.5",
      currency: "USD",
      score: 3,
      meetingAt: "2026-06-08T10:00:00+02:00",
      callAt: "09:05",
      source: "WEB",
      prices: [1, { amount: "2", currency: "GBP" }, null],
    });
    expect(show(item.id)).toBe("42");
    expect(show(item.amount)).toBe("10.50 USD");
    expect(show(item.score)).toBe("3");
    expect(item.meetingAt).toBe("2026-06-08T08:00:00.000Z");
    expect(item.callAt).toBe("09:05:00");
    expect(show(item.source)).toBe("Web form");
    expect(show(item.prices)).toBe("1.00 EUR, 2.00 GBP");
  });

  it("has nothing where the item has nothing, whatever every object answers to", () => {
    const item = view({ title: null });
    expect([item.title, item.constructor, item.toString, item.amount]).toEqual(Array(4).fill(undefined));
    expect(view({ constructor: "Fiat" }).constructor).toBe("Fiat");
  });

  it("follows links when they are asked for, and once", () => {
    let asked = 0;
    const contact: StoredItem = { entity: "contacts", id: 7, fields: { name: "Ann" } };
    const find = (entity: string, id: number) => {
      asked += 1;
      return entity === "contacts" && id === 7 ? contact : undefined;
    };
    const item = readItem(
      { entity: "deals", id: 1, fields: { contact: 7, original: 8 } },
      { schema, currency: "EUR", find },
    );
    expect(asked).toBe(0);
    expect([show(item.contact), show(item.contact), item.original]).toEqual(["Ann", "Ann", undefined]);
    expect(asked).toBe(2);
  });

  it("has users with their supervisors, who may stand in a circle", () => {
    const { responsible } = view({ responsible: 1 });
    expect(responsible).toBe(userOf(schema, 1));
    expect([userOf(schema, 1)?.manager?.name, userOf(schema, 1)?.manager?.manager?.name]).toEqual([
      "Max",
      "Anna",
    ]);
    expect([userOf(schema, 3)?.manager, userOf(schema, 4)]).toEqual([undefined, undefined]);
    expect(pass({ responsible })).toEqual({
      responsible: { id: 1, name: "Anna", email: "anna@acme.example" },
    });
  });
});

describe("handing values on", () => {
  it("makes JSON of every kind", () => {
    const length = duration({ days: 2 });
    const given = {
      number: decimal("1.50"),
      money: money("50000.10", "EUR"),
      list: [decimal(1), undefined, "a"],
      record: { amount: money("1", "EUR"), missing: undefined, deep: { flag: true } },
      length,
      date: "2026-06-08",
      item: view({ title: "Acme" }),
      missing: undefined,
    };
    expect(pass(given)).toEqual({
      number: 1.5,
      money: { amount: "50000.1", currency: "EUR" },
      list: [1, "a"],
      record: { amount: { amount: "1", currency: "EUR" }, deep: { flag: true } },
      length: { ...length },
      date: "2026-06-08",
      item: { entity: "deals", id: 42 },
    });
  });

  it("cuts what a division has left without end, and keeps every digit of what was written", () => {
    const third = decimal(1).div(3);
    expect(pass({ third, price: { amount: third, currency: "EUR" } })).toEqual({
      third: 0.333333333333333,
      price: { amount: "0.33", currency: "EUR" },
    });
    expect(pass({ id: decimal("9007199254740991"), exact: money("0.12345678", "EUR") })).toEqual({
      id: 9007199254740991,
      exact: { amount: "0.12345678", currency: "EUR" },
    });
  });

  it("asks an event with what a header asks for", () => {
    const seen: unknown[] = [];
    const event = (brought: { readonly form?: string }, form?: string, least?: number) => {
      seen.push(form, least);
      return brought.form === form;
    };
    expect(fits(event, { form: "A" }, "A", decimal("2"))).toBe(true);
    expect(fits(event, { form: "A" }, undefined)).toBe(false);
    expect(seen).toEqual(["A", 2, undefined, undefined]);
  });
});

describe("reading back what an action returned", () => {
  it("gives values of the language, inside lists and records as well", () => {
    const read = recordFrom(
      { total: { amount: "1.50", currency: "EUR" }, lines: [{ price: 2 }, 5, { price: "3.25" }] },
      {
        total: moneyFrom,
        lines: (one) => listFrom(one, (line) => recordFrom(line, { price: numberFrom })),
        x: textFrom,
      },
    );
    expect(show(read?.total)).toBe("1.50 EUR");
    expect(read?.lines?.map((line) => show(line.price))).toEqual(["2", "3.25"]);
    expect(read?.x).toBeUndefined();
  });

  it("reads back what was handed on", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(1000), fc.boolean(), (number, days, flag) => {
        const args = pass({
          number: decimal(number),
          length: duration({ days }),
          flag,
          price: money(number, "EUR"),
        });
        expect(numberFrom(args.number)?.toNumber()).toBe(number);
        expect(durationFrom(args.length)).toEqual(duration({ days }));
        expect(flagFrom(args.flag)).toBe(flag);
        expect(show(moneyFrom(args.price))).toBe(show(money(number, "EUR")));
      }),
    );
  });

  it.each([
    ["a moment in UTC", momentFrom("2026-06-08T10:00+02:00"), "2026-06-08T08:00:00.000Z"],
    ["a time with its seconds", timeFrom("09:05"), "09:05:00"],
    ["a day", dateFrom("2026-02-28"), "2026-02-28"],
    ["a user by the id", userFrom({ id: 2, name: "?" }, schema)?.name, "Max"],
  ])("gives %s", (_, found, expected) => {
    expect(found).toBe(expected);
  });

  it("takes what is not of its kind for missing, and never throws", () => {
    const readers = [
      textFrom,
      flagFrom,
      numberFrom,
      moneyFrom,
      dateFrom,
      timeFrom,
      momentFrom,
      durationFrom,
      (one: unknown) => userFrom(one, schema),
    ];
    const wrong = [
      "x",
      "2026-02-30",
      "24:00",
      "2026-06-08T10:00",
      Number.NaN,
      {},
      [],
      { amount: "x", currency: "EUR" },
    ];
    for (const reader of readers.slice(2)) for (const one of wrong) expect(reader(one)).toBeUndefined();
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        for (const reader of readers) reader(json);
        listFrom(json, numberFrom);
        recordFrom(json, { a: textFrom });
      }),
    );
  });

  it("finds only what an object holds itself", () => {
    expect([own({}, "constructor"), own({ constructor: 1 }, "constructor"), own("text", "length")]).toEqual([
      undefined,
      1,
      undefined,
    ]);
  });
});

describe("values in texts", () => {
  it.each([
    [undefined, ""],
    [decimal("50000.50"), "50000.5"],
    [money("50000", "EUR"), "50000.00 EUR"],
    [true, "yes"],
    [["a", decimal(1)], "a, 1"],
    [duration({ workingDays: 3 }), "3 working days"],
    [{ url: "https://pay.example/1" }, "https://pay.example/1"],
    [{ id: "WEB", title: "Web form" }, "Web form"],
    [view({ title: "Acme" }), "Acme"],
    [view({}), "deals/42"],
    [{ number: "5", count: decimal(2) }, "5, 2"],
  ])("%o is written as %s", (value, text) => {
    expect(show(value)).toBe(text);
  });

  const date = "2026-12-24";
  const moment = "2026-12-24T17:00:00.000Z";
  const price = money("1234.5", "EUR");
  it.each([
    ["date", date, undefined, "en", "2026-12-24"],
    ["date", date, "long", "en-GB", "24 December 2026"],
    ["date", date, "full", "de", "Donnerstag, 24. Dezember 2026"],
    ["date", date, "short", "de", "24.12.26"],
    ["date", date, "month", "ru", "декабрь"],
    ["date", date, "weekday", "en", "Thursday"],
    ["date", date, "year", "en", "2026"],
    ["date", date, "iso", "de", "2026-12-24"],
    ["moment", moment, undefined, "en", "2026-12-24 18:00"],
    ["moment", moment, "long", "de", "24. Dezember 2026 um 18:00"],
    ["moment", moment, "date", "en-GB", "24 Dec 2026"],
    ["moment", moment, "time", "en-GB", "18:00"],
    ["moment", "2026-12-24T23:30:00.000Z", "iso", "en", "2026-12-25"],
    ["time", "09:00:00", undefined, "en", "09:00"],
    ["time", "09:00:30", undefined, "en", "09:00:30"],
    ["number", decimal("1234.565"), "2", "en", "1,234.56"],
    ["number", decimal("1234.575"), "2", "de", "1.234,58"],
    ["number", decimal("12345678901234567890.125"), "grouped", "en", "12,345,678,901,234,567,890.125"],
    ["number", decimal("1234.5"), "plain", "de", "1234.5"],
    ["money", price, "0", "en", "€1,234"],
    ["money", price, "grouped", "de", "1.234,50\u00a0€"],
    ["money", price, "plain", "de", "1234.50 EUR"],
    ["money", money("5", "no code"), "2", "en", "5.00 no code"],
    ["duration", duration({ milliseconds: 9_000_000 }), "long", "de", "2 Stunden 30 Minuten"],
    ["duration", duration({ workingDays: 2 }), "long", "de", "2 working days"],
    ["text", "straße", "upper", "de", "STRASSE"],
    ["text", "ISTANBUL", "lower", "tr", "ıstanbul"],
    ["text", "über uns", "capital", "de", "Über uns"],
    ["text", "  a ", "trim", "en", "a"],
    ["text", { id: "WEB", title: "Web form" }, "upper", "en", "WEB FORM"],
    ["date", [date, "2026-12-25"], "weekday", "en", "Thursday, Friday"],
    ["date", undefined, "long", "en", ""],
  ] as const)("a %s %o as %s in %s", (kind, value, format, locale, text) => {
    expect(formatted(value, kind, looking({ locale }), format)).toBe(text);
  });

  it("has a text for every format of every kind", () => {
    const samples = {
      text: "a",
      number: decimal(1),
      money: price,
      date,
      moment,
      time: "09:00:00",
      duration: duration({ days: 1 }),
    };
    for (const [kind, names] of Object.entries(formats)) {
      for (const format of names) {
        const text = formatted(
          samples[kind as keyof typeof samples],
          kind as keyof typeof formats,
          looking(),
          format,
        );
        expect(text, `${kind}:${format}`).not.toBe("");
      }
    }
  });
});
