import type { Pruned, Pruning } from "../port.ts";
import { integer, type Row, text } from "./rows.ts";
import type { Statements } from "./statements.ts";

/** The parts of a sweep, in order: each is gone through by its key, a step at a time. */
const PARTS = ["visits", "occasions", "history", "inbox", "drawn"] as const;
type Part = (typeof PARTS)[number];

/** Where a sweep has come: a part, and the key of the last row that was looked at. */
type Place = readonly [part: Part, ...key: (string | number)[]];

/** The rows of a step that were looked at, and the key of the last one; null where the part is through. */
interface Swept {
  readonly deleted: number;
  readonly last: readonly (string | number)[] | null;
}

const BEGINNING: Readonly<Record<Part, readonly (string | number)[]>> = {
  visits: ["", 0, 0],
  occasions: ["", 0, 0],
  history: [0],
  inbox: [""],
  drawn: ["", ""],
};

function isOld(run: Row, { before, keep }: Pruning): boolean {
  return (
    typeof run.ended === "string" &&
    run.ended < before &&
    run.uncertain === 0 &&
    !(run.status === "done" && keep.includes(text(run, "rule_key")))
  );
}

/** Deletes those of some runs that are old; false where others are left. */
function deleteRuns(sql: Statements, runs: readonly Row[], pruning: Pruning): boolean {
  const old = runs.filter((run) => isOld(run, pruning));
  for (const run of old) {
    const id = text(run, "id");
    sql.run("DELETE FROM acts WHERE run = ?", id);
    sql.run("DELETE FROM watches WHERE run = ?", id);
    sql.run("DELETE FROM runs WHERE id = ?", id);
  }
  return old.length === runs.length;
}

/** Goes through visits or occasions. The last one of an item stays: the next one is counted from it. */
function sweepCauses(
  sql: Statements,
  what: { readonly table: "visits" | "occasions"; readonly number: "visit" | "occasion" },
  after: readonly (string | number)[],
  pruning: Pruning,
): Swept {
  const { table, number } = what;
  const end = table === "visits" ? "left_at" : "at";
  const rows = sql.all(
    `SELECT entity, item, ${number} AS number, ${end} AS ended,
            ${number} = (SELECT max(${number}) FROM ${table} AS other
                         WHERE other.entity = ${table}.entity AND other.item = ${table}.item) AS last
     FROM ${table} WHERE (entity, item, ${number}) > (?, ?, ?) ORDER BY entity, item, ${number} LIMIT ?`,
    ...after,
    pruning.limit,
  );
  const own = table === "visits" ? "occasion IS NULL AND visit" : "occasion";
  let deleted = 0;
  for (const row of rows) {
    if (typeof row.ended !== "string" || row.ended >= pruning.before || row.last === 1) continue;
    const key = [text(row, "entity"), integer(row, "item"), integer(row, "number")] as const;
    const runs = sql.all(
      `SELECT id, ended, status, uncertain, rule_key FROM runs WHERE entity = ? AND item = ? AND ${own} = ?`,
      ...key,
    );
    if (!deleteRuns(sql, runs, pruning)) continue;
    sql.run(`DELETE FROM ${table} WHERE entity = ? AND item = ? AND ${number} = ?`, ...key);
    deleted += 1;
  }
  const last = rows.at(-1);
  return {
    deleted,
    last:
      last === undefined || rows.length < pruning.limit
        ? null
        : [text(last, "entity"), integer(last, "item"), integer(last, "number")],
  };
}

function sweepHistory(sql: Statements, after: readonly (string | number)[], pruning: Pruning): Swept {
  const rows = sql.all(
    "SELECT seq, at FROM history WHERE seq > ? ORDER BY seq LIMIT ?",
    ...after,
    pruning.limit,
  );
  const old = rows.filter((row) => text(row, "at") < pruning.before);
  for (const row of old) sql.run("DELETE FROM history WHERE seq = ?", integer(row, "seq"));
  const last = rows.at(-1);
  // What comes after a young one is younger still.
  const isThrough = last === undefined || rows.length < pruning.limit || old.length < rows.length;
  return { deleted: old.length, last: isThrough ? null : [integer(last, "seq")] };
}

function sweepInbox(sql: Statements, after: readonly (string | number)[], pruning: Pruning): Swept {
  const rows = sql.all("SELECT id, at FROM inbox WHERE id > ? ORDER BY id LIMIT ?", ...after, pruning.limit);
  const old = rows.filter((row) => text(row, "at") < pruning.idsBefore);
  for (const row of old) sql.run("DELETE FROM inbox WHERE id = ?", text(row, "id"));
  const last = rows.at(-1);
  const isThrough = last === undefined || rows.length < pruning.limit;
  return { deleted: old.length, last: isThrough ? null : [text(last, "id")] };
}

/** A run that is tried again after that long draws a new number. */
function sweepDrawn(sql: Statements, after: readonly (string | number)[], pruning: Pruning): Swept {
  const rows = sql.all(
    "SELECT key, name, at FROM drawn WHERE (key, name) > (?, ?) ORDER BY key, name LIMIT ?",
    ...after,
    pruning.limit,
  );
  const old = rows.filter((row) => text(row, "at") < pruning.before);
  for (const row of old) {
    sql.run("DELETE FROM drawn WHERE key = ? AND name = ?", text(row, "key"), text(row, "name"));
  }
  const last = rows.at(-1);
  const isThrough = last === undefined || rows.length < pruning.limit;
  return { deleted: old.length, last: isThrough ? null : [text(last, "key"), text(last, "name")] };
}

function sweep(sql: Statements, [part, ...after]: Place, pruning: Pruning): Swept {
  switch (part) {
    case "visits":
      return sweepCauses(sql, { table: "visits", number: "visit" }, after, pruning);
    case "occasions":
      return sweepCauses(sql, { table: "occasions", number: "occasion" }, after, pruning);
    case "history":
      return sweepHistory(sql, after, pruning);
    case "inbox":
      return sweepInbox(sql, after, pruning);
    case "drawn":
      return sweepDrawn(sql, after, pruning);
  }
}

/** Does one step of a sweep: looks at so many rows, and deletes those that are old. */
export function prune(sql: Statements, pruning: Pruning): Pruned {
  // Only an earlier step has written it.
  const place: Place = pruning.from === null ? [PARTS[0], ...BEGINNING[PARTS[0]]] : JSON.parse(pruning.from);
  const [part] = place;
  const { deleted, last } = sweep(sql, place, pruning);
  if (last !== null) return { deleted, next: JSON.stringify([part, ...last]) };
  const following = PARTS[PARTS.indexOf(part) + 1];
  return {
    deleted,
    next: following === undefined ? null : JSON.stringify([following, ...BEGINNING[following]]),
  };
}
