/**
 * Simulated lives of the service, as many as one likes: `npm run simulation -- --seeds 10000 --from 1`. A seed that
 * breaks a promise is printed with everything that happened, and `--seed N` lives it again.
 */
import { parseArgs } from "node:util";
import { live } from "./simulate.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1000" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    "crash-once-in": { type: "string", default: "40" },
  },
});
const crashes = { onceIn: Number(values["crash-once-in"]) };
const first = Number(values.seed ?? values.from);
const last = values.seed === undefined ? first + Number(values.seeds) - 1 : first;

let deaths = 0;
let faults = 0;
for (let seed = first; seed <= last; seed += 1) {
  const { broken, log, crashes: died } = await live({ seed, crashes });
  deaths += died;
  if (broken.length > 0) faults += 1;
  if (broken.length > 0 || values.seed !== undefined) {
    console.log([...log, ...broken.map((sentence) => `BROKEN ${sentence}`), `seed ${seed}`].join("\n"));
  }
  if (seed % 1000 === 0)
    console.error(`${seed - first + 1} lives, ${deaths} deaths, ${faults} with a broken promise`);
}
console.error(`${last - first + 1} lives, ${deaths} deaths, ${faults} with a broken promise`);
process.exitCode = faults === 0 ? 0 : 1;
