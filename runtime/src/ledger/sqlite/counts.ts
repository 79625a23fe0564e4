// Imported, so that a test which takes over the global timers does not stop the ledger.
import { setImmediate } from "node:timers";
import type { RunCount, VisitCount } from "../port.ts";
import { integer, type Row, text } from "./rows.ts";
import type { Statements } from "./statements.ts";

/** How many rows are counted between two turns of others: there can be a million. */
const STEP = 2000;

type Look = <T>(query: () => T) => Promise<T>;

/** What one step has counted, and the place behind which the next one begins; undefined at the end. */
interface Step<T, P> {
  readonly counts: readonly T[];
  readonly next: P | undefined;
}

const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function steps<T, P>(look: Look, step: (from: P) => Step<T, P>, start: P): Promise<readonly T[]> {
  const all: T[] = [];
  for (let from: P | undefined = start; from !== undefined; ) {
    const here: P = from;
    const { counts, next }: Step<T, P> = await look(() => step(here));
    all.push(...counts);
    from = next;
    if (next !== undefined) await breath();
  }
  return all;
}

/** Adds up what several steps have counted of the same. */
function summed<T extends { readonly count: number }>(all: readonly T[], keyOf: (one: T) => string) {
  const sums = new Map<string, T>();
  for (const one of all) {
    const key = keyOf(one);
    const known = sums.get(key);
    sums.set(key, known === undefined ? one : { ...one, count: known.count + one.count });
  }
  return [...sums.values()];
}

function countOf(status: RunCount["status"], row: Row): RunCount {
  return {
    status,
    ruleKey: text(row, "rule_key"),
    ruleSet: text(row, "rule_set"),
    count: integer(row, "count"),
  };
}

function waitingStep(sql: Statements, after: number): Step<RunCount, number> {
  const rows = sql.all(
    `SELECT rule_key, rule_set, count(*) AS count, max(seq) AS last FROM (
       SELECT rule_key, rule_set, seq FROM runs INDEXED BY runs_waiting
       WHERE status = 'waiting' AND seq > ? ORDER BY seq LIMIT ?)
     GROUP BY rule_key, rule_set`,
    after,
    STEP,
  );
  const counts = rows.map((row) => countOf("waiting", row));
  const isWhole = counts.reduce((sum, { count }) => sum + count, 0) === STEP;
  return { counts, next: isWhole ? Math.max(...rows.map((row) => integer(row, "last"))) : undefined };
}

/** There are never more of them than executors have room for. */
function countRunning(sql: Statements): readonly RunCount[] {
  return sql
    .all(
      `SELECT rule_key, rule_set, count(*) AS count FROM runs INDEXED BY runs_running
       WHERE status = 'running' GROUP BY rule_key, rule_set`,
    )
    .map((row) => countOf("running", row));
}

/** Runs that wait or run, by their rules and rule sets. */
export async function countRuns(look: Look, sql: Statements): Promise<readonly RunCount[]> {
  const waiting = await steps(look, (after: number) => waitingStep(sql, after), 0);
  const running = await look(() => countRunning(sql));
  return summed([...waiting, ...running], ({ status, ruleKey, ruleSet }) =>
    JSON.stringify([status, ruleKey, ruleSet]),
  );
}

/** The item of a visit, as it stands in its row. */
type Place = readonly [entity: string, item: number];

function visitStep(sql: Statements, after: Place): Step<VisitCount, Place> {
  const open = `FROM visits INDEXED BY visits_open
     WHERE left_at IS NULL AND (entity, item) > (?, ?) ORDER BY entity, item`;
  const counts = sql
    .all(
      `SELECT rule_set, count(*) AS count FROM (SELECT rule_set ${open} LIMIT ?) GROUP BY rule_set`,
      ...after,
      STEP,
    )
    .map((row) => ({ ruleSet: text(row, "rule_set"), count: integer(row, "count") }));
  const last = sql.first(`SELECT entity, item ${open} LIMIT 1 OFFSET ?`, ...after, STEP - 1);
  return { counts, next: last && [text(last, "entity"), integer(last, "item")] };
}

/** Open visits, by their rule sets. */
export async function countVisits(look: Look, sql: Statements): Promise<readonly VisitCount[]> {
  const all = await steps(look, (after: Place) => visitStep(sql, after), ["", 0]);
  return summed(all, ({ ruleSet }) => ruleSet);
}
