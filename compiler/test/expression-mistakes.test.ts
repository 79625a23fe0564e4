import { describe, expect, it } from "vitest";
import { foundIn, foundInRule, mended, needed, programOf, saidOf, shown } from "./expression-support.ts";

const declarations =
  "const large = 50000\nfunction net(of: Money, rate: Number) = of / rate\n" +
  "rules remind(text: Text) in deals < notify(responsible, text); >\n\n";

/** Expressions by what is wrong in them, each with what is found, as code and marked text. */
const mistakes: readonly (readonly [string, readonly (readonly [string, readonly string[]])[]])[] = [
  [
    "names",
    [
      ["amonut > 5", ["OS2007 amonut"]],
      ["contact.emial", ["OS2008 emial"]],
      ["title.lenght", ["OS2008 lenght"]],
      ["pieces.length", ["OS2008 length"]],
      ["observers.firts", ["OS2008 firts"]],
      ["nett(5, 1)", ["OS2017 nett"]],
      ["sendEmail(title)", ["OS2017 sendEmail"]],
      ["net", ["OS2018 net"]],
      ["net + 1", ["OS2018 net"]],
      ["remind", ["OS2018 remind"]],
      ["remind(title)", ["OS2020 remind"]],
      ["amount()", ["OS2020 amount"]],
      ["large(5)", ["OS2020 large"]],
      ["previous.amount", ["OS2022 previous"]],
      ["event.form", ["OS2022 event"]],
      ["50000 EUT", ["OS2024 EUT"]],
      ['source == "Cal"', ['OS2015 "Cal"']],
      ['source in ["Web form", "Cal"]', ['OS2015 "Cal"']],
      ["source == Call", ["OS2007 Call"]],
      ['responsible in ["Anna", "Mux"]', ['OS2014 "Mux"']],
      ['observers contains "Mux"', ['OS2014 "Mux"']],
      ['"Mux" in observers', ['OS2014 "Mux"']],
      ["net(amount ?? 0, reta: 2)", ["OS2104 reta"]],
    ],
  ],
  [
    "arguments of functions",
    [
      ["net(5)", ["OS2102 net"]],
      ["net(amount, 2)", ["OS2107 amount"]],
      ["net(amount + 1, 2)", ["OS2107 amount + 1"]],
      ["net(5, title)", ["OS2101 title"]],
      ["net(5, 2, 3)", ["OS2103 3"]],
      ["net(of: 5, of: 6, rate: 2)", ["OS2105 of: 6"]],
    ],
  ],
  [
    "comparisons",
    [
      ['amount == "x"', ['OS2108 amount == "x"']],
      ["title == 5", ["OS2108 title == 5"]],
      ["closeDate < now", ["OS2108 closeDate < now"]],
      ["createdAt > 2026-12-24", ["OS2108 createdAt > 2026-12-24"]],
      ["createdAt < 09:00", ["OS2108 createdAt < 09:00"]],
      ["now - createdAt > 3", ["OS2108 now - createdAt > 3"]],
      ["contact == title", ["OS2108 contact == title"]],
      ["contact == company", ["OS2108 contact == company"]],
      ["source == priority", ["OS2108 source == priority"]],
      ["source == title", ["OS2108 source == title"]],
      ['observers == "Anna"', ['OS2108 observers == "Anna"']],
      ["isTest > true", ["OS2112 isTest > true"]],
      ["responsible < deputy", ["OS2112 responsible < deputy"]],
      ["company == null", ["OS2114 company == null"]],
      ["none != company", ["OS2114 none != company"]],
      ['source != ""', ['OS2114 source != ""']],
      ['amount == ""', ['OS2114 amount == ""']],
      ['currency == ""', ['OS2115 currency == ""']],
      ['"" != currency', ['OS2115 "" != currency']],
      ["1 < pieces < 10", ["OS1014 <"]],
      ['title contains "a" == "b"', ["OS1014 =="]],
      ["observers == []", ["OS2114 observers == []"]],
      ["title != []", ["OS2114 title != []"]],
    ],
  ],
  [
    "tests",
    [
      ["source in title", ["OS2126 title"]],
      ['"test" in title', ["OS2126 title"]],
      ["pieces in 5", ["OS2126 5"]],
      ['pieces in ["a"]', ['OS2108 pieces in ["a"]']],
      ['[pieces] contains "a"', ['OS2108 [pieces] contains "a"']],
      ["pieces contains 5", ["OS2126 pieces"]],
      ["title contains 5", ["OS2126 5"]],
      ['responsible contains "An"', ["OS2126 responsible"]],
      ['amount starts with "5"', ["OS2126 amount"]],
      ["title ends with pieces", ["OS2126 pieces"]],
      ['amount matches "5"', ["OS2126 amount"]],
      ["title matches title", ["OS2124 title"]],
      ["title matches 5", ["OS2124 5"]],
      ['title matches "[0-9]{4}"', ['OS2124 "[0-9]{4}"']],
      ['title matches "("', ['OS2125 "("']],
      ['title matches "(?=a)b"', ['OS2125 "(?=a)b"']],
      [`title matches "${"a".repeat(501)}"`, [`OS2125 "${"a".repeat(501)}"`]],
      ['title matches "(a{{900}}){{900}}"', ['OS2125 "(a{{900}}){{900}}"']],
      ["amount in 50000..1000", ["OS2127 50000..1000"]],
      ["pieces in -1..-5", ["OS2127 -1..-5"]],
      ["closeDate in 2026-12-24..2026-01-01", ["OS2127 2026-12-24..2026-01-01"]],
      ['priority in "Low".."High"', ['OS2128 "Low".."High"']],
      ['title in "a".."b"', ['OS2128 "a".."b"']],
      ["now - createdAt in 1 day..2 days", ["OS2128 1 day..2 days"]],
      ["closeDate in now..now", ["OS2108 now"]],
      ["pieces in 1..title", ["OS2108 title"]],
    ],
  ],
  [
    "computing",
    [
      ["title + pieces", ["OS2110 title + pieces"]],
      ['"a" + amount', ['OS2110 "a" + amount']],
      ["amount * paid", ["OS2110 amount * paid"]],
      ["5 / amount", ["OS2110 5 / amount"]],
      ["closeDate + 3", ["OS2110 closeDate + 3"]],
      ["createdAt - closeDate", ["OS2110 createdAt - closeDate"]],
      ["closeDate + createdAt", ["OS2110 closeDate + createdAt"]],
      ["callAt - 09:00", ["OS2110 callAt - 09:00"]],
      ["wait", ["OS2007 wait"]],
      ["-title", ["OS2110 -title"]],
      ["-isTest", ["OS2110 -isTest"]],
      ["observers + responsible", ["OS2110 observers + responsible"]],
      ["observers + [5]", ["OS2110 observers + [5]"]],
      ["amount ?? title", ["OS2110 amount ?? title"]],
      ["title ?? 5", ["OS3003 title ?? 5", "OS2110 title ?? 5"]],
      ["if isTest then 5 else title", ["OS2116 if isTest then 5 else title"]],
      ["if title then 5 else 6", ["OS2109 title"]],
      ["[1, title]", ["OS2116 title"]],
      ["isTest and pieces", ["OS2109 pieces"]],
      ["not title", ["OS2109 title"]],
    ],
  ],
  [
    "literals",
    [
      ["2026-02-30", ["OS2121 2026-02-30"]],
      ["2026-13-01", ["OS2121 2026-13-01"]],
      ["25:00", ["OS2121 25:00"]],
      ["09:60", ["OS2121 09:60"]],
      ["2026-02-30T09:00", ["OS2121 2026-02-30T09:00"]],
      ["2026-02-28T24:00", ["OS2121 2026-02-28T24:00"]],
      ["1.5 days", ["OS2122 1.5 days"]],
      ["0.5 working days", ["OS2122 0.5 working days"]],
      ["101 years", ["OS2123 101 years"]],
      ["9999999999 hours", ["OS2123 9999999999 hours"]],
      [`${"9".repeat(31)}`, [`OS2123 ${"9".repeat(31)}`]],
      ['"{amount:long}"', ["OS2023 long"]],
      ['"{closeDate:lnog}"', ["OS2023 lnog"]],
      ['"{isTest:upper}"', ["OS2023 upper"]],
      ['"{title:2}"', ["OS2023 2"]],
      ['"{contact}"', ["OS2113 contact"]],
      ['"$\u007btitle}"', ['OS3006 "$\u007btitle}"']],
      ['"{{title}}"', ['OS3006 "{{title}}"']],
    ],
  ],
];

