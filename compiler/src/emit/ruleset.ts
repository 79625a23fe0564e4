import { comment, literal } from "./literals.ts";
import { type EmittedFile, outputPath } from "./rules.ts";

/** The two entry points of a build: `ruleset.ts`, which is pure, and `calls.ts`, which touches the world. */
export function emitEntries(
  files: readonly string[],
  settings: { readonly timezone: string; readonly currency: string },
): readonly EmittedFile[] {
  const head = `// Made by onstage from ${comment(String(files.length))} files of rules. Changes made here are lost at the next build.`;
  const imports = (what: string) =>
    files.map(
      (file, index) => `import { ${what} as ${what}${index + 1} } from ${literal(`./${outputPath(file)}`)};`,
    );
  const spread = (what: string) => files.map((_, index) => `...${what}${index + 1}`).join(", ");
  return [
    {
      path: "ruleset.ts",
      code: [
        head,
        'import type { RuleSet } from "@onstage/runtime/rules";',
        ...imports("blocks"),
        'import { schema } from "./schema.ts";',
        "",
        "export const ruleSet: RuleSet = {",
        "  schema,",
        `  timezone: ${literal(settings.timezone)},`,
        `  currency: ${literal(settings.currency)},`,
        `  blocks: [${spread("blocks")}],`,
        "};",
        "",
      ].join("\n"),
    },
    {
      path: "calls.ts",
      code: [
        head,
        'import type { Calls } from "@onstage/runtime/actions";',
        ...imports("calls"),
        "",
        `export const calls: Calls = { ${spread("calls")} };`,
        "",
      ].join("\n"),
    },
  ];
}
