import { readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { lcovReport, percentOf } from "../src/testing/coverage/report.ts";
import type { Target } from "../src/testing/coverage/targets.ts";
import { onstage, payments, scratch } from "./support.ts";

const root = path.resolve(import.meta.dirname, "../..");

const rules = `on stage "Wait for payment" in deals <
  mail: sendEmail("Please pay.", to: contact.email) when contact.email is set and amount > 50000;
  after mail fails notify("Max", "No mail went out");
  followUp: after 3 days notify("Max", "No answer") when not isTest;
>

on stage "Lost" in deals <
  notify("Max", "Lost");
>

on invoicePaid in deals move to "Won" when amount > 10

test "large deals get a mail" for deals at 2026-06-08 10:00 <
  given amount: 60000, contact: { name: "Ann", email: "ann@acme.example" }, isTest: false;
  enter "Wait for payment";
  expect sendEmail();
  after 3 days expect notify();
  event invoicePaid();
  expect stage "Won";
>
`;

const typed = `import { testFunnel } from "@onstage/stdlib/testing";
import { it } from "vitest";
it("small deals get none", async () => {
  const crm = testFunnel({ rules: "rules/pay.rules", timers: "allowed" });
  const deal = await crm.create("deals", { title: "Acme", amount: 5, isTest: true });
  await crm.move(deal, "Wait for payment");
  await crm.close();
});
`;

describe("`onstage test --coverage`", () => {
  it("says what no test of either kind has seen, writes it for editors, and holds it against a threshold", async () => {
    using made = scratch();
    const schema = path.relative(made.folder, path.join(payments, "crm.schema.json"));
    made.write(
      "onstage.json",
      JSON.stringify({ schema, rules: ["rules/*.rules"], timezone: "Europe/Berlin" }),
    );
    made.write("package.json", JSON.stringify({ type: "module", private: true }));
    made.write("rules/pay.rules", rules);
    made.write("tests/small.test.ts", typed);
    symlinkSync(path.join(root, "node_modules"), path.join(made.folder, "node_modules"));
    const { code, stdout, stderr } = await onstage(["test", "--coverage", "--threshold", "90"], {
      cwd: made.folder,
    });
    const told = stdout.split("\n").filter((line) => /^rules\/pay\.rules:\d+: /.test(line));
    expect(told.map((line) => line.replace("rules/pay.rules:", ""))).toEqual([
      "2: no test where amount is empty",
      "2: no test in which `mail` fails",
      "3: no test in which `notify` is carried out",
      "4: no test where `isTest` is true",
      "4: no test where isTest is empty",
      "4: no test in which `followUp` is cancelled while it waits",
      "8: no test in which `notify` is carried out",
      "11: no test in which the condition of `invoicePaid` is false",
    ]);
    expect(stdout).toMatch(/^rules\/pay\.rules +\d+ % +2\/4 /m);
    expect(stderr).toMatch(/the tests have seen \d+ % of the rules, and 90 % are asked for/);
    expect(code).toBe(1);
    const lcov = readFileSync(path.join(made.folder, "coverage", "rules.lcov"), "utf8");
    expect(lcov).toContain("SF:rules/pay.rules\nDA:2,1\nDA:3,0\n");
  }, 120_000);
});

describe("a report of lcov", () => {
  const seen = (line: number, aspect: Target["aspect"], count: number): Target => ({
    file: "a.rules",
    line,
    aspect,
    count,
    isSeen: count > 0,
    lacks: "",
  });

  it("has a line for each rule, and a branch for what else there is to see of it", () => {
    const targets = [
      seen(2, "rules", 3),
      seen(2, "conditions", 1),
      seen(2, "conditions", 0),
      seen(5, "rules", 0),
      seen(5, "timers", 0),
    ];
    expect(lcovReport(targets).split("\n")).toEqual([
      "TN:",
      "SF:a.rules",
      "DA:2,3",
      "DA:5,0",
      "LF:2",
      "LH:1",
      "BRDA:2,0,0,1",
      "BRDA:2,0,1,0",
      "BRDA:5,0,0,-",
      "BRF:3",
      "BRH:1",
      "end_of_record",
      "",
    ]);
    expect(percentOf(targets)).toBe(40);
  });
});
