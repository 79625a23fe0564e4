import { type Command, Option } from "commander";
import { serviceFormats } from "./output/format-names.ts";

/** Makes an action of a verb that answers an exit code. */
type Ends = (verb: (...args: never[]) => Promise<number>) => (...args: unknown[]) => Promise<void>;

const url = () => new Option("--url <address>", "where the service is").env("ONSTAGE_URL");
const format = () =>
  new Option("--format <format>", "how to print it").choices(serviceFormats).default("pretty");
const timezone = () =>
  new Option("--timezone <zone>", "whose clocks show the times; those of the service if left out");

/** Adds the verbs for the rules of a running service. The token is that of `ONSTAGE_TOKEN`, for `admin`. */
export function addRuleVerbs(program: Command, ends: Ends): void {
  program
    .command("deploy")
    .description("build the project and hand the rules to the running service")
    .addOption(new Option("--plan", "say what would change, and change nothing").conflicts("rollback"))
    .option("--rollback [hash]", "go back to the rules before, or to those of a hash")
    .addOption(format())
    .addOption(url())
    .addHelpText("after", "\nExample:\n  ONSTAGE_TOKEN=… onstage deploy --plan")
    .action(ends(async (options) => (await import("./verbs/deploy.ts")).deploy(options)));

  program
    .command("rulesets")
    .description("list the rule sets that the service keeps, and what still needs them")
    .addOption(format())
    .addOption(timezone())
    .addOption(url())
    .addHelpText("after", "\nExample:\n  ONSTAGE_TOKEN=… onstage rulesets")
    .action(ends(async (options) => (await import("./verbs/rulesets.ts")).ruleSets(options)));

  program
    .command("enroll")
    .description("give a rule to the items that stand in its stage already")
    .argument("<rule>", "its name, or its key where several have the name")
    .addOption(new Option("--plan", "say who would get it, when and what; do nothing").conflicts("apply"))
    .option("--apply <digest>", "do just what the plan of this digest says")
    .addOption(format())
    .addOption(timezone())
    .addOption(url())
    .addHelpText(
      "after",
      "\nExample:\n  ONSTAGE_TOKEN=… onstage enroll reminder --plan\n  ONSTAGE_TOKEN=… onstage enroll reminder --apply 0123…",
    )
    .action(ends(async (rule: string, options) => (await import("./verbs/enroll.ts")).enroll(rule, options)));

  const rule = program
    .command("rule")
    .description("list the rules of a running service, disable them and enable them");
  rule
    .command("list")
    .description("list the rules, which of them are disabled, and how many runs of each wait")
    .addOption(format())
    .addOption(timezone())
    .addOption(url())
    .addHelpText("after", "\nExample:\n  ONSTAGE_TOKEN=… onstage rule list")
    .action(ends(async (options) => (await import("./verbs/rule.ts")).list(options)));
  for (const what of ["disable", "enable"] as const) {
    rule
      .command(what)
      .description(
        what === "disable"
          ? "let a rule start nothing more: what waits of it is held"
          : "let a rule start again: what was held is planned anew",
      )
      .argument("<rule>", "its name, or its key where several have the name")
      .addOption(format())
      .addOption(url())
      .addHelpText("after", `\nExample:\n  ONSTAGE_TOKEN=… onstage rule ${what} reminder`)
      .action(
        ends(async (name: string, options) =>
          (await import("./verbs/rule.ts")).switchRule(name, what, options),
        ),
      );
  }
}
