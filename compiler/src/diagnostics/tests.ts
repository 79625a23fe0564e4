import { didYouMean, entry, listed } from "./entry.ts";

/** OS22xx: tests. */
export const testEntries = {
  OS2201: entry(
    "error",
    "value-not-written-out",
    (_: { isText: boolean }) => "a test says its values outright, and this one has to be worked out first",
    (p) =>
      p.isText
        ? 'write the text itself, without braces: `"Pay for Acme"`'
        : "write the value itself, or the name of a constant",
  ),
  OS2202: entry(
    "error",
    "item-not-written-out",
    (p: { what: string }) => `${p.what} is another item, which the test has to describe`,
    () => 'write its fields in braces: `contact: { name: "Ann", email: "ann@acme.example" }`',
  ),
  OS2203: entry(
    "error",
    "no-number-of-times",
    () => "`times` needs a whole number, from 0 on",
    () => "write how often it is expected: `2 times`",
  ),
  OS2204: entry(
    "error",
    "row-of-another-length",
    (p: { values: number; columns: number }) =>
      `this row has ${p.values} ${p.values === 1 ? "value" : "values"}, and the table ${p.columns} ${p.columns === 1 ? "column" : "columns"}`,
    () => "write a value for each column, joined by commas, and `;` behind each row",
  ),
  OS2205: entry(
    "warning",
    "column-not-used",
    (p: { name: string; near: string | undefined }) => `no step of this test uses the column \`${p.name}\``,
    (p) =>
      didYouMean(p.near, `write \`${p.name}\` where its value belongs, such as \`given amount: ${p.name}\``),
  ),
  OS2206: entry(
    "warning",
    "nothing-expected",
    () => "this test expects nothing, so it never fails",
    () => "say what has to happen: `expect sendEmail(…)`, or `expect nothing`",
  ),
  OS2207: entry(
    "error",
    "unknown-rule-in-test",
    (p: { name: string; entity: string; near: string | undefined; known: readonly string[] }) =>
      `no rule of ${p.entity} is called \`${p.name}\``,
    (p) =>
      didYouMean(
        p.near,
        p.known.length === 0
          ? "there are no rules for these items"
          : `they have ${listed(p.known.map((name) => `\`${name}\``))}`,
      ),
  ),
};
