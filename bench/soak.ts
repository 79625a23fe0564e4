/**
 * The real service under mixed load for as long as one likes: `npm run soak -- --minutes 60`. Ends with 1 where memory
 * or file descriptors grow.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startMailCatcher, startPaymentDesk } from "@onstage/stdlib/testing";
import type { Row } from "./kit/bench.ts";
import { report } from "./kit/report.ts";
import { rounded } from "./kit/statistics.ts";
import { temporaryFolder } from "./kit/temporary-folder.ts";
import { startLoad } from "./soak/load.ts";
import { makeProject } from "./soak/project.ts";
import { type Sample, sample, trendOf } from "./soak/samples.ts";
import { serveProject } from "./soak/service.ts";

/** How often it is looked, in milliseconds, and how many rows the table has. */
const PAUSE = 5000;
const ROWS = 12;
/** What may be gained over the second half: a share of the memory, and descriptors. */
const MEMORY = 0.1;
const FILES = 4;

const { values } = parseArgs({ options: { minutes: { type: "string", default: "60" } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new RangeError("--minutes takes a number above 0.");

const shown = ({ at, memory, files, disk, answer }: Sample): Row => [
  `${Math.round(at)} s`,
  `${Math.round(memory)} MB`,
  String(files),
  `${rounded(disk, 1)} MB`,
  `${Math.round(answer)} ms`,
];

using own = temporaryFolder();
makeProject(own.path);
const [mail, desk] = await Promise.all([startMailCatcher(), startPaymentDesk()]);
let mails = 0;
mail.onMail(() => {
  mails += 1;
});
const settings = { ONSTAGE_SMTP_URL: mail.url, ONSTAGE_PAYMENTS_URL: desk.url };
const service = await serveProject(own.path, settings);
const load = startLoad(service, own.path);
const began = performance.now();
const samples: Sample[] = [];
while (performance.now() - began < minutes * 60_000) {
  await Promise.race([sleep(PAUSE), load.broken]);
  const now = sample(service.pid, service.data, began, load.longest());
  samples.push(now);
  process.stderr.write(`${shown(now).join("  ")}\n`);
}
await load.end();
const code = await service.stop();
await Promise.all([mail.stop(), desk.stop()]);

const half = samples.slice(Math.floor(samples.length / 2));
const memory = trendOf(half, (one) => one.memory);
const files = trendOf(half, (one) => one.files);
const steady = memory.to - memory.from <= memory.from * MEMORY && files.to - files.from <= FILES;
const step = Math.max(1, Math.ceil(samples.length / ROWS));
const { events, reads, uploads, changes } = load.counts;
process.stdout.write(
  report("soak", {
    columns: ["after", "memory", "files", "ledger", "longest answer"],
    rows: samples.filter((_, index) => (samples.length - 1 - index) % step === 0).map(shown),
    figures: {
      ours: rounded(memory.to),
      peer: rounded(memory.from),
      ratio: rounded(memory.to / memory.from, 3),
      filesFrom: rounded(files.from),
      filesTo: rounded(files.to),
      longestAnswer: Math.round(Math.max(...half.map((one) => one.answer))),
      minutes,
      events,
      reads,
      uploads,
      changes,
      mails,
      steady: steady ? 1 : 0,
    },
  }),
);
process.stderr.write(steady ? "steady\n" : "NOT STEADY: memory or file descriptors grow\n");
process.exitCode = steady && code === 0 ? 0 : 1;
