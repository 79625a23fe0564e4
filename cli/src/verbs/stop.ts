import { createInterface } from "node:readline/promises";
import type { RunReport } from "@onstage/stdlib/testing";
import { printable, printableJson } from "../output/printable.ts";
import { readRun } from "../service/answers.ts";
import { Refusal, type ServiceClient, serviceClient } from "../service/client.ts";
import { itemPath } from "../service/item-path.ts";
import { findRuns } from "./runs.ts";

export interface StopOptions {
  readonly url?: string;
  readonly format: "pretty" | "json";
  readonly rule?: string;
  readonly yes?: true;
}

/** What is stopped can let something else wait that was not there before; more rounds than that are a circle. */
const mostRounds = 5;

async function isMeant(question: string, { yes }: StopOptions): Promise<boolean> {
  if (yes || !process.stdin.isTTY || !process.stderr.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** Stops one run; one that has started or ended in the meantime is told of and left. */
async function stopOne(client: ServiceClient, run: RunReport): Promise<unknown> {
  try {
    const answer = await client.post(`/v1/runs/${encodeURIComponent(run.id)}/stop`);
    const { item, rule } = readRun(answer);
    process.stderr.write(`${printable(item)}: ${printable(rule)} is stopped\n`);
    return answer;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`${printable(run.item)}: ${printable(run.rule)}: ${error.message}\n`);
    return undefined;
  }
}

/** `onstage stop deals/42`: what waits for an item never runs; what runs ends. Answers the exit code. */
export async function stop(ref: string, options: StopOptions): Promise<number> {
  const path = itemPath(ref);
  const client = serviceClient(options.url);
  const { rule } = options;
  const waiting = async () =>
    (await findRuns(client, { status: "waiting", item: ref, rule }, Number.POSITIVE_INFINITY)).runs;
  const first = await waiting();
  // Where there is no such item, that is what is wrong.
  if (first.length === 0) await client.get(path);
  const count = first.length === 1 ? "1 run that waits" : `${first.length} runs that wait`;
  if (first.length > 0 && !(await isMeant(`Stop ${count} for ${printable(ref)}?`, options))) {
    process.stderr.write("nothing is stopped\n");
    return 0;
  }
  const stopped: unknown[] = [];
  let left = first;
  for (let round = 0; round < mostRounds && left.length > 0; round += 1) {
    // Those behind come first: a run that is stopped lets the next one start.
    for (const run of left.toReversed()) stopped.push((await stopOne(client, run)) ?? []);
    left = await waiting();
  }
  const runs = stopped.flat();
  if (options.format === "json") process.stdout.write(`${printableJson({ runs })}\n`);
  else if (first.length === 0) process.stderr.write(`nothing waits for ${printable(ref)}\n`);
  if (left.length > 0) process.stderr.write(`${left.length} still wait: look with \`onstage item\`\n`);
  return left.length > 0 ? 1 : 0;
}
