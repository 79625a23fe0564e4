import { type Diagnostic, format, testsOf } from "@onstage/compiler";
import { describe, expect, it } from "vitest";
import { programOf } from "./expression-support.ts";
import { programOf as projectOf } from "./support.ts";

const rules = `on stage "Wait for payment" in deals <
  let link = createPaymentLink();
  followUp: after 3 days notify(responsible, "No answer: {title}") when amount > 100;
>
const large = 50000
`;

const inTest = (steps: string): string => `${rules}\ntest "t" for deals at 2026-06-08 10:00 <\n${steps}\n>`;

async function found(steps: string): Promise<readonly Diagnostic[]> {
  const { diagnostics } = await programOf(inTest(steps));
  return diagnostics.filter(({ code }) => /^OS[12]/.test(code));
}

async function planned(text: string) {
  const program = await programOf(text);
  expect(program.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return program.files.flatMap(testsOf);
}

describe("one mistake in a test gets one finding", () => {
  const mistakes: readonly (readonly [steps: string, found: string, fix?: string | undefined])[] = [
    ["givn amount: 5; expect nothing", "OS1008 givn", "Write `given`"],
    ["given amount = 5; expect nothing", "OS1008 =", "Write `:`"],
    ["set amount: 5; expect nothing", "OS1008 :", "Write `=`"],
    ["mock createPaymentLink; expect nothing", "OS1008 ;"],
    ["expect amount is big", "OS1008 big"],
    ["frobnicate; expect nothing", "OS1008 frobnicate"],
    ["given amout: 5; expect nothing", "OS2028 amout", "Write `amount`"],
    ['enter "Wait for paiment"; expect nothing', 'OS2003 "Wait for paiment"', 'Write "Wait for payment"'],
    ["expect sendMail()", "OS2006 sendMail", "Write `sendEmail`"],
    ['expect sendEmail(adress: "a")', "OS2104 adress"],
    ["event invoicePayed; expect nothing", "OS2044 invoicePayed", "Write `invoicePaid`"],
    ["expect waiting folowUp", "OS2207 folowUp", "Write `followUp`"],
    ["expect skipped followUp because amont", "OS2028 amont", "Write `amount`"],
    ['given responsible: "Ana"; expect nothing', 'OS2014 "Ana"', 'Write "Anna"'],
    ['given source: "Web from"; expect nothing', 'OS2015 "Web from"', 'Write "Web form"'],
    ['given amount: "5"; expect nothing', 'OS2101 "5"', "Write `5`"],
    ["given contact: 7; expect nothing", "OS2202 7"],
    ['given contact: { nam: "Ann" }; expect nothing', "OS2028 nam", "Write `name`"],
    ['expect notify(message: "Hello {title}")', 'OS2201 "Hello {title}"'],
    ["expect notify() 0.5 times", "OS2203 0.5"],
    ["after 2; expect nothing", "OS1027 2"],
    ["at 2026-02-30 10:00 expect nothing", "OS2121 2026-02-30 10:00"],
    ["given amount: 5", 'OS2206 "t"'],
    ["with size: 1; 2, 3; given amount: size; expect nothing", "OS2204 2, 3"],
    ["with size: 1; 2; given amount: 5; expect nothing", "OS2205 size"],
    ['with size: 1; "a"; given amount: size; expect nothing', 'OS2101 "a"'],
  ];

  it.each(mistakes.map((mistake) => ({ mistake, steps: mistake[0] })))("$steps", async ({ mistake }) => {
    const [steps, wanted, fix] = mistake;
    const diagnostics = await found(steps);
    const text = inTest(steps);
    expect(diagnostics.map(({ code, start, end }) => `${code} ${text.slice(start, end)}`)).toEqual([wanted]);
    if (fix !== undefined) expect(diagnostics[0]?.fixes.map(({ title }) => title)).toContain(fix);
  });

  it("takes a test for deals that is written as rules are", async () => {
    const { diagnostics } = await programOf('test "t" in deals < expect nothing >');
    expect(diagnostics.map(({ code, fixes }) => [code, fixes[0]?.title])).toEqual([
      ["OS1008", "Write `for`"],
    ]);
  });
});

describe("a test as data", () => {
  it("says what is given, when, and what is expected", async () => {
    const [test] = await planned(
      inTest(`given title: "Acme", amount: large, contact: { name: "Ann" }, responsible: "Anna";
        enter "Wait for payment";
        after 2 working days, at 10:00 expect waiting followUp until 2026-06-11 10:00;
        expect notify("Anna") 2 times`),
    );
    expect(test).toMatchObject({
      name: "t",
      entity: "deals",
      at: "2026-06-08T10:00:00",
      steps: [
        {
          line: 8,
          act: {
            kind: "given",
            fields: {
              amount: { kind: "money", amount: "50000", currency: "EUR" },
              contact: { kind: "item", entity: "contacts", fields: { name: { value: "Ann" } } },
              responsible: { kind: "user", name: "Anna" },
            },
          },
        },
        { act: { kind: "enter", place: { stage: "Wait for payment" } } },
        {
          after: { workingDays: 2 },
          at: "10:00:00",
          text: "after 2 working days, at 10:00 expect waiting followUp until 2026-06-11 10:00",
          act: { kind: "expectRule", status: "waiting", rule: "followUp", until: "2026-06-11T10:00:00" },
        },
        { act: { kind: "expectCall", action: "notify", times: 2, args: { user: { name: "Anna" } } } },
      ],
    });
  });

  it("is there once for each row, by the values of the row", async () => {
    const tests = await planned(
      inTest("with size, notices: 60000, 1; large, 0; given amount: size; expect notify() notices times"),
    );
    expect(tests.map(({ name, steps }) => [name, steps[1]?.act])).toMatchObject([
      ["t (size: 60000, notices: 1)", { times: 1 }],
      ["t (size: large, notices: 0)", { times: 0 }],
    ]);
  });

  it("is left out of what is built", async () => {
    const without = await programOf(rules);
    const withTest = await programOf(inTest("given amount: 5; expect nothing"));
    const codeOf = (program: typeof without) => program.emit().map(({ path, code }) => [path, code]);
    expect(codeOf(withTest)).toEqual(codeOf(without));
  });

  it("leaves no file in what is built where a file holds tests alone", async () => {
    const files = {
      "rules/pay.rules": 'on stage "Wait for payment" in deals < createPaymentLink() >',
      "rules/pay.test.rules": 'test "t" for deals < expect nothing >',
    };
    const paths = (await projectOf(files)).emit().map(({ path }) => path);
    expect(paths).toContain("rules/pay.rules.ts");
    expect(paths.filter((path) => path.includes("pay.test"))).toEqual([]);
  });

  it("is a test only where its name follows: elsewhere `test` is a name", async () => {
    const text = `const test = 5\n\n${rules}on stage "Won" in deals < notify("Max", "x") when amount > test >`;
    expect((await programOf(text)).diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});

describe("formatting", () => {
  it("sets a step on a line, and the rows of a table below its columns", () => {
    const text =
      'test  "t" for deals at 2026-06-08 10:00 < with a,b : 1,2;3 , 4 ; given amount :a ; set x=b ; expect nothing >';
    expect(format(text)).toBe(`test "t" for deals at 2026-06-08 10:00 <
  with a, b:
    1, 2;
    3, 4;
  given amount: a;
  set x = b;
  expect nothing;
>
`);
    expect(format(format(text))).toBe(format(text));
  });
});
