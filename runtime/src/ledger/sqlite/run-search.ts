import type { SQLInputValue } from "node:sqlite";
import { setImmediate as turn } from "node:timers/promises";
import type { RunFilter } from "../../coordinator.ts";
import type { Run, RunStatus } from "../../engine/state.ts";
import { integer, runOf } from "./rows.ts";
import type { Statements } from "./statements.ts";

const LARGEST_PAGE = 1000;
const USUAL_PAGE = 100;

/** How many runs are looked at in one go, where no index says which fit: some milliseconds of work. */
const STRETCH = 10_000;

/** Said in the text, so that SQLite sees which index has them. */
const HAS_STATUS: Readonly<Record<RunStatus, string>> = {
  waiting: "status = 'waiting'",
  running: "status = 'running'",
  done: "status = 'done'",
  failed: "status = 'failed'",
  skipped: "status = 'skipped'",
  cancelled: "status = 'cancelled'",
};

type Condition = readonly [sql: string, ...values: SQLInputValue[]];

function conditionsOf({ status, item, rule, uncertain, from, to }: RunFilter): readonly Condition[] {
  const moment = "coalesce(ended, started, due)";
  const conditions: readonly (Condition | false)[] = [
    status !== undefined && [HAS_STATUS[status]],
    item !== undefined && ["entity = ? AND item = ?", item.entity, item.id],
    rule !== undefined && ["rule = ?", rule],
    // Only what failed can be uncertain.
    uncertain === true && ["status = 'failed' AND uncertain = 1"],
    uncertain === false && ["uncertain = 0"],
    from !== undefined && [`${moment} >= ?`, from],
    to !== undefined && [`${moment} < ?`, to],
  ];
  return conditions.filter((condition) => condition !== false);
}

/** The index that has the runs of a filter by their status; undefined where none has. */
function indexOf({ status, uncertain }: RunFilter): string | undefined {
  if (uncertain === true) return "runs_in_vain";
  switch (status) {
    case "waiting":
      return "runs_waiting";
    case "running":
      return "runs_running";
    case "failed":
    case "skipped":
    case "cancelled":
      return "runs_in_vain";
    case "done":
    case undefined:
      return undefined;
  }
}

/** Runs of a stretch that fit, in order of their making: behind a place, and up to another. */
function findIn(
  sql: Statements,
  filter: RunFilter,
  [begin, end]: readonly [number, number],
  limit: number,
): readonly Run[] {
  const conditions: readonly Condition[] = [["seq > ? AND seq <= ?", begin, end], ...conditionsOf(filter)];
  const index = filter.item === undefined ? indexOf(filter) : undefined;
  const from = index === undefined ? "runs" : `runs INDEXED BY ${index}`;
  const where = conditions.map(([part]) => part).join(" AND ");
  const values = conditions.flatMap(([, ...rest]) => rest);
  return sql.all(`SELECT * FROM ${from} WHERE ${where} ORDER BY seq LIMIT ?`, ...values, limit).map(runOf);
}

/** The places that a search lies between; null where it goes on behind a run that there is not. */
function boundsOf(sql: Statements, { after }: RunFilter): readonly [number, number] | null {
  const last = sql.first("SELECT coalesce(max(seq), 0) AS seq FROM runs");
  const first =
    after === undefined
      ? sql.first("SELECT coalesce(min(seq), 1) - 1 AS seq FROM runs")
      : sql.first("SELECT seq FROM runs WHERE id = ?", after);
  return first === undefined || last === undefined ? null : [integer(first, "seq"), integer(last, "seq")];
}

/** Whether an index leads to what fits, or what does not fit has to be looked at. */
function isIndexed(filter: RunFilter): boolean {
  const { item, rule, uncertain, from, to, status } = filter;
  if (item !== undefined) return true;
  const hasMore = [rule, from, to].some((part) => part !== undefined) || uncertain === false;
  return !hasMore && (status === undefined || indexOf(filter) !== undefined);
}

/**
 * Finds runs that fit a filter, in order of their making. Where many have to be looked at, it is done a stretch at a time,
 * with a turn for everything else in between: a look at a million runs must hold up none that is due.
 *
 * @param read carries a query out
 */
export async function searchRuns(
  sql: Statements,
  filter: RunFilter,
  read: <T>(query: () => T) => Promise<T>,
): Promise<readonly Run[]> {
  const limit = Math.min(Math.max(filter.limit ?? USUAL_PAGE, 1), LARGEST_PAGE);
  const bounds = await read(() => boundsOf(sql, filter));
  if (bounds === null) return [];
  const [first, last] = bounds;
  const stretch = isIndexed(filter) ? last - first : STRETCH;
  const found: Run[] = [];
  for (let begin = first; begin < last && found.length < limit; begin += stretch) {
    if (begin > first) await turn();
    const end = Math.min(begin + stretch, last);
    found.push(...(await read(() => findIn(sql, filter, [begin, end], limit - found.length))));
  }
  return found;
}
