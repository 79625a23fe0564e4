import type { RuleView } from "@onstage/runtime";
import { colorsFor } from "../output/colors.ts";
import { printable, printableJson } from "../output/printable.ts";
import { tableLines } from "../output/table.ts";
import { serviceClient } from "../service/client.ts";
import { zoneFor } from "../service/moments.ts";
import { readRules, readSwitched } from "../service/rule-answers.ts";

export interface RuleOptions {
  readonly url?: string;
  readonly format: "pretty" | "json";
  readonly timezone?: string;
}

/** The address of a rule, by its name or its key. */
export function rulePath(rule: string): string {
  return `/v1/rules/${encodeURIComponent(rule)}`;
}

/** How many runs, with the verb that they need. */
function waits(count: number): string {
  return count === 1 ? "1 run of it waits" : `${count} runs of it wait`;
}

/** `onstage rule list`. Answers the exit code. */
export async function list(options: RuleOptions): Promise<number> {
  const client = serviceClient(options.url);
  const answer = await client.get("/v1/rules");
  const rules = readRules(answer);
  if (options.format === "json") {
    process.stdout.write(`${printableJson(answer)}\n`);
    return 0;
  }
  const zone = await zoneFor(options.timezone, client);
  const stands = ({ disabled, place }: RuleView): string => {
    if (disabled !== null)
      return `disabled by ${disabled.by} at ${zone.show(disabled.at).slice(0, 16).replace("T", " ")}`;
    return place === null ? "not in the current rules" : "";
  };
  const rows = rules.map((one) =>
    [one.rule, one.place?.on ?? "", String(one.waiting), stands(one), one.key].map(printable),
  );
  const [first = "", ...lines] = tableLines([["rule", "on", "waiting", "", "key"], ...rows]);
  process.stdout.write(`${[colorsFor(process.stdout).dim(first), ...lines].join("\n")}\n`);
  if (rules.some(({ disabled }) => disabled !== null)) {
    process.stderr.write(`times are those of ${zone.name}\n`);
  }
  return 0;
}

/** What became of a rule, or that nothing did. */
function outcome({ key, disabled, waiting, already = false }: ReturnType<typeof readSwitched>): string {
  if (disabled === null) {
    return already
      ? `${key} was not disabled: nothing has changed`
      : `${key} goes on; ${waits(waiting)}: what was held is planned anew`;
  }
  return already
    ? `${key} was disabled already, by ${disabled.by}: nothing has changed`
    : `${key} is disabled by ${disabled.by}; ${waits(waiting)}: what waits is held until it is enabled`;
}

/** `onstage rule disable` and `onstage rule enable`. Answers the exit code. */
export async function switchRule(
  name: string,
  what: "disable" | "enable",
  options: RuleOptions,
): Promise<number> {
  const answer = await serviceClient(options.url).post(`${rulePath(name)}/${what}`);
  process.stderr.write(`${printable(outcome(readSwitched(answer)))}\n`);
  if (options.format === "json") process.stdout.write(`${printableJson(answer)}\n`);
  return 0;
}
