import {
  type ActionSignature,
  calendarOf,
  type FileDiagnostic,
  loadProject,
  noSignatures,
  type Project,
  ratesOf,
  type SignatureSet,
} from "@onstage/compiler";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryHost, schemaText } from "./support.ts";

/** A project with these keys in its `onstage.json`, and its text. */
async function projectWith(
  keys: object,
  schema: string = schemaText,
  library: SignatureSet = noSignatures,
): Promise<{ readonly project: Project; readonly text: string }> {
  const text = JSON.stringify({ schema: "crm.schema.json", rules: ["rules/*.rules"], ...keys });
  const host = memoryHost({
    "/p/onstage.json": text,
    "/p/crm.schema.json": schema,
    "/p/rules/a.rules": 'on stage "New" in deals < notify("Max", "x") >',
  });
  return { project: await loadProject({ kind: "folder", folder: "/p" }, library, host), text };
}

const shown = (found: readonly FileDiagnostic[], text: string): readonly string[] =>
  found.map((one) => `${one.code} ${text.slice(one.start, one.end)}: ${one.message}`);

async function foundIn(keys: object): Promise<readonly string[]> {
  const { project, text } = await projectWith(keys);
  return shown(project.diagnostics, text);
}

async function hoursOf(workingHours: object): Promise<unknown> {
  const { project } = await projectWith({ workingHours });
  expect(project.diagnostics).toEqual([]);
  return calendarOf(project.config, project.schema.schema).hours;
}

