import { type Calendar, calendarOf, ratesOf } from "../project/calendar.ts";
import type { Config } from "../project/config.ts";
import type { Limits, providersOf } from "../project/limits.ts";
import type { Rates } from "../project/rates.ts";
import type { CrmSchema } from "../schema/format.ts";
import { comment, json, key, literal } from "./literals.ts";
import { outputPath } from "./paths.ts";
import type { EmittedFile } from "./rules.ts";

function entry(
  files: readonly string[],
  parts: readonly string[],
  lines: (spread: (part: string) => string) => readonly string[],
): string {
  const imports = files.map((file, index) => {
    const names = parts.map((part) => `${part} as ${part}${index + 1}`).join(", ");
    return `import { ${names} } from ${literal(`./${outputPath(file)}`)};`;
  });
  const spread = (part: string) => files.map((_, index) => `...${part}${index + 1}`).join(", ");
  const head = `// Made by onstage from ${comment(String(files.length))} files of rules. Changes made here are lost at the next build.`;
  const [first = "", ...others] = lines(spread);
  return `${[head, first, ...imports, ...others].join("\n")}\n`;
}

/** Data as the value of a key: each of its parts on a line. */
function data(
  value: Calendar | Rates | Limits | Config["outbound" | "hooks"] | ReturnType<typeof providersOf>,
): string {
  const parts = Object.entries(value).map(([name, part]) => `    ${key(name)}: ${json(part)},`);
  return parts.length === 0 ? "{}" : ["{", ...parts, "  }"].join("\n");
}

/** What actions may reach, and how often, and who may reach the service: only what the project says. */
function reach(config: Config, providers: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const { limits, outbound, secrets, hooks } = config;
  return [
    ...(Object.keys(providers).length > 0 ? [`  providers: ${data(providers)},`] : []),
    ...(Object.keys(limits).length > 0 ? [`  limits: ${data(limits)},`] : []),
    ...(outbound.allow.length > 0 ? [`  outbound: ${data(outbound)},`] : []),
    ...(secrets.length > 0 ? [`  secrets: ${json(secrets)},`] : []),
    ...(Object.keys(hooks).length > 0 ? [`  hooks: ${data(hooks)},`] : []),
  ];
}

/**
 * The two entry points of a build: `ruleset.ts`, which is pure, and `calls.ts`, which touches the world.
 *
 * @param files paths of the files of rules
 * @param events names of the events from outside that the project knows
 * @param providers what actions share, by their names
 */
export function emitEntries(
  files: readonly string[],
  config: Config,
  schema: CrmSchema,
  events: readonly string[],
  providers: Readonly<Record<string, readonly string[]>>,
): readonly EmittedFile[] {
  const ruleSet = entry(files, ["blocks", "triggers"], (spread) => [
    'import type { RuleSet } from "@onstage/runtime/rules";',
    'import { schema } from "./schema.ts";',
    "",
    "export const ruleSet: RuleSet = {",
    "  schema,",
    `  timezone: ${literal(config.timezone)},`,
    `  currency: ${literal(config.currency)},`,
    `  locale: ${literal(config.locale)},`,
    `  calendar: ${data(calendarOf(config, schema))},`,
    `  rates: ${data(ratesOf(config))},`,
    `  blocks: [${spread("blocks")}],`,
    `  triggers: [${spread("triggers")}],`,
    `  events: [${events.map(literal).join(", ")}],`,
    ...reach(config, providers),
    "};",
  ]);
  const calls = entry(files, ["calls"], (spread) => [
    'import type { Calls } from "@onstage/runtime/actions";',
    "",
    `export const calls: Calls = { ${spread("calls")} };`,
  ]);
  return [
    { path: "ruleset.ts", code: ruleSet },
    { path: "calls.ts", code: calls },
  ];
}
