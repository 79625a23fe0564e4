import { describe, expect, it } from "vitest";
import { programOf } from "./expression-support.ts";

/** What is written, the only finding as code and marked text, and what its first fix makes of it. */
type Row = readonly [written: string, found: string, mended?: string | undefined];

const named = (rows: readonly Row[]) => rows.map((row) => ({ row, written: row[0] }));

const inRule = (rule: string): string => `on stage "New" in deals <\n  ${rule}\n>`;
const asCondition = (condition: string): string => inRule(`notify("Max", "x") when ${condition};`);

async function mistakesIn(text: string) {
  return (await programOf(text)).diagnostics.filter(({ code }) => /^OS[12]/.test(code));
}

/** Holds a row against what is found: one mistake, one finding, and a fix that leaves none. */
async function hold([written, found, mended]: Row, wrap: (text: string) => string): Promise<void> {
  const text = wrap(written);
  const mistakes = await mistakesIn(text);
  expect(mistakes.map(({ code, start, end }) => `${code} ${text.slice(start, end)}`)).toEqual([found]);
  const [fix] = mistakes[0]?.fixes ?? [];
  if (mended === undefined) return;
  const edits = (fix?.edits() ?? []).toSorted((a, b) => b.start - a.start);
  const after = edits.reduce(
    (done, { start, end, text: by }) => done.slice(0, start) + by + done.slice(end),
    text,
  );
  expect(after).toBe(wrap(mended));
  expect((await mistakesIn(after)).map(({ message }) => message)).toEqual([]);
}

