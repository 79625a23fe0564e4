import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { allMappings, fromMap } from "@jridgewell/gen-mapping";
import { type EmittedFile, type Program, placesOf } from "@onstage/compiler";
import { describe, expect, it } from "vitest";
import { programOf } from "../support.ts";
import { everything, soundProject } from "./sample.ts";

/** A mapping by what stands at its two ends. */
interface Landing {
  readonly source: string;
  /** Whether that is the file that the code was emitted for: rules of groups come from others. */
  readonly own: boolean;
  /** The signs before the two ends. */
  readonly before: readonly [original: string, generated: string];
  readonly original: string;
  readonly generated: string;
  readonly name: string | null;
}

const offsetAt = (text: string, line: number, column: number): number =>
  text
    .split(/\r\n|\n|\r/)
    .slice(0, line - 1)
    .reduce((sum, one) => sum + one.length + 1, 0) + column;

function landings(file: EmittedFile, program: Program): readonly Landing[] {
  const lines = file.code.split("\n");
  return allMappings(fromMap(file.map ?? "")).flatMap(({ generated, original, source, name }) => {
    if (source === undefined || original === undefined) return [];
    const from = path.posix.join("dist", path.posix.dirname(file.path), source);
    const text = program.files.find((one) => one.path === from)?.text ?? "";
    const offset = offsetAt(text, original.line, original.column);
    const line = lines[generated.line - 1] ?? "";
    return {
      source: from,
      own: `${from}.ts` === file.path,
      before: [text.slice(offset - 1, offset), line.slice(generated.column - 1, generated.column)],
      original: text.slice(offset),
      generated: line.slice(generated.column),
      name: name ?? null,
    };
  });
}

const word = /^[\p{L}_][\p{L}\p{N}_]*/u;
const firstWord = (text: string): string => word.exec(text)?.[0] ?? "";

type Fits = (code: RegExpExecArray, rules: string, own: boolean) => boolean;

/** What has to stand in the rules where code of a kind begins. */
const pairs: readonly (readonly [RegExp, Fits])[] = [
  // What a parameter of a group stands for, and the header around its include, have their place in the group's rule.
  [/^s\.item\.(\w+)/, (code, rules, own) => !own || firstWord(rules) === code[1]],
  [/^s\.(previous|event)\./, (code, rules) => rules.startsWith(`${code[1]}.`)],
  [/^s\.now\b/, (_, rules) => firstWord(rules) === "now"],
  [/^today\(/, (_, rules) => firstWord(rules) === "today"],
  [/^\$n([\d_]+)/, (code, rules) => rules.startsWith((code[1] ?? "").replace("_", "."))],
  [/^(?:await )?actions\.(\w+)\(/, (code, rules) => firstWord(rules) === code[1]],
  [/^async \(context/, (_, rules) => /^\w+\(/.test(rules)],
  [
    /^export (?:const|function) (\w+)/,
    (code, rules) => new RegExp(`^(const|function) ${code[1]}\\b`).test(rules),
  ],
];

function check({ original, generated, before, own }: Landing): void {
  const shown = `${generated.slice(0, 60)} ← ${original.slice(0, 60)}`;
  // Both ends are the beginning of something: no place lies within a word, behind the end, or in white space.
  expect(original, shown).toMatch(/^[\p{L}\p{N}_"'({[\-<]/u);
  expect(generated, shown).toMatch(/^\S/u);
  const isWord = /[\p{L}\p{N}_$]/u;
  expect(isWord.test(before[0]) && isWord.test(original.slice(0, 1)), shown).toBe(false);
  expect(isWord.test(before[1]) && isWord.test(generated.slice(0, 1)), shown).toBe(false);
  for (const [code, fits] of pairs) {
    const found = code.exec(generated);
    if (found !== null) expect(fits(found, original, own), shown).toBe(true);
  }
}

const samples = path.resolve(import.meta.dirname, "../samples");

describe("source maps", () => {
  it("lead every piece of code to where it is written, in whatever file", async () => {
    const program = await soundProject(everything);
    const all = program.emit().flatMap((file) => (file.map === undefined ? [] : landings(file, program)));
    for (const landing of all) check(landing);
    const used = pairs.filter(([code]) => !all.some((landing) => code.test(landing.generated)));
    expect(used.map(([code]) => code.source)).toEqual([]);
    expect(new Set(all.map((landing) => landing.source))).toEqual(new Set(Object.keys(everything)));
  });

  it.each(readdirSync(samples).filter((file) => file.endsWith(".rules")))(
    "lead to every line of %s",
    async (name) => {
      const text = readFileSync(path.join(samples, name), "utf8");
      const program = await programOf({ [`rules/${name}`]: text });
      const [file] = program.emit();
      if (file === undefined) return;
      const all = landings(file, program);
      expect(all.length).toBeGreaterThan(0);
      for (const landing of all) check(landing);
    },
  );

  it("lead each rule, each call and each argument to its place", async () => {
    const text = `on stage "New" in deals <
  mail: sendEmail("a {title} b", subject: contact.name ?? "x")
    when amount > 5 and title contains "t";
>`;
    const program = await soundProject({ "rules/a.rules": text });
    const [file] = program.emit();
    const placeOf = placesOf(text);
    const line = (part: string) => placeOf(text.indexOf(part)).line;
    const found = file === undefined ? [] : landings(file, program);
    const starts = found.map((one) => one.original);
    for (const part of [
      "mail:",
      "sendEmail(",
      "title} b",
      "contact.name",
      '"x"',
      "amount > 5",
      "title contains",
      '"t"',
    ]) {
      expect(
        starts.some((one) => one.startsWith(part)),
        part,
      ).toBe(true);
    }
    expect(line("mail:")).toBe(1);
    const names = new Set(found.flatMap((one) => one.name ?? []));
    expect(names).toEqual(new Set(["mail"]));
  });
});
