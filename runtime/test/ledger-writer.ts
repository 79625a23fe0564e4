/** Run as a process of its own: makes deals for ever, and says the id of each once it is acknowledged. */
import { openSqliteLedger } from "../src/index.ts";
import { makeDeal, runOf } from "./ledger-kit.ts";

const ledger = openSqliteLedger(process.argv[2] ?? "");

async function makeForEver(): Promise<never> {
  for (;;) {
    const { id } = await makeDeal(ledger, { runs: (ref) => [runOf(ref, "a")] });
    process.stdout.write(`${id}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, makeForEver));