describe("one mistake gets one finding", () => {
  const conditions: readonly Row[] = [
    ["closeDate > 2026-02-30T10:00", "OS2121 2026-02-30T10:00"],
    ["meetingAt > 2026-02-10T25:00", "OS2121 2026-02-10T25:00"],
    ["amount++ > 3", "OS1010 +"],
    ['contact->name == "A"', "OS1013 ->", 'contact.name == "A"'],
    ["{{amount}} > 5", "OS1054 {{amount}}", "amount > 5"],
    ['{contact.name} == "A"', "OS1054 {contact.name}", 'contact.name == "A"'],
    ["amount > 1,234,567", "OS1039 1,234,567", "amount > 1_234_567"],
    ["amount > 1,234,567.50 and isTest", "OS1039 1,234,567.50", "amount > 1_234_567.50 and isTest"],
    ["meetingAt > 12:00 on today", "OS1008 on"],
    ["meetingAt > closeDate + 12:00", "OS2110 closeDate + 12:00"],
    ["source == Web form", "OS2007 Web"],
    ["amount is greater than 5", "OS1022 is greater than", "amount > 5"],
    ["closeDate is earlier than today", "OS1022 is earlier than", "closeDate < today"],
    ["amount is more than 5", "OS1022 is more than", "amount > 5"],
    ["amount is not more than 5", "OS1022 is not more than", "amount <= 5"],
    ["amount is over 5 and isTest", "OS1022 is over", "amount > 5 and isTest"],
    ["amount is under 5", "OS1022 is under", "amount < 5"],
    ["amount is bigger 5", "OS1022 is bigger", "amount > 5"],
    ["amount is at least 5", "OS1022 is at least", "amount >= 5"],
    ["amount is at most -5", "OS1022 is at most", "amount <= -5"],
    ["amount is equal to 5", "OS1022 is equal to", "amount == 5"],
    ['title is not equal to "x"', "OS1022 is not equal to", 'title != "x"'],
    ["closeDate is before today", "OS1022 is before", "closeDate < today"],
    ["closeDate is after today + 1 day", "OS1022 is after", "closeDate > today + 1 day"],
    ["amount exceeds 5", "OS1008 exceeds", "amount > 5"],
    ["amount over 5", "OS1008 over", "amount > 5"],
    ["amount equals 5", "OS1008 equals", "amount == 5"],
    [`title isn't "A"`, "OS1008 isn"],
    ["amount > 50 XYZ", "OS2024 XYZ"],
    ["amount > 5 eur", "OS1045 5 eur", "amount > 5 EUR"],
    ["amount > 5 Euros", "OS1045 5 Euros", "amount > 5 EUR"],
    ["amount > 5 €", "OS1045 5 €", "amount > 5 EUR"],
    ["amount > $5", "OS1045 $5", "amount > 5 USD"],
    ["amount > EUR 5", "OS1045 EUR 5", "amount > 5 EUR"],
    ["amount > 0x10", "OS1044 0x10", "amount > 16"],
    ["amount > 1e3", "OS1044 1e3", "amount > 1000"],
    ["amount > 1.25e1", "OS1044 1.25e1", "amount > 12.5"],
    ["amount > 1e400", "OS1044 1e400"],
    ["amount > 5k", "OS1044 5k", "amount > 5000"],
    ["amount > .5", "OS1044 .5", "amount > 0.5"],
    ["amount > 5.", "OS1044 5.", "amount > 5"],
    ["amount > 5,000", "OS1039 5,000", "amount > 5_000"],
    ["amount > 5 000", "OS1039 5 000", "amount > 5_000"],
    ["amount > 5'000", "OS1039 5'000", "amount > 5_000"],
    ["amount > 5,50", "OS1039 5,50", "amount > 5.50"],
    ["amount > 5.000,50", "OS1039 5.000,50", "amount > 5_000.50"],
    ["amount > 5,000.50", "OS1039 5,000.50", "amount > 5_000.50"],
    ["amount > 5,250", "OS1039 5,250", "amount > 5_250"],
    ["discount > 50 %", "OS1046 50 %", "discount > 0.5"],
    ["discount > 20 percent", "OS1046 20 percent", "discount > 0.2"],
    ["discount > 20 pct and isTest", "OS1046 20 pct", "discount > 0.2 and isTest"],
    ["discount > 20 per cent", "OS1046 20 per cent", "discount > 0.2"],
    ["amount > 7% * paid", "OS1046 7%", "amount > 0.07 * paid"],
    ["pieces % 2 == 0", "OS1001 %"],
    ["meetingAt > 2026-02-10T10:00Z", "OS1043 2026-02-10T10:00Z", "meetingAt > 2026-02-10T10:00"],
    ["meetingAt > 2026-02-10T10:00+02:00", "OS1043 2026-02-10T10:00+02:00", "meetingAt > 2026-02-10T10:00"],
    ["meetingAt > 2026-02-10 10:00", "OS1040 2026-02-10 10:00", "meetingAt > 2026-02-10T10:00"],
    ["meetingAt > 2026-02-10T10", "OS1040 2026-02-10T10", "meetingAt > 2026-02-10T10:00"],
    ["closeDate > 24.12.2026", "OS1040 24.12.2026", "closeDate > 2026-12-24"],
    ["closeDate > 24.12.26", "OS1040 24.12.26", "closeDate > 2026-12-24"],
    ["closeDate > 32.13.2026", "OS1040 32.13.2026"],
    ["closeDate > 12/24/2026", "OS2108 closeDate > 12/24/2026", "closeDate > 2026-12-24"],
    ["closeDate > 24/12/2026", "OS2108 closeDate > 24/12/2026", "closeDate > 2026-12-24"],
    ["closeDate > 24-12-2026", "OS2108 closeDate > 24-12-2026", "closeDate > 2026-12-24"],
    ["closeDate > 2026/12/24", "OS2108 closeDate > 2026/12/24", "closeDate > 2026-12-24"],
    ["closeDate > 20261224", "OS2108 closeDate > 20261224", "closeDate > 2026-12-24"],
    ["closeDate > tomorrow", "OS2007 tomorrow", "closeDate > (today + 1 day)"],
    ["now.time > 10:00am", "OS1028 10:00am", "now.time > 10:00"],
    ["now.time > 10:00 pm", "OS1028 10:00 pm", "now.time > 22:00"],
    ["now.time > 12:30 AM", "OS1028 12:30 AM", "now.time > 00:30"],
    ["now.time > 10", "OS2108 now.time > 10", "now.time > 10:00"],
    ["now.time > 10.30", "OS2108 now.time > 10.30", "now.time > 10:30"],
    ["now - meetingAt > 2h", "OS1027 h", "now - meetingAt > 2 hours"],
    ['contact.phone matches "[0-9]{2,4}"', "OS1017 {2,4}", 'contact.phone matches "[0-9]{{2,4}}"'],
    ['contact.phone matches "[0-9]{3,}"', "OS1017 {3,}", 'contact.phone matches "[0-9]{{3,}}"'],
    ['contact.phone matches "[0-9]{3}"', 'OS2124 "[0-9]{3}"', 'contact.phone matches "[0-9]{{3}}"'],
    ["contact.phone matches '^\\d+$'", "OS1003 '^\\d+$'", 'contact.phone matches "^\\\\d+$"'],
    ['this.title == "x"', "OS1047 this.", 'title == "x"'],
    ["deal.amount > 5", "OS2007 deal", "amount > 5"],
    ["{amount} > 5", "OS1054 {amount}", "amount > 5"],
    ['["a"].count > 1', "OS1048 .count"],
    ["(title).length > 1", "OS1048 .length"],
    ['source in ("Web form", "Call")', 'OS1049 ("Web form", "Call")', 'source in ["Web form", "Call"]'],
    ['source in {"Web form", "Call"}', 'OS1049 {"Web form", "Call"}', 'source in ["Web form", "Call"]'],
    ['source in ["Web form" "Call"]', 'OS1008 "Call"', 'source in ["Web form", "Call"]'],
    ['source not "Call"', 'OS1008 "Call"', 'source != "Call"'],
    ["isTest & isRepeat", "OS1013 &", "isTest and isRepeat"],
    ["amount > 5 AND isTest", "OS1008 AND", "amount > 5 and isTest"],
    ["isTest OR isRepeat", "OS1008 OR", "isTest or isRepeat"],
    ["amount between 5 and 10", "OS1008 between"],
    ['title like "x"', "OS1008 like", 'title contains "x"'],
    ["contact exists", "OS1008 exists", "contact is set"],
    ['title.contains("x")', "OS1008 ("],
    ["observers[0] is set", "OS1008 ["],
    ["amount > 5)", "OS1008 )", "amount > 5"],
    ["amount >", "OS1010 >"],
    ["title is not null", "OS2114 title is not null", "title is set"],
    ["company = null", "OS2114 company = null", "company is empty"],
    ["company != NULL", "OS2114 company != NULL", "company is set"],
    ['source == "Web form" or "Call"', 'OS2109 "Call"', 'source == "Web form" or source == "Call"'],
  ];
  it.each(named(conditions))("in a condition: $written", ({ row }) => hold(row, asCondition));

  const rules: readonly Row[] = [
    ['after 2 days at 12:00 notify("Max", "x");', "OS1050 at", 'after 2 days, at 12:00 notify("Max", "x");'],
    [
      'at 12:00 after 2 days notify("Max", "x");',
      "OS1053 at 12:00 after 2 days",
      'after 2 days, at 12:00 notify("Max", "x");',
    ],
    [
      'at 12:00 in 1 day notify("Max", "x");',
      "OS1053 at 12:00 in 1 day",
      'after 1 day, at 12:00 notify("Max", "x");',
    ],
    [
      'notify("Max", "x") after 2 days when isTest;',
      "OS1051 after 2 days",
      'after 2 days notify("Max", "x") when isTest;',
    ],
    [
      'notify("Max", "x") every 2 days up to 3 times;',
      "OS1051 every 2 days up to 3 times",
      'every 2 days up to 3 times notify("Max", "x");',
    ],
    [
      'notify("Max", "x") after previous notify("Max", "y");',
      "OS1009 )",
      'notify("Max", "x"); after previous notify("Max", "y");',
    ],
    [
      'after 1 hour 30 minutes notify("Max", "x");',
      "OS1052 1 hour 30 minutes",
      'after 1 hour + 30 minutes notify("Max", "x");',
    ],
    [
      'after 1 hour and 30 minutes notify("Max", "x");',
      "OS1052 1 hour and 30 minutes",
      'after 1 hour + 30 minutes notify("Max", "x");',
    ],
    ['after 2d notify("Max", "x");', "OS1027 d", 'after 2 days notify("Max", "x");'],
    ['after 2 h notify("Max", "x");', "OS1027 h", 'after 2 hours notify("Max", "x");'],
    [
      'after 2 business days notify("Max", "x");',
      "OS1027 business",
      'after 2 working days notify("Max", "x");',
    ],
    ['after 2 days: notify("Max", "x");', "OS1033 :", 'after 2 days notify("Max", "x");'],
    ['after 10:00 notify("Max", "x");', "OS2050 10:00"],
    ['at noon notify("Max", "x");', "OS2007 noon", 'at 12:00 notify("Max", "x");'],
    ['at 10.00 notify("Max", "x");', "OS1028 10.00", 'at 10:00 notify("Max", "x");'],
    ['at 10:00 am notify("Max", "x");', "OS1028 10:00 am", 'at 10:00 notify("Max", "x");'],
    [
      'at 9 pm on closeDate notify("Max", "x") when closeDate is set;',
      "OS1028 9 pm",
      'at 21:00 on closeDate notify("Max", "x") when closeDate is set;',
    ],
    [
      'at 10:00 on 24/12/2026 notify("Max", "x");',
      "OS2053 24/12/2026",
      'at 10:00 on 2026-12-24 notify("Max", "x");',
    ],
    ['in 2 days notify("Max", "x");', "OS1008 in", 'after 2 days notify("Max", "x");'],
    ['2 days later notify("Max", "x");', "OS1008 2"],
    ['Day + 2 at 12:00 notify("Max", "x");', "OS1008 Day"],
    [
      'notify("Max", "x") else notify("Anna", "y");',
      "OS1008 else",
      'rule1: notify("Max", "x"); after rule1 fails notify("Anna", "y");',
    ],
    [
      'mail: after 2 days notify("Max", "x") else notify("Anna", "y");',
      "OS1008 else",
      'mail: after 2 days notify("Max", "x"); after mail fails notify("Anna", "y");',
    ],
    [
      'rule1: notify("Max", "x"); notify("Max", "x") else notify("Anna", "y") when isTest;',
      "OS1008 else",
      'rule1: notify("Max", "x"); rule2: notify("Max", "x"); after rule2 fails notify("Anna", "y") when isTest;',
    ],
    ['notify("Max", "x") when isTest else notify("Anna", "y");', "OS1008 else"],
    ['sendEmail("x") to "max@acme.example";', "OS1008 to", 'sendEmail("x", to: "max@acme.example");'],
    ['notify("Max", "x") to title when isTest;', "OS1008 to"],
    ['every day at 09:00 notify("Max", "x");', "OS1056 every day at 09:00"],
    ['every month on 1 at 09:00 notify("Max", "x");', "OS1056 every month on 1 at 09:00"],
    ['every monday, friday at 09:00 notify("Max", "x");', "OS1056 every monday, friday at 09:00"],
    ['within 2 days notify("Max", "x");', "OS1008 2", 'after 2 days notify("Max", "x");'],
    ['notify("Max", "x") within 2 working days;', "OS1008 2"],
    ['notify("Max", "x") in 3 days;', "OS1008 in"],
    ['after 3 days or when paid is set notify("Max", "x");', "OS1008 3 days or"],
    ['after 3 days or isTest notify("Max", "x");', "OS1008 3 days or isTest"],
    [
      `notify("Max", "{if source == "Call" then "a" else "b"}");`,
      `OS1017 "{if source == "Call" then "a" else "b"}"`,
      `notify("Max", "{if source == 'Call' then 'a' else 'b'}");`,
    ],
    [
      "after 2 days let link = createPaymentLink();",
      "OS1038 let",
      "let link = after 2 days createPaymentLink();",
    ],
    ['notify("Max", contact->name ?? "x");', "OS1013 ->", 'notify("Max", contact.name ?? "x");'],
    ['notify("Max", {title});', "OS1054 {title}", 'notify("Max", title);'],
    ['notify("Max", {{title}});', "OS1054 {{title}}", 'notify("Max", title);'],
    ["setField(meetingAt, 12:00 on today);", "OS1008 on"],
    ["setField(meetingAt, today at 12:00);", "OS1008 at"],
    ['wait 2 days notify("Max", "x");', "OS1008 wait", 'after 2 days notify("Max", "x");'],
    ["wait(2 days);", "OS2006 wait"],
    ['if isTest then notify("Max", "x");', "OS1008 if"],
    ["set discount = 10;", "OS1008 set"],
    ["setField(discount = 10);", "OS1013 ="],
    ['sendEmail("x", subject = "y");', "OS1013 =", 'sendEmail("x", subject: "y");'],
    [
      "setField(meetingAt, today + 3 working days);",
      "OS2101 today + 3 working days",
      "setField(meetingAt, today + 3 working days + 9 hours);",
    ],
    ["setField(amount, amount++);", "OS1010 +"],
    ['notify("Max", then);', "OS1010 ,"],
    ["setField(closeDate, now + 3 days);", "OS2101 now + 3 days", "setField(closeDate, today + 3 days);"],
    ["setField(closeDate, 24/12/2026);", "OS2101 24/12/2026", "setField(closeDate, 2026-12-24);"],
  ];
  it.each(named(rules))("in a rule: $written", ({ row }) => hold(row, inRule));

  it("tells of a delay and a time of day in their form, however they are begun", async () => {
    for (const rule of [
      "2 days later at noon",
      "Day + 2 at 12:00",
      "tomorrow at 10:00",
      "wait 2 days",
      "in 2 days",
    ]) {
      const [first] = await mistakesIn(inRule(`${rule} notify("Max", "x");`));
      expect(first?.help).toContain("`after 2 days, at 12:00 sendEmail(…)`");
    }
  });

  it.each([
    ['after invoicePaid notify("Max", "x");', "`on invoicePaid in deals < … >`"],
    ['after inspection notify("Max", "x");', "give the rule a name"],
    ['at closeDate + 12:00 notify("Max", "x");', "`at 12:00 on closeDate`"],
    ['notify("Max", "x") else notify("Max", "y");', "`mail: sendEmail(…); after mail fails notify(…)`"],
    ['notify("Max", "x") when isTest else notify("Max", "y");', "with the opposite condition"],
    ['after 3 days or when isTest notify("Max", "x");', "a rule of its own"],
    ['sendEmail("x") to title;', "`to:` is an argument"],
    ['after 2 days let made = notify("Max", "x");', "`let made = after 2 days notify(…)`"],
  ])("leads to what was meant: %s", async (rule, way) => {
    const [first] = await mistakesIn(inRule(rule));
    expect(first?.help).toContain(way);
  });

  const declarations: readonly Row[] = [
    ["disabled const a = 5", "OS1055 disabled"],
    ["disabled function f(a: Number) = a", "OS1055 disabled"],
    ['on stage "New" < notify("Max", "x") >', "OS1008 <"],
    ['on stage "New" pipeline "Sales" < notify("Max", "x") >', "OS1008 pipeline"],
    ['on stage "New" when (isTest) < notify("Max", "x") >', "OS1008 when"],
    ['on invoicePaid move to "Won"', "OS1008 move"],
    ['every day at 10:00 where (isTest) < notify("Max", "x") >', "OS1008 where"],
    ['every 59 seconds in deals < notify("Max", "x") >', "OS2057 59 seconds"],
  ];
  it.each(named(declarations))("at the top level: $written", ({ row }) => hold(row, (text) => text));
});

