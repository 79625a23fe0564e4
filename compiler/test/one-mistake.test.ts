import { describe, expect, it } from "vitest";
import { programOf } from "./expression-support.ts";

/** What is written, the only finding as code and marked text, and what its first fix makes of it. */
type Row = readonly [written: string, found: string, mended?: string];

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
    ["company = null", "OS2114 company = null", "company is empty"],
    ["company != NULL", "OS2114 company != NULL", "company is set"],
    ['source == "Web form" or "Call"', 'OS2109 "Call"', 'source == "Web form" or source == "Call"'],
  ];
  it.each(conditions)("in a condition: %s", async (...row) => hold(row, asCondition));

  const declarations: readonly Row[] = [
    ['on stage "New" < notify("Max", "x") >', "OS1008 <"],
    ['on stage "New" pipeline "Sales" < notify("Max", "x") >', "OS1008 pipeline"],
    ['on stage "New" when (isTest) < notify("Max", "x") >', "OS1008 when"],
    ['on invoicePaid move to "Won"', "OS1008 move"],
    ['every day at 10:00 where (isTest) < notify("Max", "x") >', "OS1008 where"],
    ['every 59 seconds in deals < notify("Max", "x") >', "OS2057 59 seconds"],
  ];
  it.each(declarations)("at the top level: %s", async (...row) => hold(row, (text) => text));
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
