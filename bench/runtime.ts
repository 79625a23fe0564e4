import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bench, Row } from "./kit/bench.ts";
import { median, percentile, rounded } from "./kit/statistics.ts";
import { temporaryFolder } from "./kit/temporary-folder.ts";
import { bullmq } from "./peers/bullmq.ts";
import { graphileWorker } from "./peers/graphile-worker.ts";
import { measure, type PeerFigures } from "./peers/measure.ts";
import { pgBoss } from "./peers/pg-boss.ts";
import { type Client, clientOf } from "./runtime/client.ts";
import {
  answerOf,
  checkDone,
  creations,
  moves,
  postBulk,
  postOne,
  postSingly,
  untilDone,
} from "./runtime/events.ts";
import { bareSqlite } from "./runtime/floor.ts";
import { buildOneRule } from "./runtime/project.ts";
import { startServiceProcess } from "./runtime/service.ts";

const rounds = 3;
const floorEvents = 100_000;
const bulkEvents = 10_000;
const bulkSize = 1000;
const singleEvents = 5000;
const callers = 24;
const idleEvents = 200;
/** How long the service is left alone before each event of an idle one, in milliseconds. */
const rest = 10;

interface Round {
  /** Events a second, as all below. */
  readonly floor: number;
  readonly bulkAcknowledged: number;
  readonly bulk: number;
  readonly acknowledged: number;
  readonly single: number;
  /** Microseconds of processor time of the service for an event. */
  readonly bulkCpu: number;
  readonly singleCpu: number;
}

const aSecond = (events: number, ms: number): number => (events / ms) * 1000;

/** Posts events, and waits for their runs. Returns the events a second that were acknowledged, and that were done. */
async function throughput(
  client: Client,
  events: number,
  post: () => Promise<void>,
): Promise<{ readonly acknowledged: number; readonly done: number }> {
  const before = performance.now();
  await post();
  const acknowledged = aSecond(events, performance.now() - before);
  await untilDone(client);
  return { acknowledged, done: aSecond(events, performance.now() - before) };
}

async function round(build: string, folder: string): Promise<Round> {
  const floor = aSecond(floorEvents, bareSqlite(floorEvents, bulkSize));
  await using service = await startServiceProcess(build, folder);
  using client = clientOf(service, callers);
  await postBulk(client, creations(1, bulkEvents + singleEvents), bulkSize);
  const began = await service.cpu();
  const bulk = await throughput(client, bulkEvents, () => postBulk(client, moves(1, bulkEvents), bulkSize));
  const between = await service.cpu();
  const single = await throughput(client, singleEvents, () =>
    postSingly(client, moves(bulkEvents + 1, singleEvents), callers),
  );
  const ended = await service.cpu();
  await checkDone(client, bulkEvents + singleEvents);
  return {
    floor,
    bulkAcknowledged: bulk.acknowledged,
    bulk: bulk.done,
    acknowledged: single.acknowledged,
    single: single.done,
    bulkCpu: ((between - began) / bulkEvents) * 1000,
    singleCpu: ((ended - between) / singleEvents) * 1000,
  };
}

/** Milliseconds from the acknowledgement of each of some single events to the start of its action. */
async function idleLatencies(build: string, folder: string): Promise<readonly number[]> {
  await using service = await startServiceProcess(build, folder);
  using client = clientOf(service, 1);
  await postBulk(client, creations(1, idleEvents), bulkSize);
  const latencies: number[] = [];
  for (const event of moves(1, idleEvents)) {
    await sleep(rest);
    await postOne(client, event);
    const acknowledged = process.hrtime.bigint();
    await sleep(rest);
    const started = BigInt(String(await answerOf(client, event.item)));
    latencies.push(Number(started - acknowledged) / 1e6);
  }
  return latencies;
}

interface Measured {
  readonly name: string;
  readonly settings: string;
  readonly figures: PeerFigures | { readonly lacks: string };
}

