import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { colorsFor } from "./output/colors.ts";
import { catalogFormats, checkFormats, simulateFormats, testReporters } from "./output/format-names.ts";
import { addRuleVerbs } from "./rule-verbs.ts";
import { Refusal } from "./service/client.ts";
import { addServiceVerbs } from "./service-verbs.ts";
import { UsageError } from "./usage-error.ts";
import { version } from "./version.ts";

function wholeNumber(most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number <= most) return number;
    throw new InvalidArgumentError(`write a whole number from 0 to ${most}.`);
  };
}

/** Sets the exit code of a verb that has ended; a service or a server may go on. */
function ends(verb: (...args: never[]) => Promise<number>): (...args: unknown[]) => Promise<void> {
  return async (...args) => {
    // Commander hands over what the verb has declared.
    process.exitCode = await verb(...(args as never[]));
  };
}

const program = new Command("onstage")
  .description("Rules as code for CRM automation.")
  .version(version, "-V, --version", "print the version")
  .configureHelp({ sortSubcommands: false })
  .showHelpAfterError("(`onstage --help` lists the verbs)")
  .exitOverride();

program
  .command("init")
  .description("write a new project: schema, rules, an action of your own, tests, and what CI runs")
  .argument("[folder]", "where to; this folder if left out", ".")
  .addHelpText("after", "\nExample:\n  onstage init my-rules")
  .action(ends(async (folder: string) => (await import("./verbs/init.ts")).init(folder)));

program
  .command("check")
  .description("say everything that is wrong with the rules")
  .argument("[path...]", "files or folders; the project around the current folder if left out")
  .addOption(new Option("--format <format>", "how to print it").choices(checkFormats).default("pretty"))
  .option("--schema <file>", "check files without a project, against this CRM schema")
  .option("--max-warnings <n>", "end with 1 where there are more warnings than that", wholeNumber(1_000_000))
  .option("--fix", "apply the fixes that cannot change what the rules mean")
  .addOption(new Option("--watch", "check again after each change, until Ctrl-C").conflicts("fix"))
  .addHelpText("after", "\nExample:\n  onstage check rules/payments.rules --format json")
  .action(ends(async (paths: string[], options) => (await import("./verbs/check.ts")).check(paths, options)));

program
  .command("build")
  .description("write TypeScript and a bundle with source maps into dist/")
  .option("--watch", "build again after each change, until Ctrl-C")
  .addHelpText("after", "\nExample:\n  onstage build")
  .action(ends(async (options) => (await import("./verbs/build.ts")).build(options)));

program
  .command("fmt")
  .description("format files of rules")
  .argument("[path...]", "files or folders; `-` formats standard input to standard output")
  .option("--check", "change nothing; list what is not formatted, and end with 1 if there is any")
  .addHelpText("after", "\nExample:\n  onstage fmt --check")
  .action(ends(async (paths: string[], options) => (await import("./verbs/fmt.ts")).fmt(paths, options)));

program
  .command("explain")
  .description("print the page of a diagnostic")
  .argument("<code>", "its code or its name")
  .addHelpText("after", "\nExample:\n  onstage explain OS2003")
  .action(ends(async (code: string) => (await import("./verbs/explain.ts")).explain(code)));

program
  .command("catalog")
  .description("list every action, helper and trigger that rules can use here")
  .argument("[name]", "only this one, with all that is known of it")
  .addOption(new Option("--format <format>", "how to print it").choices(catalogFormats).default("text"))
  .addHelpText("after", "\nExample:\n  onstage catalog --format json")
  .action(
    ends(async (name: string | undefined, options) =>
      (await import("./verbs/catalog.ts")).catalog(name, options),
    ),
  );

program
  .command("test")
  .description("run the project's tests: those in the language, and those of Vitest")
  .argument("[filter...]", "only files whose paths have this in them")
  .option("-t, --testNamePattern <pattern>", "only tests whose names fit this pattern")
  .option("--watch", "run what a change touches, until Ctrl-C")
  .addOption(
    new Option("--reporter <name>", "how to print it, where not for people alone").choices(testReporters),
  )
  .option("--hard", "run everything once more: events twice, a crash after every step, other orders")
  .option("--seed <n>", "seed of everything that is drawn", wholeNumber(2_147_483_647))
  .addOption(
    new Option(
      "--coverage",
      "say what of the rules no test has seen, and write it to coverage/rules.lcov",
    ).conflicts("watch"),
  )
  .addOption(
    new Option("--threshold <percent>", "end with 1 where the tests have seen less of the rules than that")
      .argParser(wholeNumber(100))
      .conflicts("watch"),
  )
  .addHelpText("after", "\nExample:\n  onstage test --reporter junit > report.xml")
  .action(
    ends(async (filters: string[], options) => (await import("./verbs/test.ts")).test(filters, options)),
  );