describe("the configuration of a project", () => {
  it("has working hours, a language and no rates where it says nothing of them", async () => {
    const { project } = await projectWith({});
    const day = [["09:00", "18:00"]];
    expect(calendarOf(project.config, project.schema.schema)).toEqual({
      hours: { "1": day, "2": day, "3": day, "4": day, "5": day },
      holidays: [],
      workdays: [],
      people: {},
    });
    expect(ratesOf(project.config)).toEqual({});
    expect(project.config).toMatchObject({ locale: "en", schemaErrors: "error", triggers: [] });
  });

  it("names days by words, ranges and lists, and hours by stretches in any order", async () => {
    const hours = {
      "mon-wed": "9:00-12:00, 12:30-18:00",
      "Thu, SATURDAY": "14:00-24:00,08:00-10:00",
      fri: "09:00-12:00,12:00-15:00",
    };
    const early = [
      ["09:00", "12:00"],
      ["12:30", "18:00"],
    ];
    const late = [
      ["08:00", "10:00"],
      ["14:00", "24:00"],
    ];
    expect(await hoursOf(hours)).toEqual({
      "1": early,
      "2": early,
      "3": early,
      "4": late,
      "5": [["09:00", "15:00"]],
      "6": late,
    });
    expect(Object.keys((await hoursOf({ "sat-mon": "10:00-11:00" })) as object)).toEqual(["1", "6", "7"]);
  });

  it("takes every week that can be written down", async () => {
    const words = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    const time = (minutes: number): string =>
      `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
    const day = fc
      .uniqueArray(fc.integer({ min: 0, max: 24 * 60 }), { minLength: 2, maxLength: 8 })
      .map((minutes) => minutes.toSorted((a, b) => a - b).map(time))
      .map((times) => Array.from({ length: times.length >> 1 }, (_, at) => times.slice(at * 2, at * 2 + 2)));
    const week = fc.array(fc.option(day), { minLength: 7, maxLength: 7 });
    await fc.assert(
      fc.asyncProperty(week, async (days) => {
        const open = days.flatMap((one, at) => (one === null ? [] : [[at, one] as const]));
        fc.pre(open.length > 0);
        const written = open.map(([at, one]) => [words[at], one.map((times) => times.join("-")).join(", ")]);
        const expected = open.map(([at, one]) => [String(at + 1), one]);
        expect(await hoursOf(Object.fromEntries(written))).toEqual(Object.fromEntries(expected));
      }),
      { numRuns: 50 },
    );
  });

  const wrongHours: readonly (readonly [hours: Readonly<Record<string, unknown>>, found: string])[] = [
    [{ "mon-fri": "09:00-25:00" }, 'OS5204 "09:00-25:00": `25:00` is no time of day'],
    [{ mon: "9-18" }, 'OS5204 "9-18": `9` is no time of day'],
    [{ mon: "24:00-24:00" }, 'OS5204 "24:00-24:00": `24:00` is no time of day'],
    [{ mon: "09:00" }, 'OS5204 "09:00": `09:00` is no stretch of time'],
    [{ mon: "" }, 'OS5204 "": `` is no stretch of time'],
    [{ mon: "09:00-09:00" }, 'OS5204 "09:00-09:00": `09:00-09:00` ends where it begins'],
    [
      { mon: "22:00-06:00" },
      'OS5204 "22:00-06:00": `22:00-06:00` ends before it begins; hours over midnight are written at both days',
    ],
    [
      { mon: "09:00-13:00, 12:00-18:00" },
      'OS5204 "09:00-13:00, 12:00-18:00": `09:00-13:00` and `12:00-18:00` overlap',
    ],
    [{ mnday: "09:00-18:00" }, 'OS5204 "mnday": `mnday` is no day of the week; did you mean `monday`?'],
    [{ "mon-": "09:00-18:00" }, 'OS5204 "mon-": `` is no day of the week'],
    [{ "mon-fri": "09:00-18:00", wed: "10:00-11:00" }, 'OS5204 "wed": wednesday stands in them twice'],
  ];
  it.each(wrongHours)("refuses the hours %o, with their place", async (workingHours, found) => {
    const [place = "", ...words] = found.split(": ");

    expect(await foundIn({ workingHours })).toEqual([
      `${place}: the working hours of the project are wrong: ${words.join(": ")}`,
    ]);
  });

  const wrongKeys: readonly (readonly [keys: object, found: string])[] = [
    [{ holidays: ["2026-02-30"] }, 'OS5205 "2026-02-30": `2026-02-30` is no day of the calendar'],
    [{ workdays: ["24.12.2026"] }, 'OS5205 "24.12.2026": `24.12.2026` is no day of the calendar'],
    [
      { holidays: ["2026-12-19"], workdays: ["2026-12-19"] },
      'OS5203 "2026-12-19": onstage.json is wrong at `workdays.0`: 2026-12-19 is a holiday as well',
    ],
    [
      { timezone: "berlin" },
      'OS5203 "berlin": onstage.json is wrong at `timezone`: it has to be the IANA name of a zone; did you mean `Europe/Berlin`?',
    ],
    [
      { timezone: "New York" },
      'OS5203 "New York": onstage.json is wrong at `timezone`: it has to be the IANA name of a zone; did you mean `America/New_York`?',
    ],
    [
      { locale: "english please" },
      'OS5203 "english please": onstage.json is wrong at `locale`: it has to be the tag of a language, such as en, de or pt-BR',
    ],
    [
      { currency: "euro" },
      'OS5203 "euro": onstage.json is wrong at `currency`: it has to be three capital letters, such as EUR',
    ],
    [
      { schemaErrors: "hint" },
      'OS5203 "hint": onstage.json is wrong at `schemaErrors`: it has to be one of error, warning',
    ],
    [
      { workinghours: {} },
      'OS5203 "workinghours": onstage.json is wrong at `the top level`: `workinghours` is not known here; did you mean `workingHours`?',
    ],
    [{ workingHours: {} }, "OS5203 {}: onstage.json is wrong at `workingHours`: it must not be empty"],
    [{ rates: { USD: 0 } }, "OS5206 0: the rate of USD is wrong: `0` is no number above zero"],
    [{ rates: { USD: "-0.9" } }, 'OS5206 "-0.9": the rate of USD is wrong: `-0.9` is no number above zero'],
    [{ rates: { USD: "0,9" } }, 'OS5206 "0,9": the rate of USD is wrong: `0,9` is no number above zero'],
    [
      { rates: { USD: 1e-9 } },
      'OS5206 1e-9: the rate of USD is wrong: write it as text, such as "0.0000001"',
    ],
    [{ rates: { EUR: 1 } }, 'OS5206 "EUR": the rate of EUR is wrong: EUR is the project\'s own currency'],
    [
      { rates: { usd: 1 } },
      'OS5206 "usd": the rate of usd is wrong: `usd` is no currency: three capital letters, such as USD',
    ],
    [
      { rates: { USD: { "2026-07": 1 } } },
      'OS5206 "2026-07": the rate of USD is wrong: `2026-07` is no day, such as 2026-07-01',
    ],
    [
      { rates: { USD: true } },
      "OS5203 true: onstage.json is wrong at `rates.USD`: it has to be a number or a text or an object `{ … }`",
    ],
  ];
  it.each(wrongKeys)("refuses %o in one sentence, with its place", async (keys, found) => {
    expect(await foundIn(keys)).toEqual([found]);
  });

  it("is read however deep somebody nests it", async () => {
    for (const text of ["[".repeat(200_000), `{"a":`.repeat(100_000), "[".repeat(101) + "]".repeat(101)]) {
      const host = memoryHost({ "/p/onstage.json": text });
      const project = await loadProject({ kind: "folder", folder: "/p" }, noSignatures, host);
      expect(project.diagnostics.map((one) => one.message)).toEqual([
        "onstage.json is not JSON: it is nested deeper than 100 levels",
      ]);
    }
  });

  it("keeps rates exact, from the day on that is named, or from ever", async () => {
    const rates = { USD: { "2026-01-01": 0.9, "2026-07-01": "0.950" }, JPY: "0.006", GBP: 1.15 };
    const { project } = await projectWith({ rates });
    expect(project.diagnostics).toEqual([]);
    expect(ratesOf(project.config)).toEqual({
      USD: { "2026-01-01": "0.9", "2026-07-01": "0.950" },
      JPY: { "0001-01-01": "0.006" },
      GBP: { "0001-01-01": "1.15" },
    });
  });

  it("knows the hours and absences of users from the CRM schema", async () => {
    const schema = JSON.parse(schemaText);
    schema.users = [
      { id: 1, name: "Anna", workingHours: { "mon-tue": "10:00-16:00" } },
      { id: 2, name: "Ben", absences: [{ from: "2026-06-10", to: "2026-06-12" }] },
      { id: 9, name: "Max" },
    ];
    const { project } = await projectWith({}, JSON.stringify(schema));
    const day = [["10:00", "16:00"]];
    expect(calendarOf(project.config, project.schema.schema).people).toEqual({
      "1": { hours: { "1": day, "2": day } },
      "2": { absences: [{ from: "2026-06-10", to: "2026-06-12" }] },
    });
  });
});

describe("what actions may reach, and how often", () => {
  const action = (name: string, uses: readonly string[] = []): ActionSignature => ({
    name,
    module: "./own.ts",
    file: "own.ts",
    line: 1,
    parameters: [],
    result: { kind: "nothing" },
    repeatable: false,
    uses,
    effects: { messagesClient: false },
  });
  const library = { actions: [action("sendSms", ["sms"]), action("notify")], triggers: [], problems: [] };

  it("is nothing beyond the public internet, with no limits, where nothing is said", async () => {
    const { project } = await projectWith({});
    expect(project.config).toMatchObject({ limits: {}, outbound: { allow: [] }, secrets: [] });
  });

  it("is read as it is written", async () => {
    const keys = {
      limits: { sendSms: { concurrent: 5, perSecond: 10 }, sms: { perMinute: 100 } },
      outbound: { allow: ["desk", "desk:80", "10.0.0.0/8", "fd00::/8", "[::1]:8080", "10.0.0.1"] },
      secrets: ["PARCELS_TOKEN"],
    };
    const { project } = await projectWith(keys, schemaText, library);
    expect(project.diagnostics).toEqual([]);
    expect(project.config).toMatchObject(keys);
  });

  it.each([
    [
      { limits: { sendSsm: { perSecond: 1 } } },
      'OS5203 "sendSsm": onstage.json is wrong at `limits.sendSsm`: there is no action of this name, and no provider that an action names by `@uses`; did you mean `sendSms`?',
    ],
    [{ limits: { sms: {} } }, "OS5203 {}: onstage.json is wrong at `limits.sms`: it must not be empty"],
    [
      { limits: { sms: { perSecond: 0 } } },
      "OS5203 0: onstage.json is wrong at `limits.sms.perSecond`: it has to be at least 1",
    ],
    [
      { limits: { sms: { persecond: 1 } } },
      'OS5203 "persecond": onstage.json is wrong at `limits.sms`: `persecond` is not known here; did you mean `perSecond`?',
    ],
    ...["http://desk", "*.desk", "desk/x", ""].map((entry): [object, string] => [
      { outbound: { allow: [entry] } },
      `OS5203 "${entry}": onstage.json is wrong at \`outbound.allow.0\`: it has to be a host such as desk.internal, a host with a port such as desk.internal:8080, or a range of addresses such as 10.0.0.0/8`,
    ]),
    ...["ONSTAGE_TOKEN", "A B"].map((name): [object, string] => [
      { secrets: [name] },
      `OS5203 "${name}": onstage.json is wrong at \`secrets.0\`: it has to be the name of an environment variable such as PARCELS_TOKEN, and not ONSTAGE_TOKEN, which opens the service itself`,
    ]),
  ])("is told of where it is wrong: %j", async (keys, message) => {
    const { project, text } = await projectWith(keys, schemaText, library);
    expect(shown(project.diagnostics, text).filter((one) => one.startsWith("OS52"))).toEqual([message]);
  });
});

