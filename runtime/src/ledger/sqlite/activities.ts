import type { Activity, ActivityFilter } from "../../actions/activities.ts";
import type { ItemRef, Visit } from "../../engine/state.ts";
import type { RecordWrite } from "../../engine/step.ts";
import { activityOf, integer, type Row } from "./rows.ts";
import type { Statements } from "./statements.ts";

/** How many records are told of where nothing else is said, and at most. */
const USUAL = 100;
const MOST = 1000;

/** The id of the next record: above all that there are, and all that are reserved. */
export function nextActivity(sql: Statements): number {
  const row = sql.first(
    `SELECT max(coalesce((SELECT max(id) FROM activities), 0),
                coalesce((SELECT last FROM counters WHERE name = 'activity'), 0)) + 1 AS next`,
  );
  return row === undefined ? 1 : integer(row, "next");
}

/** The id that a record was given, unless it is another's: an action may have made it up. */
function idOf(sql: Statements, { id }: Activity): number {
  const isFree = id > 0 && sql.first("SELECT 1 FROM activities WHERE id = ?", id) === undefined;
  return isFree ? id : nextActivity(sql);
}

function addActivity(sql: Statements, activity: Activity, visit: number | null): void {
  sql.run(
    `INSERT INTO activities (id, entity, item, kind, title, text, who, by, stage, created, deadline, closed, closed_by,
                             data, visit)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    idOf(sql, activity),
    activity.item.entity,
    activity.item.id,
    activity.kind,
    activity.title,
    activity.text,
    activity.who,
    activity.by,
    activity.stage,
    activity.created,
    activity.deadline,
    activity.closed,
    activity.closedBy,
    JSON.stringify(activity.data),
    visit,
  );
}

/** Writes what happens on a timeline. */
export function writeRecord(sql: Statements, write: RecordWrite): void {
  if (write.kind === "add") {
    addActivity(sql, write.activity, write.visit);
    return;
  }
  const { item, where, at, by } = write;
  sql.run(
    `UPDATE activities SET closed = ?1, closed_by = ?2
     WHERE entity = ?3 AND item = ?4 AND closed IS NULL
       AND (?5 IS NULL OR id = ?5) AND (?6 IS NULL OR kind = ?6) AND (?7 IS NULL OR stage = ?7)`,
    at,
    by,
    item.entity,
    item.id,
    where.id ?? null,
    where.kind ?? null,
    where.stage ?? null,
  );
}

/** Closes what is kept only until the item leaves a stage. */
export function closeLeft(
  sql: Statements,
  { item, visit, left }: Pick<Visit, "item" | "visit" | "left">,
): void {
  sql.run(
    `UPDATE activities SET closed = ?, closed_by = 'left'
     WHERE entity = ? AND item = ? AND visit = ? AND closed IS NULL`,
    left,
    item.entity,
    item.id,
    visit,
  );
}

/** Deletes the timeline of an item that is deleted: people are named in it. */
export function deleteActivities(sql: Statements, { entity, id }: ItemRef): void {
  sql.run("DELETE FROM activities WHERE entity = ? AND item = ?", entity, id);
}

/** Records of the timeline of an item, the latest first. */
export function findActivities(
  sql: Statements,
  { entity, id }: ItemRef,
  { id: only, kind, open, limit = USUAL }: ActivityFilter,
): readonly Activity[] {
  return sql
    .all(
      `SELECT * FROM activities WHERE entity = ?1 AND item = ?2
         AND (?3 IS NULL OR kind = ?3) AND (?4 IS NULL OR (closed IS NULL) = ?4) AND (?5 IS NULL OR id = ?5)
       ORDER BY id DESC LIMIT ?6`,
      entity,
      id,
      kind ?? null,
      open === undefined ? null : Number(open),
      only ?? null,
      Math.min(Math.max(limit, 1), MOST),
    )
    .map((row: Row) => activityOf(row));
}