describe.each(mistakes)("a mistake in %s", (_, cases) => {
  it.each(cases)("is found once: %s", async (expression, expected) => {
    expect(await foundIn(expression, declarations)).toEqual(expected);
  });
});

describe("one mistake", () => {
  it.each([
    "amonut",
    "amonut + 1",
    "amonut > 5",
    "not amonut",
    "-amonut",
    "amonut.date.year",
    "amonut == null",
    'amonut == ""',
    'amonut == "x"',
    "amonut ?? 5",
    "5 ?? amonut + 0",
    "if amonut then 1 else 2",
    "if isTest then amonut else 2",
    "amonut in [1, title]",
    "pieces in [1, amonut]",
    "amonut in 1..5",
    "pieces in 1..amonut",
    "title in amonut",
    "amonut contains 5",
    'amonut starts with "a"',
    "title matches amonut",
    '"{amonut:long}"',
    "[amonut, 5]",
    "{ a: amonut }",
    "net(amonut, 2)",
    "today + amonut",
    "amonut - amonut2",
  ])("is told once, and everything goes with what is unknown: %s", async (expression) => {
    const found = await foundIn(expression, declarations);
    expect(new Set(found.map((one) => one.slice(0, 6))).size).toBeLessThanOrEqual(2);
    expect(found.filter((one) => !one.startsWith("OS2007 amonut") && !one.startsWith("OS3003"))).toEqual(
      expression.includes("[1, title]") ? ["OS2116 title"] : [],
    );
  });
});

