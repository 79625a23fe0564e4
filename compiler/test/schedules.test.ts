import { blocksOf, type CheckedRule } from "@onstage/compiler";
import { describe, expect, it } from "vitest";
import { found, inNew, programOf } from "./declaration-support.ts";

/** The rules of a block in which nothing is wrong. */
async function rulesOf(rules: string, declarations = ""): Promise<readonly CheckedRule[]> {
  const program = await programOf(`${inNew(rules)}${declarations}`);
  expect(program.diagnostics.filter((one) => one.severity === "error")).toEqual([]);
  return program.files.flatMap(blocksOf).flatMap((block) => block.rules);
}

async function only(schedule: string, behind = "", declarations = ""): Promise<CheckedRule> {
  const [first] = await rulesOf(`${schedule} notify("Max", "a") ${behind};`, declarations);
  if (first === undefined) throw new Error("there is no rule");
  return first;
}

const nothing = { months: 0, days: 0, milliseconds: 0, workingDays: 0, workingMilliseconds: 0 };

describe("a waiting time", () => {
  it.each([
    ["2 hours", { milliseconds: 7_200_000 }],
    ["1 day", { days: 1 }],
    ["2 weeks", { days: 14 }],
    ["1 year", { months: 12 }],
    ["3 working days", { workingDays: 3 }],
    ["90 working minutes", { workingMilliseconds: 5_400_000 }],
  ])("of %s", async (text, parts) => {
    expect((await only(`after ${text}`)).schedule.delay).toEqual({ ...nothing, ...parts });
  });

  it("may be a constant, and computed of constants", async () => {
    const constants = "const pause = short + 1 day\nconst short = 2 * unit\nconst unit = 30 minutes";
    const parts = { days: 1, milliseconds: 3_600_000 };
    expect((await only("after pause", "", constants)).schedule.delay).toEqual({ ...nothing, ...parts });
  });

  it("is a rule of the block first, where a constant has the same name", async () => {
    const rules = await rulesOf(
      'pause: notify("Max", "a"); after pause notify("Max", "b");',
      "// allow OS3051: the rule is meant\nconst pause = 2 hours",
    );
    expect(rules[1]?.after).toEqual([{ rule: "pause", when: "ended" }]);
    expect(rules[1]?.schedule.delay).toBeUndefined();
  });

  it.each([
    ["after 0 hours", [], "OS2051 0 hours"],
    ["after pause", ["const pause = 5"], "OS2050 pause"],
    ["after pause", ["const pause = 2 hours - 3 hours"], "OS2051 pause"],
    ["after pause", ["const pause = now - now"], "OS2050 pause"],
    ["after puase", ["const pause = 2 hours"], "OS2009 puase"],
    ["after pause succeeds", ["const pause = 2 hours"], "OS2009 pause"],
    ["after pause, after 2 hours", ["const pause = 2 hours"], "OS1026 after 2 hours"],
    ["after pause, after pause", ["const pause = 2 hours"], "OS1026 after pause"],
  ])("says what is wrong: %s with %s", async (schedule, constants, expected) => {
    const text = `${inNew(`${schedule} notify("Max", "a");`)}${constants.join("\n")}`;
    expect((await found(text)).filter((one) => !one.startsWith("OS3051"))).toEqual([expected]);
  });

  it("offers a constant of a near name", async () => {
    const program = await programOf(`${inNew('after puase notify("Max", "a");')}const pause = 2 hours`);
    expect(program.diagnostics[0]?.help).toBe("did you mean `pause`?");
  });
});

