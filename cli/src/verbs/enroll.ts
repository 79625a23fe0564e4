import type { Enrollment, EnrollmentPlan } from "@onstage/runtime";
import { colorsFor } from "../output/colors.ts";
import { printable, printableJson } from "../output/printable.ts";
import { tableLines } from "../output/table.ts";
import { serviceClient } from "../service/client.ts";
import { type Zone, zoneFor } from "../service/moments.ts";
import { readEnrolled, readEnrollmentPlan } from "../service/rule-answers.ts";
import { UsageError } from "../usage-error.ts";
import { rulePath } from "./rule.ts";

export interface EnrollOptions {
  readonly url?: string;
  readonly format: "pretty" | "json";
  readonly timezone?: string;
  readonly plan?: true;
  readonly apply?: string;
}

function whenOf({ at, late }: Enrollment, zone: Zone): string {
  if (late) return "at once, late";
  return at === null ? "" : zone.show(at).slice(0, 19).replace("T", " ");
}

function whatOf({ would, args, reason }: Enrollment, action: string): string {
  if (would === "run") return `${action} ${JSON.stringify(args ?? {})}`;
  const what = { skip: "skipped", fail: "fails", unknown: "not known yet" }[would];
  return reason === null ? what : `${what}: ${reason}`;
}

function printPlan(plan: EnrollmentPlan, zone: Zone): void {
  const { rule, digest, items, more } = plan;
  const rows = items.map((one) => [one.item, whenOf(one, zone), whatOf(one, rule.action)].map(printable));
  const head = ["item", `when (${zone.name})`, "what, on the item as it is now"];
  const [first = "", ...lines] = tableLines([head, ...rows]);
  const count = items.length === 1 ? "1 item" : `${items.length} items`;
  if (items.length > 0) {
    process.stdout.write(`${[colorsFor(process.stdout).dim(first), ...lines].join("\n")}\n`);
    process.stderr.write(`${count} would get ${printable(rule.key)}; nothing is done yet\n`);
    process.stderr.write(`to do just this: onstage enroll ${printable(rule.rule)} --apply ${digest}\n`);
  } else
    process.stderr.write(
      `no item stands in ${printable(rule.on)} that has not had ${printable(rule.rule)}\n`,
    );
  if (more) process.stderr.write("there are more items: apply this, and make the next plan\n");
}

async function apply(rule: string, digest: string, options: EnrollOptions): Promise<number> {
  if (!/^[0-9a-f]{64}$/.test(digest)) {
    throw new UsageError(
      "that is no digest of a plan",
      "make a plan with --plan; it ends with the digest, 64 characters",
    );
  }
  const answer = await serviceClient(options.url).post(`${rulePath(rule)}/enroll`, { digest });
  const { items, changed, already } = readEnrolled(answer);
  const count = items === 1 ? "1 item has got it" : `${items} items have got it`;
  process.stderr.write(already ? "this plan was applied before; nothing was done\n" : `${count}\n`);
  if (changed.length > 0) {
    process.stderr.write(`left out, since they changed meanwhile: ${changed.map(printable).join(", ")}\n`);
  }
  if (options.format === "json") process.stdout.write(`${printableJson(answer)}\n`);
  return 0;
}

/** `onstage enroll RULE --plan | --apply DIGEST`. Answers the exit code. */
export async function enroll(rule: string, options: EnrollOptions): Promise<number> {
  if (options.apply !== undefined) return apply(rule, options.apply, options);
  if (options.plan === undefined) {
    throw new UsageError(
      "nothing is done to existing items without a plan",
      `begin with: onstage enroll ${printable(rule)} --plan`,
    );
  }
  const client = serviceClient(options.url);
  const answer = await client.post(`${rulePath(rule)}/enroll/plan`);
  const plan = readEnrollmentPlan(answer);
  if (options.format === "json") process.stdout.write(`${printableJson(answer)}\n`);
  else printPlan(plan, await zoneFor(options.timezone, client));
  return 0;
}
