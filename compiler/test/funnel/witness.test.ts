import { describe, expect, test } from "vitest";
import { programOf } from "../declaration-support.ts";
import { type Case, cases } from "./cases.ts";
import { shows } from "./shows.ts";
import { funnelFindingsOf, lineOf, markedText, runWitness } from "./support.ts";

const all: readonly (Case & { readonly code: string })[] = Object.entries(cases).flatMap(([code, some]) =>
  some.map((one) => ({ ...one, code })),
);

describe.each(all)("$code: $name", ({ code, rules, marks, mended }) => {
  test("is found at its place, and nothing else is", async () => {
    const program = await programOf(rules);
    const found = funnelFindingsOf(program).map((one) => `${one.code} ${markedText(program, one)}`);
    expect(found).toEqual([`${code} ${marks}`]);
  });

  test("is not found once it is mended", async () => {
    const program = await programOf(mended);
    expect(funnelFindingsOf(program).map((one) => `${one.code} ${one.message}`)).toEqual([]);
  });
});

// Who is no longer there is known from the schema alone: there is nothing to be run.
const runnable = all.filter(({ code }) => code !== "OS3023");

describe.each(runnable)("the witness of $code: $name", ({ code, rules, marks }) => {
  test("shows it when it runs", async () => {
    const program = await programOf(rules);
    const finding = funnelFindingsOf(program).find((one) => one.code === code);
    if (finding === undefined) throw new Error("nothing was found");
    const report = await runWitness(program, finding);
    const line = lineOf(program, finding);
    const own = report.runs.filter(({ source }) => source.file === finding.file && source.line === line);
    const shown = JSON.stringify({ scenario: finding.witness?.scenario, report }, null, 1);
    expect(shows[code]?.({ report, own, marks }), shown).toBe(true);
  });
});