describe("a fix", () => {
  it.each([
    ['take(amount == "5_000");', "take(amount == 5000);"],
    ['take(isTest == "yes");', "take(isTest == true);"],
    ['take(closeDate < "2026-12-24");', "take(closeDate < 2026-12-24);"],
    ['take(createdAt.time > "09:00");', "take(createdAt.time > 09:00);"],
    ['take(amount > "5000 EUR");', "take(amount > 5000 EUR);"],
    ['take(closeDate < "4.12.2026");', "take(closeDate < 2026-12-04);"],
    ['take(createdAt < "2026-12-24 18:00");', "take(createdAt < 2026-12-24T18:00);"],
    ['take(now - createdAt < "2 days");', "take(now - createdAt < 2 days);"],
    ['take(createdAt.weekday == "Tuesday");', "take(createdAt.weekday == 2);"],
    ['take(closeDate.month == "dec");', "take(closeDate.month == 12);"],
    ["take(today - createdAt);", "take(today - createdAt.date);"],
    ["take(closeDate < now);", "take(closeDate < today);"],
    ["take(createdAt > 2026-12-24);", "take(createdAt.date > 2026-12-24);"],
    ["take(createdAt > today);", "take(createdAt.date > today);"],
    ["take(createdAt < 09:00);", "take(createdAt.time < 09:00);"],
    ["take(now - createdAt > 3);", "take(now - createdAt > 3 days);"],
    ["take(closeDate + 3);", "take(closeDate + 3 days);"],
    ["take(contact == title);", "take(contact.name == title);"],
    ["take(title == responsible);", "take(title == responsible.name);"],
    ['take(observers == "Anna");', 'take(observers contains "Anna");'],
    ["take(company == null);", "take(company is empty);"],
    ["take(observers != []);", "take(observers is set);"],
    ["take(company != none);", "take(company is set);"],
    ["take(null == company);", "take(company is empty);"],
    ['take(currency == "");', "take(currency is empty);"],
    ['take(currency != "");', "take(currency is set);"],
    ['take("{closeDate:lnog}");', 'take("{closeDate:long}");'],
    ['take("{isTest:upper}");', 'take("{isTest}");'],
    ["take(amount());", "take(amount);"],
    ["take(50000 EUT);", "take(50000 EUR);"],
    ["take(2026-02-30);", "take(2026-02-28);"],
    ['take(title matches "[0-9]{4}-a{2}");', 'take(title matches "[0-9]{{4}}-a{{2}}");'],
    ["take(source == Call);", 'take(source == "Call");'],
    ["take(responsible == anna);", 'take(responsible == "Anna");'],
    ['take("Anan" in observers);', 'take("Anna" in observers);'],
    ["take(title.lenght);", "take(title.length);"],
    ['setField(amount, "5");', "setField(amount, 5);"],
    ["setField(closeDate, createdAt);", "setField(closeDate, createdAt.date);"],
    ["notify(responsible, pieces);", 'notify(responsible, "{pieces}");'],
    ["notify(responsible, responsible);", "notify(responsible, responsible.name);"],
    ["changeStage(Won);", 'changeStage("Won");'],
    ['setField("closeDate", today);', "setField(closeDate, today);"],
    ["setField(closeDat, today);", "setField(closeDate, today);"],
    ["notify(deputy, title);", "notify(deputy, title) when deputy is set;"],
    [
      "notify(deputy, title) when isTest or isRepeat;",
      "notify(deputy, title) when (isTest or isRepeat) and deputy is set;",
    ],
    [
      "notify(deputy, title) when if isTest then isRepeat else true;",
      "notify(deputy, title) when (if isTest then isRepeat else true) and deputy is set;",
    ],
  ])("mends %s", async (rule, expected) => {
    const after = await mended(rule);
    expect(after).toBe(expected);
    expect(await foundInRule(after)).toEqual([]);
  });
});

