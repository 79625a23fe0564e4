/**
 * Shakes texts for as long as it is told: `npm run fuzz -- [seconds] [seed]`. A text that breaks something is printed,
 * with the seed that made it.
 */
import { parse } from "@onstage/compiler";
import { checkChange, checkText } from "./invariants.ts";
import { changed, diceOf } from "./mutations.ts";
import { samples } from "./samples.ts";

/** Shakes one sample with one seed. */
export function shake(text: string, seed: number, changes = 12): void {
  const dice = diceOf(seed);
  let parsed = parse(text);
  for (let count = 0; count < changes; count += 1) {
    const next = changed(parsed.text, dice);
    parsed = checkChange(parsed, next);
    checkText(next);
  }
}

function run(seconds: number, from: number): number {
  const end = Date.now() + seconds * 1000;
  let seed = from;
  for (; Date.now() < end; seed += 1) {
    for (const [name, text] of samples) {
      try {
        shake(text, seed);
      } catch (error) {
        process.stderr.write(
          `${name}, seed ${seed}: ${error instanceof Error ? error.stack : String(error)}\n`,
        );
        return 1;
      }
    }
  }
  process.stdout.write(`${seed - from} seeds of ${samples.size} samples, from ${from} on: nothing broke\n`);
  return 0;
}

if (import.meta.main) {
  const [seconds = "60", from = "1"] = process.argv.slice(2);
  process.exitCode = run(Number(seconds), Number(from));
}
