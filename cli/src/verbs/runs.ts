import type { RunStatus } from "@onstage/runtime";
import type { RunReport } from "@onstage/stdlib/testing";
import { colorsFor } from "../output/colors.ts";
import { printable, printableJson } from "../output/printable.ts";
import { timelineStyle } from "../output/timeline-style.ts";
import { type RunPage, readRuns } from "../service/answers.ts";
import { type ServiceClient, serviceClient } from "../service/client.ts";
import { type Zone, zoneFor } from "../service/moments.ts";
import { UsageError } from "../usage-error.ts";

export interface RunsOptions {
  readonly url?: string;
  readonly format: "pretty" | "json";
  readonly status?: RunStatus;
  readonly failed?: true;
  readonly item?: string;
  readonly rule?: string;
  readonly limit: number;
  readonly after?: string;
  readonly timezone?: string;
}

/** How many runs the service gives at a time. */
const page = 1000;

/** Runs that fit, asked for page by page. */
export async function findRuns(
  client: ServiceClient,
  filter: Readonly<Record<string, string | undefined>>,
  limit: number,
): Promise<RunPage> {
  const runs: RunReport[] = [];
  let next = filter.after;
  do {
    const asked = Math.min(page, limit - runs.length);
    const given = Object.entries({ ...filter, after: next, limit: String(asked) });
    const query = new URLSearchParams(
      given.flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] satisfies [string, string]],
      ),
    );
    const answer = readRuns(await client.get(`/v1/runs?${query}`));
    runs.push(...answer.runs);
    next = answer.next ?? undefined;
  } while (next !== undefined && runs.length < limit);
  return { runs, next: next ?? null };
}

function statusOf({ status, failed }: RunsOptions): RunStatus | undefined {
  if (failed === undefined) return status;
  if (status === undefined || status === "failed") return "failed";
  throw new UsageError("--failed and --status ask for different runs", "name one of them");
}

/** Rows of cells, each column as wide as its widest cell. */
function aligned(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
}

/** When something last happened to a run, or will. */
function momentOf(run: RunReport): string | null {
  return run.ended ?? (run.status === "waiting" ? run.due : run.started);
}

function printTable({ runs, next }: RunPage, zone: Zone): void {
  const colors = colorsFor(process.stdout);
  const style = timelineStyle(colors);
  const cells = runs.map((run) => {
    const moment = momentOf(run);
    const when = moment === null ? "" : zone.show(moment).slice(0, 19).replace("T", " ");
    const rule = run.rule === run.action ? run.rule : `${run.rule} (${run.action})`;
    return [run.status, when, run.item, rule, run.id].map(printable);
  });
  const lines = aligned([["status", `when (${zone.name})`, "item", "rule", "run"], ...cells]);
  for (const [index, [status = "", when = "", ...rest]] of lines.entries()) {
    const run = runs[index - 1];
    const head =
      run === undefined
        ? colors.dim([status, when, ...rest].join("  ").trimEnd())
        : [style.status?.(status, run.status) ?? status, colors.dim(when), ...rest].join("  ").trimEnd();
    const why = run?.reason ? `\n  ${colors.dim(printable(run.reason))}` : "";
    process.stdout.write(`${head}${why}\n`);
  }
  if (next !== null)
    process.stderr.write(`there are more: --after ${printable(next)}, or a larger --limit\n`);
}

/** `onstage runs`: runs of a running service. Answers the exit code. */
export async function runs(options: RunsOptions): Promise<number> {
  const client = serviceClient(options.url);
  const { item, rule, after, limit } = options;
  const found = await findRuns(client, { status: statusOf(options), item, rule, after }, limit);
  if (options.format === "json") process.stdout.write(`${printableJson(found)}\n`);
  else if (found.runs.length === 0) process.stderr.write("no run fits\n");
  else printTable(found, await zoneFor(options.timezone, client));
  return 0;
}
