import { colorsFor } from "../output/colors.ts";
import { printable, printableJson } from "../output/printable.ts";
import { tableLines } from "../output/table.ts";
import { serviceClient } from "../service/client.ts";
import { zoneFor } from "../service/moments.ts";
import { readRuleSets } from "../service/rule-answers.ts";

export interface RuleSetsOptions {
  readonly url?: string;
  readonly format: "pretty" | "json";
  readonly timezone?: string;
}

/** `onstage rulesets`: what the service keeps, and what still needs it. Answers the exit code. */
export async function ruleSets(options: RuleSetsOptions): Promise<number> {
  const client = serviceClient(options.url);
  const answer = await client.get("/v1/rulesets");
  const known = readRuleSets(answer);
  if (options.format === "json") {
    process.stdout.write(`${printableJson(answer)}\n`);
    return 0;
  }
  const zone = await zoneFor(options.timezone, client);
  const rows = known.map(({ hash, current, previous, since, by, visits, runs }) => [
    hash.slice(0, 12),
    current ? "current" : previous ? "before" : "",
    zone.show(since).slice(0, 19).replace("T", " "),
    printable(by ?? ""),
    String(visits),
    String(runs),
  ]);
  const head = ["hash", "", `since (${zone.name})`, "by", "visits", "runs"];
  const [first = "", ...lines] = tableLines([head, ...rows]);
  process.stdout.write(`${[colorsFor(process.stdout).dim(first), ...lines].join("\n")}\n`);
  return 0;
}