describe("the addresses that other systems call", () => {
  it("are none where nothing is said, and what is said otherwise", async () => {
    expect((await projectWith({})).project.config.hooks).toEqual({});
    const hooks = {
      billing: { verify: "signature", secret: "BILLING_WEBHOOK_SECRET", item: "data.deal" },
      crm: { verify: "bitrix24", secret: "BITRIX_TOKEN" },
      mail: { verify: "signature", secret: "MAIL_SECRET", event: "emailReceived" },
    };
    const { project } = await projectWith({ hooks });
    expect(project.diagnostics).toEqual([]);
    expect(project.config.hooks).toEqual(hooks);
  });

  it.each([
    [{ secret: "A_SECRET" }, "`verify` is missing"],
    [{ verify: "signature" }, "`secret` is missing"],
    [{ verify: "hmac", secret: "A_SECRET" }, "it has to be one of signature, bitrix24"],
    [{ verify: "signature", secret: "whsec_c2VjcmV0" }, "it has to be the name of an environment variable"],
    [
      { verify: "signature", secret: "A_SECRET", event: "invoicePaid" },
      "it has to be one of webhookReceived, emailReceived",
    ],
    [{ verify: "signature", secret: "A_SECRET", path: "a" }, "`path` is not known here"],
  ])("are refused where they are none: %j", async (hook, problem) => {
    const found = await foundIn({ hooks: { billing: hook } });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain("OS5203");
    expect(found[0]).toContain(problem);
  });
});