program
  .command("simulate")
  .description("run the rules on given items and events in virtual time; touches nothing")
  .argument("<scenario>", "a JSON file, or `-` for standard input")
  .addOption(new Option("--format <format>", "how to print it").choices(simulateFormats).default("pretty"))
  .option("--schema <file>", "simulate files without a project, against this CRM schema")
  .option("--rules <path...>", "only these files of rules")
  .addHelpText("after", "\nExample:\n  onstage simulate scenarios/large-deal.json --format json")
  .action(
    ends(async (file: string, options) => (await import("./verbs/simulate.ts")).simulate(file, options)),
  );

program
  .command("serve")
  .description("run the service: events in, rules run, status out")
  .option("--port <n>", "port to listen on; 0 for any that is free", wholeNumber(65_535), 4400)
  .option("--host <address>", "address to listen on", "127.0.0.1")
  .option("--data <folder>", "where the ledger and the rule sets are kept", ".onstage/data")
  .addOption(
    new Option(
      "--durability <what>",
      "what an acknowledged event survives: full, a loss of power; relaxed, a crash",
    )
      .choices(["full", "relaxed"])
      .default("full"),
  )
  .option(
    "--keep-days <n>",
    "delete what ended so many days ago; left out, everything is kept",
    wholeNumber(36_500),
  )
  .addHelpText(
    "after",
    "\nExample:\n  ONSTAGE_TOKEN=… ONSTAGE_SMTP_URL=smtp://localhost:25 onstage serve --port 4400",
  )
  .action(ends(async (options) => (await import("./verbs/serve.ts")).serve(options)));

program
  .command("dev")
  .description("serve the project as it is after each save, and show what it would have sent")
  .option("--port <n>", "port of the service; 0 for any that is free", wholeNumber(65_535), 4400)
  .option(
    "--caught-port <n>",
    "port of the page that shows what was sent; 0 for any",
    wholeNumber(65_535),
    4401,
  )
  .option("--data <folder>", "where the ledger and the rule sets are kept", ".onstage/dev")
  .addHelpText("after", "\nExample:\n  onstage dev --port 4400")
  .action(ends(async (options) => (await import("./verbs/dev.ts")).dev(options)));

addServiceVerbs(program, ends);
addRuleVerbs(program, ends);

program
  .command("lsp")
  .description("run the language server")
  .requiredOption("--stdio", "talk over standard input and output")
  .addHelpText("after", "\nExample:\n  onstage lsp --stdio")
  .action(ends(async () => (await import("./verbs/lsp.ts")).lsp()));

/** What a person can mend is told in two sentences; everything else is a bug, and says so. */
function report(error: unknown): void {
  const colors = colorsFor(process.stderr);
  process.exitCode = 2;
  if (error instanceof CommanderError) {
    // Commander has printed its own sentence already; help and version are no mistakes.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof Refusal) {
    process.exitCode = 1;
    process.stderr.write(`${colors.red("error")}: ${error.message}\n`);
  } else if (error instanceof UsageError) {
    process.stderr.write(`${colors.red("error")}: ${error.message}\n  ${colors.dim("=")} ${error.help}\n`);
  } else if (
    error instanceof Error &&
    "code" in error &&
    typeof error.code === "string" &&
    systemErrors.has(error.code)
  ) {
    const file = "path" in error && typeof error.path === "string" ? ` (${error.path})` : "";
    process.stderr.write(`${colors.red("error")}: ${systemErrors.get(error.code)}${file}\n`);
  } else {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(
      `${colors.red("error")}: onstage broke; this is a bug in it, not in your files\n${text}\n`,
    );
  }
}

const systemErrors: ReadonlyMap<string, string> = new Map([
  ["ENOSPC", "the disk is full; free some room and try again"],
  ["EDQUOT", "the disk quota is used up; free some room and try again"],
  ["EROFS", "this disk is read-only; nothing can be written there"],
  ["EACCES", "this may not be read or written by you; see to its permissions"],
  ["EPERM", "this may not be changed by you; see to its permissions"],
  ["EMFILE", "too many files are open; raise the limit (`ulimit -n`) and try again"],
  ["ENOTDIR", "a file stands where a folder is needed"],
  ["EISDIR", "a folder stands where a file is needed"],
  ["ENOENT", "a file or folder is not there"],
]);

// Whoever reads the output may have had enough of it, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

try {
  await program.parseAsync();
} catch (error) {
  report(error);
}
