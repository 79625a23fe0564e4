import type { ItemRef, ItemState, Run } from "../../engine/state.ts";
import type { StoredItem } from "../../rules/item.ts";
import { isoOf } from "../../time/instant.ts";
import type { Slice, Transaction } from "../port.ts";
import { changeOf, integer, itemOf, runOf, text, visitOf } from "./rows.ts";
import type { Statements } from "./statements.ts";

const HOUR = 60 * 60 * 1000;

/** An item as it is stored. */
export function readStoredItem(sql: Statements, entity: string, id: number): StoredItem | undefined {
  const row = sql.first("SELECT * FROM items WHERE entity = ? AND id = ?", entity, id);
  return row && itemOf(row);
}

/** The id that the next item of the entity gets. */
function nextId(sql: Statements, entity: string): number {
  const row = sql.first("SELECT last FROM sequences WHERE entity = ?", entity);
  return row === undefined ? 1 : integer(row, "last") + 1;
}

function refOf(sql: Statements, target: Transaction<unknown>["target"]): ItemRef | null {
  switch (target.kind) {
    case "item":
      return target.ref;
    case "new":
      return { entity: target.entity, id: target.id ?? nextId(sql, target.entity) };
    case "run": {
      const row = sql.first("SELECT entity, item FROM runs WHERE id = ?", target.run);
      return row === undefined ? null : { entity: text(row, "entity"), id: integer(row, "item") };
    }
  }
}

function readRuns(sql: Statements, ref: ItemRef, openVisit: number | null, spokenOf: string | null): Run[] {
  const { entity, id } = ref;
  // Each part has its index; a run that is in several is taken once.
  const rows = sql.all(
    `SELECT * FROM runs WHERE entity = ? AND item = ? AND visit = ?
     UNION ALL SELECT * FROM runs WHERE entity = ? AND item = ? AND status = 'running'
     UNION ALL SELECT * FROM runs WHERE id = ?`,
    ...[entity, id, openVisit, entity, id, spokenOf],
  );
  const runs = new Map(rows.map((row) => [text(row, "id"), runOf(row)]));
  return [...runs.values()].sort((a, b) => a.visit - b.visit || a.order - b.order);
}

function readState(sql: Statements, ref: ItemRef, spokenOf: string | null, now: number): ItemState {
  const { entity, id } = ref;
  const item = readStoredItem(sql, entity, id) ?? null;
  if (item === null) return { item, visit: null, visits: 0, runs: [], changesByRules: [] };
  const last = sql.first(
    "SELECT * FROM visits WHERE entity = ? AND item = ? ORDER BY visit DESC LIMIT 1",
    entity,
    id,
  );
  const lastVisit = last === undefined ? null : visitOf(last);
  const visit = lastVisit?.left === null ? lastVisit : null;
  const changes = sql.all(
    "SELECT * FROM history WHERE entity = ? AND item = ? AND by_rule = 1 AND at > ? ORDER BY at, seq",
    entity,
    id,
    isoOf(now - HOUR),
  );
  return {
    item,
    visit,
    visits: lastVisit?.visit ?? 0,
    runs: readRuns(sql, ref, visit?.visit ?? null, spokenOf),
    changesByRules: changes.map(changeOf),
  };
}

/** What a transaction sees of its item. */
export function readSlice(sql: Statements, transaction: Transaction<unknown>): Slice {
  const { target, event, now } = transaction;
  const ref = refOf(sql, target);
  const spokenOf = target.kind === "run" ? target.run : null;
  const state: ItemState =
    ref === null
      ? { item: null, visit: null, visits: 0, runs: [], changesByRules: [] }
      : readState(sql, ref, spokenOf, now);
  return {
    ref,
    state,
    duplicate: event !== undefined && sql.first("SELECT 1 FROM inbox WHERE id = ?", event.id) !== undefined,
    find: (entity, id) => readStoredItem(sql, entity, id),
  };
}