describe("a moment", () => {
  it.each([
    ["at 09:00", { time: { kind: "time", value: "09:00:00" }, fields: [] }],
    ["at callAt", { time: { kind: "field" }, fields: ["callAt"] }],
    ["at closeDate", { anchor: { kind: "field" }, fields: ["closeDate"] }],
    ["at meetingAt", { anchor: { kind: "field" }, fields: ["meetingAt"] }],
    ["at contact.birthday", { anchor: { kind: "field" }, fields: ["contact.birthday"] }],
    ["at 2026-12-24", { anchor: { kind: "date" }, fields: [] }],
    ["at 2026-12-24T18:00", { anchor: { kind: "moment" }, fields: [] }],
    [
      "at 10:00 on closeDate - 1 day",
      {
        time: { kind: "time" },
        anchor: { kind: "compute", operation: "subtractFromDate" },
        fields: ["closeDate"],
      },
    ],
    [
      "at 2 hours before meetingAt",
      {
        offset: { direction: "before", duration: { ...nothing, milliseconds: 7_200_000 } },
        anchor: { kind: "field" },
        fields: ["meetingAt"],
      },
    ],
    [
      "at callAt on 2 working days before closeDate",
      {
        time: { kind: "field" },
        offset: { direction: "before", duration: { ...nothing, workingDays: 2 } },
        fields: ["callAt", "closeDate"],
      },
    ],
    ["at lead after meetingAt", { offset: { direction: "after", duration: { ...nothing, days: 2 } } }],
    ["at 09:00 on meetingAt", { time: { kind: "time" }, anchor: { kind: "field" } }],
    ["at closeDate ?? paymentDue", { anchor: { kind: "orElse" }, fields: ["closeDate", "paymentDue"] }],
  ])("is understood: %s", async (schedule, at) => {
    expect((await only(schedule, "", "const lead = 2 days")).schedule.at).toMatchObject(at);
  });

  it.each([
    ["at amount", "OS2053 amount"],
    ["at title on closeDate", "OS2053 title"],
    ["at 09:00 on title", "OS2053 title"],
    ["at 2 hours before callAt", "OS2053 callAt"],
    ["at 2 hours before 09:00", "OS2053 09:00"],
    ["at 0 days before closeDate", "OS2051 0 days"],
    ["at closeDaet", "OS2007 closeDaet"],
  ])("says what is wrong: %s", async (schedule, expected) => {
    expect(await found(inNew(`${schedule} notify("Max", "a");`))).toEqual([expected]);
  });
});

describe("working hours", () => {
  it("are those of the project or of a user", async () => {
    expect((await only("within working hours")).schedule.within).toEqual({});
    expect((await only("within working hours of responsible")).schedule.within).toMatchObject({
      of: { kind: "field" },
    });
    expect((await only('within working hours of "Anna"')).schedule.within).toMatchObject({
      of: { kind: "user" },
    });
    expect((await only("within working hours of deputy")).schedule.within).toMatchObject({
      of: { type: { kind: "optional" } },
    });
  });

  it.each([
    ["within working hours of title", "OS2053 title"],
    ['within working hours of "Ana"', 'OS2014 "Ana"'],
  ])("say what is wrong: %s", async (schedule, expected) => {
    expect(await found(inNew(`${schedule} notify("Max", "a");`))).toEqual([expected]);
  });
});

describe("a repetition", () => {
  it("knows its distance, how often, and until when", async () => {
    const rule = await only("every 5 days up to 3 times until (contract is set)");
    expect(rule.schedule.repeat).toMatchObject({
      every: { ...nothing, days: 5 },
      times: 3,
      until: { kind: "present" },
    });
  });

  it("goes with all other clauses", async () => {
    const rule = await only(
      "after 1 hour, at 10:00 on closeDate, within working hours, every 1 day up to 2 times",
    );
    expect(Object.keys(rule.schedule).toSorted()).toEqual(["at", "delay", "repeat", "within"]);
  });

  it.each([
    ["every 0 days up to 3 times", "OS2051 0 days"],
    ["every 5 days up to 0 times", "OS2052 0"],
    ["every 5 days up to 2.5 times", "OS2052 2.5"],
    ["every 5 days up to 1001 times", "OS2056 1001"],
    ["every 99 years + 2 years up to 5 times", "OS2123 99 years + 2 years"],
    ["every 1 year * 101 up to 5 times", "OS2123 1 year * 101"],
    ["every 5 days up to 3 times until (title)", "OS2109 title"],
    ["every 5 days up to 3 times until (contarct is set)", "OS2007 contarct"],
  ])("says what is wrong: %s", async (schedule, expected) => {
    expect(await found(inNew(`${schedule} notify("Max", "a");`))).toEqual([expected]);
  });

  it("that ends with the result of another rule waits for that rule", async () => {
    const rules = await rulesOf(
      'let link = createPaymentLink(); every 1 day up to 3 times until (link is set) notify("Max", "a");',
    );
    expect(rules[1]?.after).toEqual([{ rule: "link", when: "ended" }]);
  });

  it("without an end is refused", async () => {
    expect(await found(inNew('every 5 days notify("Max", "a");'))).toHaveLength(1);
    expect((await programOf(inNew('every 5 days notify("Max", "a");'))).ok).toBe(false);
  });
});

