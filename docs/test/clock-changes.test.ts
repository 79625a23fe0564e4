import { readFileSync } from "node:fs";
import path from "node:path";
import type { SignatureSet } from "@onstage/compiler";
import { beforeAll, describe, expect, test } from "vitest";
import { entering } from "./outcomes/sample-items.ts";
import { rulesOf, runExample } from "./run-example.ts";
import { checkSample, readLibrary, sampleFiles } from "./sample-project.ts";

const page = readFileSync(path.resolve(import.meta.dirname, "../language.md"), "utf8");
const months = "January February March April May June July August September October November December".split(
  " ",
);

/** The rows below the heading `planned`: a schedule and when the item enters, and the moment at which it runs. */
const rows = page
  .slice(page.indexOf("| planned "))
  .split("\n\n", 1)
  .flatMap((table) => table.split("\n").slice(2))
  .map((row) => {
    const [, planned = "", runsAt = ""] = row.split("|").map((cell) => cell.trim());
    const [, schedule = "", day = "", month = "", time = ""] =
      /^`(.+)` from (\d+) (\w+), (\d\d:\d\d)$/.exec(planned) ?? [];
    const digits = `${months.indexOf(month) + 1}`.padStart(2, "0");
    return { planned, runsAt, schedule, entered: `2026-${digits}-${day.padStart(2, "0")}T${time}` };
  });

const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/Berlin",
  day: "numeric",
  month: "long",
  hour: "2-digit",
  minute: "2-digit",
});

/** `25 October, 02:30, the first one`: the time in Berlin, and which one it is where it comes twice. */
function inBerlin(iso: string): string {
  const at = Date.parse(iso);
  const wall = (milliseconds: number): string => clock.format(milliseconds).replace(" at ", ", ");
  const hour = 3_600_000;
  if (wall(at + hour) === wall(at)) return `${wall(at)}, the first one`;
  return wall(at - hour) === wall(at) ? `${wall(at)}, the second one` : wall(at);
}

let library: SignatureSet;
beforeAll(() => {
  library = readLibrary();
});

test("the page says when things run while clocks change", () => {
  expect(rows.length).toBeGreaterThan(5);
});

describe.each(rows)("$planned", ({ schedule, entered, runsAt }) => {
  test(`runs at ${runsAt}`, async () => {
    const rule = `on stage "Proposal" in deals <\n  ${schedule} notify("Anna", "{title}");\n>\n`;
    const program = await checkSample({ ...sampleFiles, "rules/example.rules": rule }, library);
    expect(program.diagnostics.filter((one) => one.severity === "error")).toEqual([]);
    const report = await runExample(rulesOf(program), entering("Proposal", {}, { now: entered }));
    expect(report.runs.map(({ started }) => started && inBerlin(started))).toEqual([runsAt]);
  });
});
