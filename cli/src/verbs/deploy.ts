import type { DeployPlan, RuleLine } from "@onstage/runtime";
import { colorsFor } from "../output/colors.ts";
import { printable, printableJson } from "../output/printable.ts";
import { tableLines } from "../output/table.ts";
import { projectRequest } from "../project/open.ts";
import { type ServiceClient, serviceClient } from "../service/client.ts";
import { readDeployPlan, readHash } from "../service/rule-answers.ts";
import { buildProject, printBuildFindings } from "./build.ts";

export interface DeployOptions {
  readonly url?: string;
  readonly format: "pretty" | "json";
  readonly plan?: true;
  /** The beginning of a hash; true for the rules before. */
  readonly rollback?: string | true;
}

const short = (hash: string): string => hash.slice(0, 12);

function ruleRow(sign: string, { rule, action, on, source }: RuleLine): readonly string[] {
  const what = rule === action ? rule : `${rule} (${action})`;
  return [`  ${sign} ${what}`, on, `${source.file}:${source.line}`].map(printable);
}

function ruleLines({ rules, triggers }: DeployPlan): readonly string[] {
  const rows = [
    ...rules.added.map((one) => ruleRow("+", one)),
    ...rules.changed.map((one) => ruleRow("~", one)),
    ...rules.removed.map((one) => ruleRow("-", one)),
    ...triggers.added.map((id) => [`  + trigger ${printable(id)}`]),
    ...triggers.changed.map((id) => [`  ~ trigger ${printable(id)}`]),
    ...triggers.removed.map((id) => [`  - trigger ${printable(id)}`]),
  ];
  const widths = rows.map((row) => [row[0] ?? "", row[1] ?? "", row[2] ?? ""]);
  return tableLines(widths);
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** What a build would change, in the order in which a person asks for it. */
function planLines(plan: DeployPlan): readonly string[] {
  const { rules, settings, replans, visits, waiting, disabled } = plan;
  const then = {
    same: "the same in the new rules",
    changed: "goes on as it was; changed for new visits",
    removed: "goes on as it was; gone for new visits",
  };
  const stays = waiting.map(({ rule, runs, then: what, key }) =>
    printable(`  ${runs} × ${rule}: ${then[what]} (${key})`),
  );
  return [
    `for new visits: ${rules.added.length} added, ${rules.changed.length} changed, ${rules.removed.length} removed, ${rules.same} as they are`,
    ...ruleLines(plan),
    ...(settings.length === 0 ? [] : [`also different: ${settings.join(", ")}`]),
    ...(replans ? ["what waits for a moment is planned anew"] : []),
    counted(
      visits,
      "open visit stays with the rules that it began with",
      "open visits stay with the rules that they began with",
    ),
    ...(stays.length === 0 ? ["nothing waits"] : ["what waits now stays as it is:", ...stays]),
    ...disabled.map((key) => printable(`disabled, and stays so: ${key}`)),
  ];
}

/** The rules of this folder, checked and built; undefined where they are wrong, which is printed. */
async function buildHere(): Promise<string | undefined> {
  const cwd = process.cwd();
  const { folder } = projectRequest([], cwd);
  const result = await buildProject(folder);
  if (result.build === undefined) printBuildFindings(result, cwd);
  return result.build?.hash;
}

/** Says so where the service has built something else than this folder holds. */
function sayIfOther(own: string, theirs: string): void {
  if (own === theirs) return;
  process.stderr.write(
    `note: the service has built ${short(theirs)}, and this folder is ${short(own)}: it serves another project\n`,
  );
}

async function rollback(client: ServiceClient, hash: string | true, options: DeployOptions): Promise<number> {
  const answer = await client.post("/v1/rulesets/rollback", hash === true ? {} : { hash });
  process.stderr.write(`${short(readHash(answer))} is the current rule set again; new visits take it\n`);
  if (options.format === "json") process.stdout.write(`${printableJson(answer)}\n`);
  return 0;
}

async function showPlan(client: ServiceClient, own: string, options: DeployOptions): Promise<number> {
  const answer = await client.post("/v1/rulesets/plan");
  const plan = readDeployPlan(answer);
  sayIfOther(own, plan.to);
  if (options.format === "json") process.stdout.write(`${printableJson(answer)}\n`);
  else if (plan.from === plan.to) process.stderr.write("nothing would change: the service has these rules\n");
  else {
    const [first = "", ...lines] = planLines(plan);
    process.stdout.write(`${[colorsFor(process.stdout).bold(first), ...lines].join("\n")}\n`);
    process.stderr.write("nothing is done yet; `onstage deploy` does it\n");
  }
  return 0;
}

/** `onstage deploy`: the rules of the project become those of new visits. Answers the exit code. */
export async function deploy(options: DeployOptions): Promise<number> {
  const client = serviceClient(options.url);
  if (options.rollback !== undefined) return rollback(client, options.rollback, options);
  const own = await buildHere();
  if (own === undefined) return 1;
  if (options.plan === true) return showPlan(client, own, options);
  const answer = await client.post("/v1/rulesets");
  const hash = readHash(answer);
  sayIfOther(own, hash);
  process.stderr.write(`${short(hash)} is the current rule set; new visits take it\n`);
  if (options.format === "json") process.stdout.write(`${printableJson(answer)}\n`);
  return 0;
}
