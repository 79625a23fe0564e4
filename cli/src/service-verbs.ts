import { type Command, InvalidArgumentError, Option } from "commander";
import { serviceFormats, statuses, tokenScopes } from "./output/format-names.ts";

/** Makes an action of a verb that answers an exit code. */
type Ends = (verb: (...args: never[]) => Promise<number>) => (...args: unknown[]) => Promise<void>;

function atLeastOne(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("write a whole number from 1 to 9999999.");
}

const url = () => new Option("--url <address>", "where the service is").env("ONSTAGE_URL");
const format = () =>
  new Option("--format <format>", "how to print it").choices(serviceFormats).default("pretty");
const timezone = () =>
  new Option("--timezone <zone>", "whose clocks show the times; those of the service if left out");

/** Adds the verbs that talk to a running service. The token is that of `ONSTAGE_TOKEN`. */
export function addServiceVerbs(program: Command, ends: Ends): void {
  program
    .command("runs")
    .description("list runs of a running service: what ran, waits, failed or was skipped, and why")
    .addOption(new Option("--status <status>", "only those that stand so").choices(statuses))
    .option("--failed", "only those that failed")
    .option("--item <item>", "only those of an item, such as deals/42")
    .option("--rule <name>", "only those of a rule")
    .option("--limit <n>", "how many at most", atLeastOne, 100)
    .option("--after <run>", "those behind this run: the next page")
    .addOption(format())
    .addOption(timezone())
    .addOption(url())
    .addHelpText("after", "\nExample:\n  ONSTAGE_TOKEN=… onstage runs --failed --rule sendEmail")
    .action(ends(async (options) => (await import("./verbs/runs.ts")).runs(options)));

  program
    .command("item")
    .description("show an item of a running service: its fields, and what happened and will happen to it")
    .argument("<item>", "an item, such as deals/42")
    .addOption(format())
    .addOption(timezone())
    .addOption(url())
    .addHelpText("after", "\nExample:\n  ONSTAGE_TOKEN=… onstage item deals/42")
    .action(ends(async (ref: string, options) => (await import("./verbs/item.ts")).item(ref, options)));

  program
    .command("stop")
    .description("stop what waits for an item: it never runs; what runs already ends")
    .argument("<item>", "an item, such as deals/42")
    .option("--rule <name>", "only what waits of this rule")
    .option("-y, --yes", "do not ask, on a terminal")
    .addOption(format())
    .addOption(url())
    .addHelpText("after", "\nExample:\n  ONSTAGE_TOKEN=… onstage stop deals/42 --rule reminder")
    .action(ends(async (ref: string, options) => (await import("./verbs/stop.ts")).stop(ref, options)));

  program
    .command("retry")
    .description("try failed runs again")
    .argument("<run...>", "ids of runs, as `onstage runs --failed` shows them")
    .addOption(format())
    .addOption(url())
    .addHelpText("after", "\nExample:\n  ONSTAGE_TOKEN=… onstage retry deals-42-1-sendEmail")
    .action(
      ends(async (ids: string[], options) =>
        (await import("./verbs/decide.ts")).decide(ids, "retry", options),
      ),
    );

  program
    .command("run-now")
    .description("let waiting runs start now, whatever they wait for")
    .argument("<run...>", "ids of runs, as `onstage runs --status waiting` shows them")
    .addOption(format())
    .addOption(url())
    .addHelpText("after", "\nExample:\n  ONSTAGE_TOKEN=… onstage run-now deals-42-1-reminder")
    .action(
      ends(async (ids: string[], options) =>
        (await import("./verbs/decide.ts")).decide(ids, "run-now", options),
      ),
    );

  program
    .command("confirm")
    .description("say what became of a run of which nobody knows whether it happened")
    .argument("<run>", "its id")
    .addArgument(program.createArgument("<outcome>", "what became of it").choices(["sent", "send-again"]))
    .addOption(format())
    .addOption(url())
    .addHelpText("after", "\nExample:\n  ONSTAGE_TOKEN=… onstage confirm deals-42-1-sendEmail sent")
    .action(
      ends(async (id: string, outcome: "sent" | "send-again", options) =>
        (await import("./verbs/decide.ts")).decide([id], outcome, options),
      ),
    );

  program
    .command("backup")
    .description("copy the ledger of a running service into a file")
    .argument("<file>", "a file that is not there yet")
    .addOption(url())
    .addHelpText("after", "\nExample:\n  ONSTAGE_TOKEN=… onstage backup monday.db")
    .action(ends(async (file: string, options) => (await import("./verbs/backup.ts")).backup(file, options)));

  const token = program
    .command("token")
    .description("make, list and take back the tokens of a running service");
  token
    .command("create")
    .description("make a token; it is printed this once")
    .argument("<name>", "who it is for; the history shows it")
    .addOption(new Option("--scope <scope...>", "what it is for").choices(tokenScopes).makeOptionMandatory())
    .option("--expires <when>", "when it ends: 12h, 90d, 52w, or a moment such as 2027-01-31")
    .option("--rate <n>", "how many calls a second it may make", atLeastOne)
    .addOption(format())
    .addOption(url())
    .addHelpText(
      "after",
      "\nExample:\n  ONSTAGE_TOKEN=… onstage token create crm --scope events:write runs:read",
    )
    .action(ends(async (name: string, options) => (await import("./verbs/token.ts")).create(name, options)));
  token
    .command("list")
    .description("list the tokens that were made, without their secrets")
    .addOption(format())
    .addOption(url())
    .addHelpText("after", "\nExample:\n  ONSTAGE_TOKEN=… onstage token list")
    .action(ends(async (options) => (await import("./verbs/token.ts")).list(options)));
  token
    .command("revoke")
    .description("take a token back, at once")
    .argument("<token>", "its name or its id")
    .addOption(format())
    .addOption(url())
    .addHelpText("after", "\nExample:\n  ONSTAGE_TOKEN=… onstage token revoke crm")
    .action(
      ends(async (which: string, options) => (await import("./verbs/token.ts")).revoke(which, options)),
    );
}
