import fc from "fast-check";
import { expect, test } from "vitest";
import { programOf } from "../declaration-support.ts";
import { mostEntered, type Seen, shows } from "./shows.ts";
import { funnelFindingsOf, lineOf, markedText, runWitness } from "./support.ts";

const stages = ["New", "Proposal", "Wait for payment", "Won"];
const stage = fc.constantFrom(...stages);

const conditions = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(
      "isTest",
      "not isTest",
      "isRepeat",
      "amount > 100",
      "amount <= 100",
      "amount is empty",
      "pieces > 3",
      "pieces < 3",
      "discount is set",
      "(discount ?? 0) < 10",
      'priority == "High"',
      'priority != "High"',
      'source in ["Web form", "Call"]',
      "title is set",
      'responsible == "Anna"',
      'stage == "New"',
      "closeDate > today",
    ),
    fc.tuple(tie("any"), fc.constantFrom("and", "or"), tie("any")).map(([a, by, b]) => `(${a} ${by} ${b})`),
    tie("any").map((one) => `not (${one})`),
  ),
})).any;

const when = fc.oneof(
  { weight: 2, arbitrary: fc.constant("") },
  { weight: 3, arbitrary: conditions.map((one) => ` when ${one}`) },
);

const action = fc.oneof(
  { weight: 3, arbitrary: stage.map((one) => `changeStage("${one}")`) },
  fc.constantFrom(
    "setField(discount, 5)",
    "setField(discount, (discount ?? 0) + 1)",
    "setField(pieces, pieces + 1)",
    'setField(priority, "High")',
    'setField(priority, "Low")',
    "setField(isTest, true)",
    'assign("Max")',
    'notify("Anna", "Look at {title}: {discount}")',
    'sendEmail("Hello")',
    'sendEmail("Hello, it is {amount}")',
  ),
);

const order = fc.oneof(
  { weight: 5, arbitrary: fc.constant("") },
  fc.constantFrom(
    "after previous ",
    "after previous succeeds ",
    "after previous fails ",
    "after 2 hours ",
    "at 10:00 on closeDate - 1 day ",
    "after 3 days ",
  ),
);

const rule = fc
  .tuple(order, action, when, fc.oneof({ weight: 5, arbitrary: fc.constant("") }, fc.constant(" once")))
  .map(([first, what, condition, modifier]) => ({ first, text: `${what}${condition}${modifier};` }));

/** A value that is made, and used by another rule. */
const helper = fc.oneof(
  { weight: 3, arbitrary: fc.constant("") },
  fc
    .tuple(when, when)
    .map(([made, used]) => `  let link = createPaymentLink()${made};\n  sendEmail(link)${used};\n`),
);

/** Rules of a block: the first waits for nobody. */
const plainRules = fc
  .array(rule, { minLength: 1, maxLength: 4 })
  .map((all) =>
    all
      .map(
        ({ first, text }, index) =>
          `  ${index === 0 && first.startsWith("after previous") ? "" : first}${text}`,
      )
      .join("\n"),
  );

const rules = fc.tuple(helper, plainRules).map(([first, others]) => first + others);

const header = fc.oneof(
  { weight: 3, arbitrary: fc.constant("") },
  conditions.map((one) => ` when (${one})`),
);

const declaration = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.uniqueArray(stage, { minLength: 1, maxLength: 2 }), header, rules)
      .map(
        ([some, condition, body]) =>
          `on stage ${some.map((one) => `"${one}"`).join(", ")} in deals${condition} <\n${body}\n>`,
      ),
  },
  fc
    .tuple(fc.constantFrom("discount", "pieces", "priority", "discount, priority", "responsible"), rules)
    .map(([fields, body]) => `on fieldChanged(${fields}) in deals pipeline "Sales" <\n${body}\n>`),
  fc.tuple(rules).map(([body]) => `on created in deals pipeline "Sales" <\n${body}\n>`),
  fc
    .tuple(
      fc.constantFrom("invoicePaid", 'formSent("Order")', "fieldChanged(discount)", "fieldChanged(priority)"),
      stage,
      when,
      fc.boolean(),
    )
    .map(
      ([event, to, condition, isBackward]) =>
        `on ${event} in deals pipeline "Sales" move to "${to}"${condition}${isBackward ? " allow backward" : ""}`,
    ),
);

const files = fc.array(declaration, { minLength: 1, maxLength: 5 }).map((all) => all.join("\n"));

/** Where other rules play along, some is seen less plainly than in rules that show one thing. */
const plainly: Readonly<Record<string, (seen: Seen & { readonly text: string }) => boolean>> = {
  ...shows,
  OS3012: ({ report }) =>
    mostEntered(report) >= 2 && report.runs.every((run) => !(run.reason ?? "").startsWith("stopped after")),
  // Of several triggers to one stage, another may move the item.
  OS3020: (seen) => seen.text.split(`move to ${seen.marks}`).length > 2 || shows.OS3020?.(seen) === true,
  OS3013: ({ report }) => report.runs.some((run) => (run.reason ?? "").startsWith("stopped after")),
  OS3014: ({ own }) => own.every((run) => run.status !== "done"),
  // In a circle, the service stops a move one day, and what waits for it has its turn.
  OS3016: ({ own }) => own.every((run) => run.status !== "done" || run.visit > 10),
  // What is true of conditions is tested with conditions; here, the rule may be kept from running by others.
  OS3021: ({ report, own }) =>
    own.some((run) => run.status === "done") && report.runs.some((run) => run.status !== "done"),
  OS3015: ({ own }) =>
    own.some((run) => run.started !== null) ||
    own.every((run) => run.status !== "skipped" || run.due === null),
};

test("whatever is found in any rules is seen when its witness runs", async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(files, async (text) => {
      const program = await programOf(text);
      for (const finding of funnelFindingsOf(program)) {
        const { code } = finding;
        if (finding.witness?.scenario === undefined) continue;
        // A part of a condition can be always the same and matter to nothing.
        const marks = markedText(program, finding);
        const isPart = (code === "OS3014" || code === "OS3015") && !text.includes(` when ${marks}`);
        if (isPart) continue;
        const report = await runWitness(program, finding);
        const line = lineOf(program, finding);
        const own = report.runs.filter((run) => run.source.line === line);
        seen.set(code, (seen.get(code) ?? 0) + 1);
        const shown = `${text}\n${code} ${finding.message}\n${finding.witness.text}\n${JSON.stringify(finding.witness.scenario)}\n${JSON.stringify(report, null, 1)}`;
        expect(plainly[code]?.({ report, own, marks, text }), shown).toBe(true);
      }
    }),
    { seed: Number(process.env.FUNNEL_SEED ?? 20261122), numRuns: Number(process.env.FUNNEL_RUNS ?? 60) },
  );
  expect([...seen.keys()].length).toBeGreaterThan(5);
}, 120_000);
