// Imported, so that a test which takes over the global timers does not stop the ledger.
import { setImmediate } from "node:timers";
import { integer, type Row, text } from "./rows.ts";
import type { Statements } from "./statements.ts";

/** How many rows are looked at between two turns of others: there can be a million. */
const PAGE = 1000;

type Look = <T>(query: () => T) => Promise<T>;

const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function openVisits(sql: Statements, last: Row | undefined): readonly Row[] {
  const after =
    last === undefined ? ["", 0, 0] : [text(last, "entity"), integer(last, "item"), integer(last, "visit")];
  return sql.all(
    `SELECT entity, item, visit, left_at, rule_set FROM visits
     WHERE (entity, item, visit) > (?, ?, ?) ORDER BY entity, item, visit LIMIT ?`,
    ...after,
    PAGE,
  );
}

function unfinishedRuns(status: "waiting" | "running") {
  return (sql: Statements, last: Row | undefined): readonly Row[] =>
    sql.all(
      `SELECT seq, rule_set FROM runs INDEXED BY runs_by_status WHERE status = ? AND seq > ? ORDER BY seq LIMIT ?`,
      status,
      last === undefined ? 0 : integer(last, "seq"),
      PAGE,
    );
}

/**
 * Finds the rule sets of open visits and unfinished runs, page by page.
 *
 * @param look sees to it that the ledger is open, and says what is wrong with its store
 */
export async function findRuleSetsInUse(look: Look, sql: Statements): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const page of [openVisits, unfinishedRuns("waiting"), unfinishedRuns("running")]) {
    let last: Row | undefined;
    do {
      const rows = await look(() => page(sql, last));
      for (const row of rows)
        if (row.left_at === null || row.left_at === undefined) found.add(text(row, "rule_set"));
      last = rows.length < PAGE ? undefined : rows.at(-1);
      if (last !== undefined) await breath();
    } while (last !== undefined);
  }
  return [...found];
}