describe("a modifier", () => {
  it.each([
    ["as deputy when deputy is set", { as: { kind: "field" } }],
    ['as "Anna"', { as: { kind: "user" } }],
    ["once", { once: {} }],
    ["once per 90 days", { once: { per: { ...nothing, days: 90 } } }],
    ["once per quarter", { once: { per: { ...nothing, months: 3 } } }],
    ["retry 5 times", { retry: 5 }],
    ["disabled", { disabled: true }],
    ["once retry 2 times disabled", { once: {}, retry: 2, disabled: true }],
  ])("is understood: %s", async (modifiers, expected) => {
    const rule = await only("", modifiers, "const quarter = 3 months");
    expect(rule.modifiers).toMatchObject(expected);
    const others = Object.keys(rule.modifiers).filter((key) => !(key in expected));
    expect(others.toSorted()).toEqual(["disabled", "skipIfLate"].filter((key) => !(key in expected)));
  });

  it.each([
    ["as deputy", "OS2107 deputy"],
    ["as title", "OS2053 title"],
    ["once per 0 days", "OS2051 0 days"],
    ["once per title", /OS(2050|1\d{3}) title/],
    ["retry 0 times", "OS2052 0"],
    ["retry 1.5 times", "OS2052 1.5"],
    ["retry 101 times", "OS2056 101"],
    ["retry 1000000000000000000000 times", "OS2056 1000000000000000000000"],
    ["skip if late", "OS3056 skip if late"],
  ])("says what is wrong: %s", async (modifiers, expected) => {
    const all = await found(inNew(`notify("Max", "a") ${modifiers};`));
    expect(all).toHaveLength(1);
    expect(all[0]).toMatch(expected);
  });

  it("skips what is late only where something can be", async () => {
    for (const schedule of [
      "at 09:00",
      "after 2 hours",
      "every 1 day up to 2 times",
      "within working hours",
    ]) {
      expect(await found(inNew(`${schedule} notify("Max", "a") skip if late;`))).toEqual([
        "OS3056 skip if late",
      ]);
    }
    for (const schedule of ["at closeDate", "at 09:00 on closeDate", "at 1 day before meetingAt"]) {
      expect(await found(inNew(`${schedule} notify("Max", "a") skip if late;`))).toEqual([]);
    }
  });
});

describe("a disabled rule that others cannot do without", () => {
  const link = "let link = createPaymentLink()";
  it.each([
    [`${link} disabled; sendEmail(link);`, ["`sendEmail` does"]],
    [`${link} disabled; sendEmail(link); notify("Max", "{link}");`, ["`sendEmail` and `notify` do"]],
    [
      `${link} disabled; sendEmail(link); after sendEmail fails notify("Max", "a");`,
      ["`sendEmail` and `notify` do"],
    ],
    [`a: notify("Max", "a") disabled; after a succeeds notify("Max", "b");`, ["`notify` does"]],
    [`after a fails notify("Max", "b"); a: notify("Max", "a") disabled;`, ["`notify` does"]],
    [`a: notify("Max", "a") disabled; after a notify("Max", "b");`, []],
    [`${link} disabled; sendEmail(link) disabled;`, []],
    [`${link}; sendEmail(link) disabled;`, []],
  ] as const)("is told with them, at the word `disabled`: %s", async (rules, others) => {
    const program = await programOf(inNew(rules));
    const told = program.diagnostics.filter(({ code }) => code === "OS3060");
    expect(told.map(({ file, message }) => [file.length > 0, message])).toEqual(
      others.map((one) => [true, expect.stringContaining(`, ${one} not run either`)]),
    );
  });

  it("is told where it is written, and not where its group is included", async () => {
    const group = `rules g() in deals < ${link} disabled; sendEmail(link); >\n`;
    expect(await found(`${group}on stage "New" in deals < include g(); >`)).toEqual(["OS3060 disabled"]);
  });
});