/** The same load through other engines, one after another: those that are not there are told as such. */
async function measurePeers(folder: string): Promise<readonly Measured[]> {
  const load = { bulk: bulkEvents, bulkSize, single: singleEvents, callers };
  const measured: Measured[] = [];
  for (const peer of [bullmq, pgBoss, graphileWorker]) {
    measured.push({ ...peer, figures: await measure(peer, load, folder) });
  }
  return measured;
}

/** What the embedded service takes and does, over HTTP. */
export const runtime: Bench = {
  about:
    "events through the embedded service over HTTP, one run each, beside bare SQLite and beside engines for durable jobs",
  run: async () => {
    using folder = temporaryFolder();
    const build = await buildOneRule(path.join(folder.path, "project"));
    const found: Round[] = [];
    for (let index = 0; index < rounds; index += 1)
      found.push(await round(build, path.join(folder.path, `round-${index}`)));
    const peers = await measurePeers(path.join(folder.path, "peers"));
    const latencies = await idleLatencies(build, path.join(folder.path, "idle"));
    const of = (figure: keyof Round): number => median(found.map((one) => one[figure]));
    const perSecond = (what: string, figure: keyof Round): Row => {
      const share = (of(figure) / of("floor")).toFixed(3);
      return [what, `${Math.round(of(figure)).toLocaleString("en-US")} /s`, share];
    };
    const peerRows = peers.flatMap(({ name, settings, figures }): Row[] =>
      "lacks" in figures
        ? [[`${name}: left out, ${figures.lacks}`, ""]]
        : [
            [`${name} (${settings}), arrays`, `${Math.round(figures.bulk).toLocaleString("en-US")} /s`, ""],
            [
              `${name}, ${callers} single callers`,
              `${Math.round(figures.single).toLocaleString("en-US")} /s`,
              "",
            ],
          ],
    );
    const peerFigures = Object.fromEntries(
      peers.flatMap(({ name, figures }) => {
        const key = name.split(" ", 1).join("");
        return "lacks" in figures
          ? []
          : [
              [`${key} bulk`, rounded(figures.bulk, 0)],
              [`${key} single`, rounded(figures.single, 0)],
            ];
      }),
    );
    const idle = (share: number): number => percentile(latencies, share);
    return {
      columns: [`events, median of ${rounds} rounds`, "", "of the floor"],
      rows: [
        perSecond("floor: SQLite alone, an insert and an update each", "floor"),
        perSecond(`arrays of ${bulkSize}, acknowledged`, "bulkAcknowledged"),
        perSecond(`arrays of ${bulkSize}, until all runs are done`, "bulk"),
        perSecond(`${callers} single callers, acknowledged`, "acknowledged"),
        perSecond(`${callers} single callers, until all runs are done`, "single"),
        ["processor time of the service for an event, arrays", `${Math.round(of("bulkCpu"))} µs`],
        ["processor time of the service for an event, single callers", `${Math.round(of("singleCpu"))} µs`],
        ...peerRows,
        ["idle, from acknowledgement to action, p50", `${idle(0.5).toFixed(2)} ms`],
        ["idle, from acknowledgement to action, p99", `${idle(0.99).toFixed(2)} ms`],
      ],
      figures: {
        ours: rounded(of("bulk"), 0),
        peer: rounded(of("floor"), 0),
        ratio: rounded(of("bulk") / of("floor"), 4),
        bulkAcknowledged: rounded(of("bulkAcknowledged"), 0),
        singleAcknowledged: rounded(of("acknowledged"), 0),
        singleDone: rounded(of("single"), 0),
        bulkCpuUs: rounded(of("bulkCpu"), 0),
        singleCpuUs: rounded(of("singleCpu"), 0),
        ...peerFigures,
        idleP50Ms: rounded(idle(0.5)),
        idleP99Ms: rounded(idle(0.99)),
        rounds,
      },
    };
  },
};
