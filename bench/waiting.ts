import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bench } from "./kit/bench.ts";
import { percentile, rounded } from "./kit/statistics.ts";
import { temporaryFolder } from "./kit/temporary-folder.ts";
import { type Client, clientOf } from "./runtime/client.ts";
import { buildRules, stages } from "./runtime/project.ts";
import { type ServiceProcess, startServiceProcess } from "./runtime/service.ts";
import { fill } from "./waiting/fill.ts";

const deals = 250_000;
/** Each deal waits for as many. */
const rules = 4;
const delay = 2000;
const asked = 100;
/** How long an idle service is watched, in milliseconds. */
const watched = 10_000;

const text = `on stage "${stages.to}" in deals <
${"  after 30 days noop();\n".repeat(rules)}>

on stage "${stages.from}" in deals <
  after ${delay / 1000} seconds tellTime();
>
`;

/** Resident memory of a process in megabytes of 1,048,576 bytes; undefined where the system does not tell it so. */
function memoryOf(pid: number): number | undefined {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}

/** Milliseconds that each of some calls takes over HTTP, one after another. */
async function timesOf(count: number, call: (index: number) => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const before = performance.now();
    await call(index);
    times.push(performance.now() - before);
  }
  return times;
}

interface RunAnswer {
  readonly due: string;
  readonly result: unknown;
}

/** Milliseconds from the moments of some runs to the start of their actions. */
async function lateness(client: Client): Promise<readonly number[]> {
  for (let index = 0; index < asked; index += 1) {
    await client.post("/v1/items/deals", { title: "Late", stage: stages.from });
    await sleep(7);
  }
  await sleep(delay + 1000);
  const found: number[] = [];
  for (let index = 1; index <= asked; index += 1) {
    // The shape is the one of the service's documentation.
    const page = (await client.get(`/v1/runs?item=deals/${deals + index}`)) as {
      readonly runs: readonly RunAnswer[];
    };
    const [run] = page.runs;
    if (run === undefined || typeof run.result !== "string") throw new Error("A run was not done in time.");
    found.push(Number(run.result) - Date.parse(run.due));
  }
  return found;
}

/** The share of a processor that a service takes which has nothing to do, in percent. */
async function idleShare(service: ServiceProcess): Promise<number> {
  await sleep(2000);
  const before = await service.cpu();
  await sleep(watched);
  return (((await service.cpu()) - before) / watched) * 100;
}

/** What a million waiting runs cost. */
export const waiting: Bench = {
  about:
    "a service in which a million runs wait: start, memory, lateness, leaving a stage, the view of an item",
  run: async () => {
    using folder = temporaryFolder();
    const build = await buildRules(path.join(folder.path, "project"), text);
    const home = path.join(folder.path, "service");
    {
      await using first = await startServiceProcess(build, home);
      using client = clientOf(first, 1);
      await client.post("/v1/items/deals", { title: "Deal", stage: stages.to });
    }
    const file = path.join(home, "data", "ledger.db");
    fill(file, deals);

    const before = performance.now();
    await using service = await startServiceProcess(build, home);
    const start = performance.now() - before;
    using client = clientOf(service, 1);
    const atStart = memoryOf(service.pid);
    const pick = (index: number): number => 2 + ((index * 7919) % (deals - 2));
    const views = await timesOf(asked, (index) => client.get(`/v1/items/deals/${pick(index)}`));
    const leaves = await timesOf(asked, (index) =>
      client.post(`/v1/items/deals/${pick(index)}/move`, { stage: "Won" }),
    );
    const late = await lateness(client);
    const idle = await idleShare(service);
    const memory = memoryOf(service.pid) ?? 0;
    const ms = (value: number): string => `${value.toFixed(1)} ms`;
    const both = (times: readonly number[]): string =>
      `${ms(percentile(times, 0.5))} / ${ms(percentile(times, 0.99))}`;
    return {
      columns: [`${(deals * rules).toLocaleString("en-US")} waiting runs`, ""],
      rows: [
        ["start of the process until it listens", ms(start)],
        ["memory, after the start and at the end", `${atStart?.toFixed(0)} / ${memory.toFixed(0)} MB`],
        ["a due run is late by, p50 / p99", both(late)],
        ["leaving a stage, over HTTP, p50 / p99", both(leaves)],
        ["view of an item, over HTTP, p50 / p99", both(views)],
        ["processor while nothing is due", `${idle.toFixed(2)} %`],
        ["size of the ledger", `${(statSync(file).size / 1024 / 1024).toFixed(0)} MB`],
      ],
      figures: {
        ours: rounded(percentile(late, 0.99)),
        peer: 50,
        ratio: rounded(percentile(late, 0.99) / 50, 3),
        startMs: rounded(start, 0),
        memoryMb: rounded(memory, 0),
        lateP50Ms: rounded(percentile(late, 0.5)),
        leaveP50Ms: rounded(percentile(leaves, 0.5)),
        leaveP99Ms: rounded(percentile(leaves, 0.99)),
        viewP50Ms: rounded(percentile(views, 0.5)),
        viewP99Ms: rounded(percentile(views, 0.99)),
        idlePercent: rounded(idle, 3),
      },
    };
  },
};
