import type { WrittenStep, WrittenTest } from "./plan.ts";

/** Why a test of the rule language fails: the step and its place, what was expected and found, and what happened. */
export class WrittenTestFailure extends Error {
  override readonly name = "TestFailure";

  /**
   * @param test the test that fails
   * @param step the step at which it does
   * @param difference what was expected and found, in words
   * @param timeline what had happened until then
   * @param folder the folder that the path of the test's file counts from
   */
  constructor(
    test: WrittenTest,
    step: WrittenStep,
    difference: { readonly expected: string; readonly found: string },
    timeline: string,
    folder: string,
  ) {
    const place = `${test.file}:${step.line}:${step.column}`;
    super(
      [
        `${step.text}`,
        "",
        `  place     ${place}`,
        `  expected  ${difference.expected}`,
        `  found     ${difference.found}`,
        "",
        "What happened until then:",
        timeline === "" ? "  nothing" : timeline,
      ].join("\n"),
    );
    const file = folder === "" ? test.file : `${folder}/${test.file}`;
    this.stack = `${this.name}: ${this.message}\n    at ${file}:${step.line}:${step.column}`;
  }
}