describe("a sentence", () => {
  it.each([
    ['take(source == "Call" or "Partner");', "`source == b or source == c`"],
    ["take(source == Phone);", '"Web form", "Call" and "Partner"'],
    ["take(len(title));", "`title.length`"],
    ["take(upper(title));", '`"{title:upper}"`'],
    ["take(company == null);", "ask whether there is a value"],
    ['take(amount == "x");', "money cannot be compared with a text"],
    ["take(closeDate < now);", "`today` is the day of `now`"],
    ["take(sendEmail(title));", "`sendEmail` is an action"],
    ['take("{amount:lng}");', "there are `0`, `1`"],
    ['take("{isTest:x}");', "it is written in one way only"],
    ["take(title + pieces);", "in braces"],
    ["take(closeDate - 3);", "`3 days`"],
    ['take("x" in title);', "`contains`"],
    ['take(title matches "[0-9]{4}");', "`[0-9]{{4}}`"],
    ['take(title matches "[0-9]{4}");', "the braces in this pattern hold an expression"],
  ])("tells how to mend %s", async (rule, words) => {
    expect((await saidOf(rule)).join("\n")).toContain(words);
  });
});

describe("records and lists for actions", () => {
  const actions = {
    file: [
      needed("reminder", {
        kind: "record",
        name: "Reminder",
        fields: {
          title: { kind: "plain", name: "Text" },
          worth: { kind: "optional", of: { kind: "plain", name: "Money" } },
          who: { kind: "plain", name: "User" },
        },
      }),
    ],
    tell: [needed("people", { kind: "list", of: { kind: "plain", name: "User" } })],
    pay: [needed("amounts", { kind: "list", of: { kind: "plain", name: "Money" } })],
  };

  it.each([
    ['file({ title: "Call", who: "Anna" });', []],
    ["file({ title: title, worth: 500, who: responsible });", []],
    ["file({ worth: amount, title: title, who: deputy ?? responsible });", []],
    ['file({ titel: "Call", title: "Call", who: "Anna" });', ["OS2025 titel"]],
    ['file({ titel: "Call", who: "Anna" });', ["OS2025 titel"]],
    ['file({ title: "Call" });', ['OS2118 { title: "Call" }']],
    ['file({ title: 5, who: "Anna" });', ["OS2101 5"]],
    ['file({ title: title, who: "Mux" });', ['OS2014 "Mux"']],
    ["file({ title: title, who: deputy });", ["OS2107 deputy"]],
    ["file({ title: title, title: title, who: responsible });", ["OS2105 title"]],
    ["file(title);", ["OS2101 title"]],
    ['tell(["Anna", responsible]);', []],
    ["tell([]);", []],
    ["tell([deputy]);", []],
    ["tell(observers);", ["OS2107 observers"]],
    ["tell([title]);", ["OS2101 title"]],
    ['tell(["Mux"]);', ['OS2014 "Mux"']],
    ["tell(responsible);", ["OS2101 responsible"]],
    ["pay([5, amount, 7 USD]);", []],
    ['pay(["5"]);', ['OS2101 "5"']],
  ] as const)("are checked part by part: %s", async (rule, expected) => {
    expect(await foundInRule(rule, actions)).toEqual(expected);
  });
});

