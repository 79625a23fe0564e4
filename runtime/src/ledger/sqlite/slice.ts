import type { ItemRef, ItemState, Occasion, Run } from "../../engine/state.ts";
import type { StoredItem } from "../../rules/item.ts";
import { isoOf } from "../../time/instant.ts";
import type { Slice, Transaction } from "../port.ts";
import { changeOf, integer, itemOf, occasionOf, runOf, text, visitOf } from "./rows.ts";
import type { Statements } from "./statements.ts";

/** How long a change by rules counts, in milliseconds. */
export const HOUR = 60 * 60 * 1000;

/** An item as it is stored; one that was deleted is not. */
export function readStoredItem(sql: Statements, entity: string, id: number): StoredItem | undefined {
  const row = sql.first("SELECT * FROM items WHERE entity = ? AND id = ? AND deleted_at IS NULL", entity, id);
  return row && itemOf(row);
}

/** The id that the next item of the entity gets. */
function nextId(sql: Statements, entity: string): number {
  const row = sql.first("SELECT last FROM sequences WHERE entity = ?", entity);
  return row === undefined ? 1 : integer(row, "last") + 1;
}

/** The item that a transaction is about; null where its run does not exist. */
export function targetOf(sql: Statements, target: Transaction<unknown>["target"]): ItemRef | null {
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

/** The order of the runs of an item: by occasion, visit and place. */
export function inOrder(a: Run, b: Run): number {
  return (a.occasion ?? 0) - (b.occasion ?? 0) || a.visit - b.visit || a.order - b.order;
}

/** The runs of occasions that have not ended for all of them, and of the one spoken of. */
function readOccasionRuns(sql: Statements, { entity, id }: ItemRef, spokenOf: string | null) {
  return sql.all(
    `SELECT * FROM runs WHERE entity = ? AND item = ? AND occasion IN (
       SELECT occasion FROM runs
       WHERE entity = ? AND item = ? AND occasion IS NOT NULL AND status IN ('waiting', 'running')
       UNION SELECT occasion FROM runs WHERE id = ? AND occasion IS NOT NULL)`,
    entity,
    id,
    entity,
    id,
    spokenOf,
  );
}

function readRuns(
  sql: Statements,
  ref: ItemRef,
  openVisit: number | null,
  hasOccasions: boolean,
  spokenOf: string | null,
): Run[] {
  const { entity, id } = ref;
  // Each part has its index; a run that is in several is taken once.
  const rows = sql.all(
    `SELECT * FROM runs WHERE entity = ? AND item = ? AND visit = ? AND occasion IS NULL
     UNION ALL SELECT * FROM runs INDEXED BY runs_running WHERE entity = ? AND item = ? AND status = 'running'
     UNION ALL SELECT * FROM runs WHERE id = ?`,
    ...[entity, id, openVisit, entity, id, spokenOf],
  );
  const all = hasOccasions ? [...rows, ...readOccasionRuns(sql, ref, spokenOf)] : rows;
  const runs = new Map(all.map((row) => [text(row, "id"), runOf(row)]));
  return [...runs.values()].sort(inOrder);
}

function readOccasions(sql: Statements, { entity, id }: ItemRef, runs: readonly Run[]): Occasion[] {
  const numbers = new Set(runs.flatMap((run) => (run.occasion === null ? [] : [run.occasion])));
  return [...numbers].flatMap((number) => {
    const row = sql.first(
      "SELECT * FROM occasions WHERE entity = ? AND item = ? AND occasion = ?",
      entity,
      id,
      number,
    );
    return row === undefined ? [] : [occasionOf(row)];
  });
}

/** The state of an item that there never was. */
export const NOTHING: ItemState = {
  item: null,
  visit: null,
  visits: 0,
  lastOccasion: 0,
  occasions: [],
  runs: [],
  changesByRules: [],
};

function readState(
  sql: Statements,
  ref: ItemRef,
  item: StoredItem | null,
  spokenOf: string | null,
  now: number,
): ItemState {
  const { entity, id } = ref;
  const last = sql.first(
    "SELECT * FROM visits WHERE entity = ? AND item = ? ORDER BY visit DESC LIMIT 1",
    entity,
    id,
  );
  const lastVisit = last === undefined ? null : visitOf(last);
  const visit = lastVisit?.left === null ? lastVisit : null;
  const lastOccasion = sql.first(
    "SELECT occasion FROM occasions WHERE entity = ? AND item = ? ORDER BY occasion DESC LIMIT 1",
    entity,
    id,
  );
  const changes = sql.all(
    "SELECT * FROM history WHERE entity = ? AND item = ? AND counts = 1 AND at > ? ORDER BY at, seq",
    entity,
    id,
    isoOf(now - HOUR),
  );
  const runs = readRuns(sql, ref, visit?.visit ?? null, lastOccasion !== undefined, spokenOf);
  return {
    item,
    visit,
    visits: lastVisit?.visit ?? 0,
    lastOccasion: lastOccasion === undefined ? 0 : integer(lastOccasion, "occasion"),
    occasions: readOccasions(sql, ref, runs),
    runs,
    changesByRules: changes.map(changeOf),
  };
}

/** The last run of a rule for an item that was done, or of which nobody knows whether it was. */
function readFormer(sql: Statements, { entity, id }: ItemRef, ruleKey: string): Run | null {
  const row = sql.first(
    `SELECT * FROM runs INDEXED BY runs_of_rule
     WHERE entity = ? AND item = ? AND rule_key = ? AND (status = 'done' OR uncertain = 1) ORDER BY seq DESC LIMIT 1`,
    entity,
    id,
    ruleKey,
  );
  return row === undefined ? null : runOf(row);
}

function readWatchers(sql: Statements, { entity, id }: ItemRef): readonly string[] {
  return sql
    .all("SELECT run FROM watches WHERE entity = ? AND item = ? ORDER BY run", entity, id)
    .map((row) => text(row, "run"));
}

/** What is known of an item by itself. */
export interface Known {
  readonly state: ItemState;
  readonly deleted: boolean;
}

/** Reads what is known of an item: all that the engine may look at. */
export function readKnown(sql: Statements, ref: ItemRef, now: number, spokenOf?: string): Known {
  const row = sql.first("SELECT * FROM items WHERE entity = ? AND id = ?", ref.entity, ref.id);
  const deleted = row !== undefined && row.deleted_at !== null;
  const item = row === undefined || deleted ? null : itemOf(row);
  const state = row === undefined ? NOTHING : readState(sql, ref, item, spokenOf ?? null, now);
  return { state, deleted };
}

/** What a transaction sees of an item, beside what it asks for itself. */
export function sliceOf(
  sql: Statements,
  ref: ItemRef | null,
  { state, deleted }: Known,
  held: Slice["held"],
  other: Slice["other"],
  duplicate = false,
): Slice {
  let watchers: readonly string[] | undefined;
  let others: Map<string, Slice> | undefined;
  return {
    ref,
    state,
    deleted,
    duplicate,
    find: (entity, id) => readStoredItem(sql, entity, id),
    former: (ruleKey) => (ref === null ? null : readFormer(sql, ref, ruleKey)),
    held,
    other: (one) => {
      // Most transactions are about one item alone.
      others ??= new Map();
      const name = `${one.entity}/${one.id}`;
      const slice = others.get(name) ?? other(one);
      others.set(name, slice);
      return slice;
    },
    // Most transactions do not change the item, and then nobody asks.
    get watchers() {
      watchers ??= ref === null ? [] : readWatchers(sql, ref);
      return watchers;
    },
  };
}
