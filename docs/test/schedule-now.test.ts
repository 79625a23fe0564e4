import type { SignatureSet } from "@onstage/compiler";
import { beforeAll, describe, expect, test } from "vitest";
import { deal, withDeals } from "./outcomes/sample-items.ts";
import { rulesOf, runExample } from "./run-example.ts";
import { checkSample, readLibrary, sampleFiles } from "./sample-project.ts";
import { told } from "./told.ts";

let library: SignatureSet;
beforeAll(() => {
  library = readLibrary();
});

type Event = ReturnType<typeof withDeals>["events"][number];

/** What comes of one rule on the stage of the money, which a deal enters on Friday, 5 June, at 10:00. */
async function comesOf(
  rule: string,
  fields: Readonly<Record<string, string>>,
  later: readonly Event[],
  group = "",
): Promise<readonly string[]> {
  const text = `${group}on stage "Won" in deals < ${rule} >`;
  const program = await checkSample({ ...sampleFiles, "rules/example.rules": text }, library);
  expect(program.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const scenario = withDeals([deal(fields)], [{ at: "+0m", move: "deals/1", to: "Won" }, ...later]);
  const lines = told(await runExample(rulesOf(program), scenario));
  return lines.filter((line) => !line.includes("→"));
}

const call = 'notify("Max", "Call")';
const calledAt = (moment: string): readonly string[] => [`${moment}  notify(Max, "Call")`];

describe("`now` and `today` in a schedule are those from which it counts", () => {
  test.each([
    [`at 09:00 on today + 3 days ${call}`, "Mon  8 Jun 09:00"],
    [`at now + 2 hours ${call}`, "Fri  5 Jun 12:00"],
    [`at now ${call}`, "Fri  5 Jun 10:00"],
    [`at 09:00 on closeDate ?? (today + 3 days) ${call}`, "Mon  8 Jun 09:00"],
    [`at 2 working days after today ${call}`, "Tue  9 Jun 00:00"],
    [`at 1 hour after now ${call}`, "Fri  5 Jun 11:00"],
    [`after 1 hour, at 10:00 on today + 1 day ${call}`, "Sat  6 Jun 10:00"],
    [`at now.time + 3 hours ${call}`, "Fri  5 Jun 13:00"],
    [`after 2 days, at now.time + 3 hours ${call}`, "Sun  7 Jun 13:00"],
  ])("%s", async (rule, moment) => {
    expect(await comesOf(rule, {}, [])).toEqual(calledAt(moment));
  });

  test("also where a group is given the day", async () => {
    const group = `rules g(d: Date) in deals < at 09:00 on d ${call} >\n`;
    expect(await comesOf("include g(today + 1 day)", {}, [], group)).toEqual([
      'Sat  6 Jun 09:00  g.notify: notify(Max, "Call")',
    ]);
  });

  test("also when a field changes while the rule waits", async () => {
    const later = [{ at: "+26h", update: "deals/1", set: { title: "Acme & Sons" } }];
    expect(await comesOf(`at 09:00 on today + 3 days ${call}`, {}, later)).toEqual(
      calledAt("Mon  8 Jun 09:00"),
    );
  });

  test("a field that is emptied leads back to the day from which it counts", async () => {
    const later = [{ at: "+26h", update: "deals/1", set: { closeDate: null } }];
    const rule = `at 09:00 on closeDate ?? (today + 3 days) ${call}`;
    expect(await comesOf(rule, { closeDate: "2026-06-20" }, later)).toEqual(calledAt("Mon  8 Jun 09:00"));
  });

  test("what follows another rule counts from when that has ended", async () => {
    const rules = `first: after 2 days notify("Anna", "First"); after first, at now + 2 hours ${call};`;
    expect(await comesOf(rules, {}, [])).toEqual([
      'Sun  7 Jun 10:00  first: notify(Anna, "First")',
      ...calledAt("Sun  7 Jun 12:00"),
    ]);
  });

  test("repetitions keep to one grid, and `until` looks at the clock", async () => {
    const rule = `at now + 2 hours, every 1 day up to 5 times until (now >= 2026-06-08T00:00) ${call}`;
    expect(await comesOf(rule, {}, [])).toEqual([
      "Sat  6 Jun 12:00  notify, time 1: done",
      "Sun  7 Jun 12:00  notify, time 2: done",
      expect.stringMatching(/^Mon {2}8 Jun 12:00 {2}notify done: stopped: /),
    ]);
  });

  test("`when` looks at the clock", async () => {
    const rule = `at now + 2 hours ${call} when now.time == 12:00`;
    expect(await comesOf(rule, {}, [])).toEqual(calledAt("Fri  5 Jun 12:00"));
  });
});