describe("a field that an action writes", () => {
  it.each([
    ["setField(closeDate, today);", []],
    ["setField(amount, 500);", []],
    ["setField(amount, amount * 2) when amount is set;", []],
    ['setField(source, "Call");', []],
    ["setField(value: 5, field: pieces);", []],
    ['setField(observers, ["Anna"]);', []],
    ["setField(contact, original.contact) when original.contact is set;", []],
    ["setField(closeDat, today);", ["OS2028 closeDat"]],
    ["setField(contact.email, title);", ["OS2129 contact.email"]],
    ['setField("closeDate", today);', ['OS2129 "closeDate"']],
    ["setField(5, today);", ["OS2129 5"]],
    ["setField(number, title);", ["OS2021 number"]],
    ["clearField(closeDate);", []],
    ["clearField(title);", ["OS2130 title"]],
    ["clearField(field: title);", ["OS2130 title"]],
    ["clearField(number);", ["OS2021 number"]],
    ["setField(pieces, title);", ["OS2101 title"]],
    ["setField(closeDate, now);", ["OS2101 now"]],
    ["setField(amount, paid);", ["OS2107 paid"]],
    ['setField(source, "Cal");', ['OS2015 "Cal"']],
    ["setField(contact, company) when company is set;", ["OS2101 company"]],
  ] as const)("is named and given a value of its type: %s", async (rule, expected) => {
    expect(await foundInRule(rule)).toEqual(expected);
  });
});

describe("a recipient that may be missing", () => {
  const tell = [
    { name: "text", type: { kind: "plain", name: "Text" }, optional: false },
    { name: "phone", type: { kind: "plain", name: "Phone" }, optional: true },
    { name: "user", type: { kind: "plain", name: "User" }, optional: true },
    { name: "copy", type: { kind: "plain", name: "Email" }, optional: true, takesMissing: true },
  ] as const;
  it.each([
    ['sendEmail("x", to: contact.email);', ["OS2107 contact.email"]],
    ['sendEmail("x", to: contact.email ?? company.email);', ["OS2107 contact.email ?? company.email"]],
    ['sendEmail("x", to: contact.email ?? "max@acme.example");', []],
    ['sendEmail("x", to: contact.email) when contact.email is set;', []],
    ['sendEmail("x", subject: source);', []],
    ['sendEmail("x");', []],
    ['tell("x", phone: contact.phone);', ["OS2107 contact.phone"]],
    ['tell("x", user: deputy);', ["OS2107 deputy"]],
    ['tell("x", user: responsible);', []],
    ['tell("x", copy: contact.email);', []],
  ] as const)("is not left out in silence: %s", async (rule, expected) => {
    const written = `on stage "New" in deals < ${rule} >`;
    expect(shown(await programOf(written, { tell }), written)).toEqual(expected);
  });
});

describe("a range in which nothing lies", () => {
  it.each([
    ["amount in 10..5", ["OS2127 10..5"]],
    ["amount > 3 and amount in 10..5", ["OS2127 10..5"]],
    ["not (amount in 10..5)", ["OS2127 10..5"]],
    ["pieces < 3 and pieces > 5", ["OS3014 pieces < 3 and pieces > 5"]],
  ] as const)(
    "is the only finding, and not that its condition is never true: %s",
    async (condition, expected) => {
      const text = `on stage "New" in deals < notify("Max", "x") when ${condition}; >`;
      const { diagnostics } = await programOf(text);
      expect(diagnostics.map(({ code, start, end }) => `${code} ${text.slice(start, end)}`)).toEqual(
        expected,
      );
    },
  );
});
