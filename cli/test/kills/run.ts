/**
 * Kills of the real service, as many as one likes: `npm run kills -- --rounds 100 --pause 60000`. A promise that is not
 * kept is printed, and ends it with 1.
 */
import { parseArgs } from "node:util";
import { project } from "../support.ts";
import { killRounds } from "./rounds.ts";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "100" }, pause: { type: "string", default: "5000" } },
});
using own = project();
const outcome = await killRounds(own, {
  rounds: Number(values.rounds),
  life: [20, 2500],
  pause: Number(values.pause),
  told: (round, backAfter) => console.error(`killed ${round} times; back after ${Math.round(backAfter)} ms`),
});
console.log(JSON.stringify(outcome, null, 2));
process.exitCode = outcome.broken.length === 0 ? 0 : 1;