describe("what is too complex", () => {
  it.each([
    [
      asCondition(`${"(".repeat(300)}isTest`),
      "name what is inside by `let` or `const`, or write several rules",
    ],
    [inRule('notify("Max", "x");'.repeat(1001)), "write several blocks for it: each has its own rules"],
    [asCondition(`${"amount > 5 and ".repeat(1000)}isTest`), "split it into several rules"],
    [
      Array.from({ length: 120 }, (_, at) => `const a${at} = ${at === 0 ? 1 : `a${at - 1}`}\n`).join(""),
      "say here what it needs, instead of naming what names others",
    ],
  ])("is told with what to do about it: %#", async (text, help) => {
    const found = (await mistakesIn(text)).filter(({ code }) => code === "OS1011");
    expect(found.map((one) => one.help)).toEqual([help]);
  });
});

describe("what a message quotes", () => {
  const long = "𝕏".repeat(50_000);
  it.each([
    `on stage "${long}" in deals < notify("Max", "x") >`,
    `on stage "New" in ${"x".repeat(100_000)} < notify("Max", "x") >`,
    inRule(`${"x".repeat(100_000)}("x");`),
    inRule(`notify("${long}", "x");`),
    asCondition(`${"x".repeat(100_000)} > 5`),
    asCondition(`source == "${long}"`),
    asCondition(`amount > 5 "${long}"`),
    asCondition(`'${long}' == title`),
    asCondition(`title contains "\\${long}"`),
    asCondition(`source == "Call\u001b[31m\u202e\u2028"`),
    `${"x".repeat(100_000)}`,
    `import { ${"x".repeat(100_000)} } from "./${long}.rules"`,
    `const ${"x".repeat(100_000)} = ${"9".repeat(100_000)}\nconst a = ${"x".repeat(100_000)}(5)`,
  ])("is cut, whole in its characters, and steers no terminal: %#", async (text) => {
    const { diagnostics } = await programOf(text);
    expect(diagnostics.length).toBeGreaterThan(0);
    for (const { message, help, fixes } of diagnostics) {
      for (const shown of [message, help, ...fixes.map(({ title }) => title)]) {
        expect(shown.length).toBeLessThan(1_500);
        expect(shown.isWellFormed()).toBe(true);
        expect(shown).not.toMatch(/[\p{Cc}\p{Zl}\u202A-\u202E]/u);
      }
    }
  });
});
