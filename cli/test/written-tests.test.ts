import path from "node:path";
import { testsOf } from "@onstage/compiler";
import { runWrittenTest } from "@onstage/stdlib/testing";
import { describe, expect, it } from "vitest";
import { loadProgram } from "../src/project/load-rules.ts";
import { openProgram } from "../src/project/open.ts";
import { payments, scratch } from "./support.ts";

const rules = `on stage "Proposal" in deals <
  every 5 days up to 3 times notify("Anna", "Ask again: {title}");
>

on stage "Wait for payment" in deals <
  let link = createPaymentLink();
  after previous sendEmail(link) when amount > 50000;
  followUp: after 3 days notify("Max", "No answer: {title}") when amount > 100;
>

on invoicePaid in deals move to "Product delivery"
`;
const client = 'contact: { name: "Ann", email: "ann@acme.example" }';

/** Carries out all tests of a text; answers what each of them said, or nothing where it passed. */
async function outcomesOf(text: string): Promise<readonly (string | undefined)[]> {
  using place = scratch();
  const { folder } = place;
  const schema = path.join(payments, "crm.schema.json");
  const settings = {
    schema: path.relative(folder, schema),
    rules: ["rules/*.rules"],
    timezone: "Europe/Berlin",
  };
  place.write("onstage.json", JSON.stringify({ ...settings, currency: "EUR" }));
  place.write("rules/a.rules", `${rules}\n${text}`);
  const program = await openProgram({ kind: "folder", folder });
  expect(program.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const loaded = await loadProgram(program);
  if (!loaded.ok) throw new Error("the rules cannot be bundled");
  const outcomes: (string | undefined)[] = [];
  for (const test of program.files.flatMap(testsOf)) {
    const outcome = await runWrittenTest(test, { ruleSet: loaded.ruleSet }).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    outcomes.push(outcome);
  }
  return outcomes;
}

const inTest = (steps: string): string => `test "t" for deals at 2026-06-08 10:00 < ${steps} >`;

describe("a test in the language", () => {
  const passing: readonly (readonly [what: string, text: string])[] = [
    [
      "follows an item through days",
      `given title: "Acme", amount: 60000, ${client};
       mock createPaymentLink takes 2 seconds;
       enter "Wait for payment";
       expect nothing;
       after 2 seconds expect sendEmail(to: "ann@acme.example");
       expect createPaymentLink() 1 time;
       expect waiting followUp until 2026-06-11 10:00;
       after 1 day set amount = 40;
       expect amount: 40;
       at 2026-06-11 10:00 expect skipped followUp because amount;
       expect no notify;
       event invoicePaid();
       expect stage "Product delivery";
       expect no timers`,
    ],
    [
      "counts each turn of a rule that repeats",
      `enter "Proposal";
       after 5 days expect notify("Anna", "Ask again: Deal") 1 time;
       after 10 days expect notify() 2 times;
       after 5 days expect nothing`,
    ],
    [
      "steers what actions return, how they fail and how long they take",
      `given amount: 60000, ${client};
       mock createPaymentLink returns { url: "https://pay.example/9" };
       mock sendEmail fails "no server" 1 time;
       enter "Wait for payment";
       expect no sendEmail;
       after 10 seconds expect sendEmail(message: { url: "https://pay.example/9" })`,
    ],
    [
      "knows an item that was there before, changes it, empties it and deletes it",
      `given stage: "New", amount: 60000, source: "Call", responsible: "Anna";
       expect nothing;
       expect stage "New";
       expect source: "Call", responsible: "Anna";
       clear amount;
       expect amount is empty;
       enter "Wait for payment";
       expect skipped sendEmail because "amount";
       delete;
       expect cancelled followUp because "deleted"`,
    ],
    [
      "goes on to a time of day",
      `enter "Wait for payment"; at 09:00 expect waiting followUp until 2026-06-11 10:00; at 10:00 expect no notify`,
    ],
    [
      "lets working days pass",
      'after 1 working day enter "Wait for payment"; expect waiting followUp until 2026-06-12 10:00',
    ],
    [
      "says why something failed",
      `given amount: 60000; enter "Wait for payment"; expect failed sendEmail because "client"`,
    ],
  ];
  it.each(passing)("%s", async (_, steps) => {
    expect(await outcomesOf(inTest(steps))).toEqual([undefined]);
  });

  it("is carried out for each row of its table", async () => {
    const table = `with size, mails: 60000, 1; 50000, 0; 10, 3;
      given amount: size, ${client}; enter "Wait for payment"; expect sendEmail() mails times`;
    expect(await outcomesOf(inTest(table))).toEqual([
      undefined,
      undefined,
      expect.stringContaining("to be carried out 3 times"),
    ]);
  });

  const failing: readonly (readonly [steps: string, expected: string, found: string])[] = [
    [
      `given amount: 60000; enter "Wait for payment"; expect sendEmail()`,
      "to be carried out",
      "has no client",
    ],
    [
      `given amount: 60000, ${client}; enter "Wait for payment"; expect sendEmail(to: "bob@acme.example")`,
      "to be carried out",
      'to: "ann@acme.example"',
    ],
    [`enter "Wait for payment"; expect no createPaymentLink`, "not to be carried out", "once"],
    ['enter "Wait for payment"; expect nothing', "nothing to be done", "createPaymentLink()"],
    ['enter "Wait for payment"; expect no timers', "nothing to wait any more", "followUp is waiting"],
    [
      'enter "Wait for payment"; expect waiting followUp until 2026-06-11 11:00',
      "followUp to be waiting until 2026-06-11 11:00",
      "waits until 2026-06-11 10:00",
    ],
    ["expect skipped followUp", "followUp to be skipped", "has not begun"],
    ['enter "Wait for payment"; expect stage "Won"', "“Won”", "“Wait for payment”"],
    ["given amount: 5; expect amount: 6", "amount to have this value", 'amount is "5.00"'],
    ["given amount: 5; expect amount is empty", "amount to be empty", 'amount is "5.00"'],
    ["expect nothing; at 2026-06-01 10:00 expect nothing", "this to be possible", "time does not go back"],
    ["expect nothing; given amount: 5; expect nothing", "this to be possible", "`given` stands before"],
  ];
  it.each(failing)("fails where %s", async (steps, expected, found) => {
    const [message] = await outcomesOf(inTest(steps));
    expect(message).toContain("rules/a.rules:");
    expect(/ {2}expected {2}(.*)/.exec(message ?? "")?.[1]).toContain(expected);
    expect(message?.slice(message.indexOf("  found"))).toContain(found);
    expect(message).toContain("What happened until then:");
  });
});
