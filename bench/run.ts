/** Runs benches: the one that is named, or all of them. `npm run bench -- NAME` calls it. */
import { existsSync } from "node:fs";
import path from "node:path";
import type { Bench } from "./kit/bench.ts";
import { machine, report } from "./kit/report.ts";

/** Each is loaded when it is run: what one needs must not weigh on another. */
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  start: async () => (await import("./start.ts")).start,
  parse: async () => (await import("./parse.ts")).parseBench,
  check: async () => (await import("./check.ts")).check,
  runtime: async () => (await import("./runtime.ts")).runtime,
  waiting: async () => (await import("./waiting.ts")).waiting,
  testkit: async () => (await import("./testkit.ts")).testkit,
  conditions: async () => (await import("./conditions.ts")).conditions,
};

const names = Object.keys(benches);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

function mistake(given: readonly string[]): string | undefined {
  const unknown = given.find((name) => !names.includes(name));
  if (unknown !== undefined) return `There is no bench “${unknown}”. There are: ${names.join(", ")}.`;
  if (given.length > 1) return "Name one bench, or none to run them all.";
  const built = path.join(import.meta.dirname, "..", "cli", "dist", "bundle", "main.js");
  return existsSync(built) ? undefined : "Onstage is not built yet. Run: npm run build";
}

async function main(given: readonly string[]): Promise<number> {
  const wrong = mistake(given);
  if (wrong !== undefined) {
    process.stderr.write(`error: ${wrong}\n`);
    return 2;
  }
  // Ctrl-C ends the process by its own hand, so that it leaves nothing behind.
  process.once("SIGINT", () => process.exit(130));
  const chosen = Object.entries(benches).filter(([name]) => given.length === 0 || given.includes(name));
  const loaded = await Promise.all(chosen.map(async ([name, load]) => ({ name, bench: await load() })));
  if (loaded.length > 1) for (const { name, bench } of loaded) say(`${name}: ${bench.about}`);
  say(machine());
  for (const { name, bench } of loaded) {
    say(`\n${name}: ${bench.about}\n`);
    process.stdout.write(report(name, await bench.run()));
  }
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
