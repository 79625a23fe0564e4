import type { Change, ItemRef, Visit } from "../../engine/state.ts";
import type { StoredItem } from "../../rules/item.ts";
import {
  type Backlog,
  type CalendarEntry,
  type DueAction,
  type DueRun,
  mostCounted,
  type NumberedChange,
  type WaitingRun,
} from "../port.ts";
import { calendarOf, changeOf, integer, itemOf, text, visitOf, waitingOf } from "./rows.ts";
import type { Statements } from "./statements.ts";

/** Items of an entity in the order of their ids, from behind an id on. */
export function findItems(
  sql: Statements,
  entity: string,
  after: number,
  limit: number,
): readonly StoredItem[] {
  return sql
    .all(
      "SELECT * FROM items WHERE entity = ? AND id > ? AND deleted_at IS NULL ORDER BY id LIMIT ?",
      entity,
      after,
      limit,
    )
    .map(itemOf);
}

/**
 * Each action that a waiting run with a moment is for, with the earliest of these moments. A step in the index leads from
 * one to the next, so that it costs the same however many runs wait. The index is named in all of these because a million
 * runs that wait for other rules or later moments must cost nothing here; without statistics SQLite would go through all.
 */
export function findDueActions(sql: Statements): readonly DueAction[] {
  return sql
    .all(
      `WITH RECURSIVE one (action) AS (
         SELECT min(action) FROM runs INDEXED BY runs_due WHERE status = 'waiting' AND due IS NOT NULL
         UNION ALL
         SELECT (SELECT min(action) FROM runs INDEXED BY runs_due
                 WHERE status = 'waiting' AND due IS NOT NULL AND action > one.action)
         FROM one WHERE one.action IS NOT NULL)
       SELECT action, (SELECT min(due) FROM runs INDEXED BY runs_due
                       WHERE status = 'waiting' AND due IS NOT NULL AND runs.action = one.action) AS due
       FROM one WHERE action IS NOT NULL`,
    )
    .map((row) => ({ action: text(row, "action"), due: text(row, "due") }));
}

/** Waiting runs of an action whose moment has come, the earliest first. */
export function findDueOf(sql: Statements, action: string, now: string, limit: number): readonly DueRun[] {
  return sql
    .all(
      `SELECT id, due, seq FROM runs INDEXED BY runs_due
       WHERE status = 'waiting' AND due IS NOT NULL AND action = ? AND due <= ? ORDER BY due, seq LIMIT ?`,
      action,
      now,
      limit,
    )
    .map((row) => ({ run: text(row, "id"), due: text(row, "due"), place: integer(row, "seq") }));
}

/** Waiting runs whose moment is worked out by a schedule, a page in order of their making. */
export function findPlanned(sql: Statements, limit: number, after: string | undefined): readonly string[] {
  return sql
    .all(
      `SELECT id FROM runs INDEXED BY runs_waiting
       WHERE status = 'waiting' AND seq > coalesce((SELECT seq FROM runs WHERE id = ?), 0)
         AND waits IN ('moment', 'field', 'hours')
       ORDER BY seq LIMIT ?`,
      after ?? null,
      limit,
    )
    .map((row) => text(row, "id"));
}

/** Waiting runs in order of their making. */
export function findWaiting(
  sql: Statements,
  limit: number,
  after: string | undefined,
): readonly WaitingRun[] {
  return sql
    .all(
      `SELECT id, rule_key, rule_set, why LIKE '{"code":"disabled"%' IS TRUE AS held
       FROM runs INDEXED BY runs_waiting
       WHERE status = 'waiting' AND seq > coalesce((SELECT seq FROM runs WHERE id = ?), 0)
       ORDER BY seq LIMIT ?`,
      after ?? null,
      limit,
    )
    .map(waitingOf);
}

/** Open visits in order of their items. */
export function findOpenVisits(sql: Statements, limit: number, after: ItemRef | undefined): readonly Visit[] {
  return sql
    .all(
      `SELECT * FROM visits INDEXED BY visits_open
       WHERE left_at IS NULL AND (entity, item) > (?, ?) ORDER BY entity, item LIMIT ?`,
      after?.entity ?? "",
      after?.id ?? 0,
      limit,
    )
    .map(visitOf);
}

/** The latest notes in the history of an item, oldest first. */
export function findNotes(sql: Statements, { entity, id }: ItemRef, limit: number): readonly Change[] {
  return sql
    .all(
      `SELECT * FROM history WHERE entity = ? AND item = ? AND kind = 'noted' ORDER BY seq DESC LIMIT ?`,
      entity,
      id,
      limit,
    )
    .map(changeOf)
    .toReversed();
}

/** Calendar blocks in the order of their moments, those without one last. */
export function findCalendars(sql: Statements): readonly CalendarEntry[] {
  return sql.all("SELECT * FROM calendars ORDER BY due IS NULL, due, block").map(calendarOf);
}

/** Changes of all items behind a place in the history. */
export function findChanges(sql: Statements, after: number, limit: number): readonly NumberedChange[] {
  return sql.all("SELECT * FROM history WHERE seq > ? ORDER BY seq LIMIT ?", after, limit).map((row) => ({
    seq: integer(row, "seq"),
    change: changeOf(row),
    counts: integer(row, "counts") === 1,
  }));
}

/** The place of the last change in the history. */
export function findLastChange(sql: Statements): number {
  const row = sql.first("SELECT coalesce(max(seq), 0) AS last FROM history");
  return row === undefined ? 0 : integer(row, "last");
}

/** How much there is to do at a moment. */
export function findBacklog(sql: Statements, now: string): Backlog {
  const actions = findDueActions(sql).filter((one) => one.due <= now);
  const due = actions.reduce((count, { action }) => {
    const row = sql.first(
      `SELECT count(*) AS due FROM (
         SELECT 1 FROM runs INDEXED BY runs_due
         WHERE status = 'waiting' AND due IS NOT NULL AND action = ? AND due <= ? LIMIT ?)`,
      action,
      now,
      mostCounted - count,
    );
    return count + (row === undefined ? 0 : integer(row, "due"));
  }, 0);
  const running = sql.first(
    "SELECT count(*) AS running FROM runs INDEXED BY runs_running WHERE status = 'running'",
  );
  return {
    due,
    oldest: actions.map((one) => one.due).toSorted()[0] ?? null,
    running: running === undefined ? 0 : integer(running, "running"),
  };
}

/** The value that was written down under a name. */
export function findMark(sql: Statements, name: string): string | null {
  const row = sql.first("SELECT value FROM marks WHERE name = ?", name);
  return row === undefined ? null : text(row, "value");
}
