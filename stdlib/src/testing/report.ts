import { type Change, type Run, type RunStatus, type Sign, signOf, type Turn } from "@onstage/runtime";
import type { Activity } from "@onstage/runtime/actions";
import {
  type CrmSchema,
  entityOf,
  type Json,
  type JsonObject,
  type Seen,
  type StoredItem,
} from "@onstage/runtime/rules";

/** A run as `simulate` and the service show it. Moments are ISO 8601. */
export interface RunReport {
  readonly id: string;
  /** `deals/1` */
  readonly item: string;
  readonly stage: string;
  readonly visit: number;
  readonly rule: string;
  readonly action: string;
  readonly status: RunStatus;
  readonly due: string | null;
  readonly started: string | null;
  readonly ended: string | null;
  /** Null where the run did not start. */
  readonly args: JsonObject | null;
  readonly result: Json;
  /** Why, whenever it is not `done`. */
  readonly reason: string | null;
  /** The reason as data; its moments are shown as others are. */
  readonly why: JsonObject;
  /** What its condition saw when it was last looked at. */
  readonly saw: readonly Seen[] | null;
  /** The sign that a card of the CRM shows: check, attention, clock, none. */
  readonly sign: Sign;
  readonly attempts: number;
  /** What it goes back to, where that is not entering a stage: the type of the event, or the header of the calendar block. */
  readonly cause?: string;
  /** In whose name it acted. */
  readonly as?: { readonly id: number; readonly name: string };
  /** For a rule that repeats: each time that it has had its moment, the present one left out. */
  readonly turns?: readonly Turn[];
  readonly source: { readonly file: string; readonly line: number };
}

/** An item's way from one stage to another. */
export interface MoveReport {
  readonly at: string;
  readonly item: string;
  /** Null where the item was created in the stage. */
  readonly from: string | null;
  readonly to: string;
  /** `event`, `api`, or the id of the run that did it. */
  readonly by: string;
}

/** Why something did not happen to an item. */
export interface NoteReport {
  readonly at: string;
  readonly item: string;
  /** A sentence. */
  readonly text: string;
}

/** What happened in a simulation. */
export interface SimulationReport {
  readonly runs: readonly RunReport[];
  readonly moves: readonly MoveReport[];
  /** The items as they stand at the end, by entity. */
  readonly items: Readonly<Record<string, readonly JsonObject[]>>;
  /** What rules have written on timelines, such as tasks and comments; left out where there is nothing. */
  readonly activities?: readonly ActivityReport[];
  /** What did not happen and why: a move that a trigger might not make, an event that was refused. */
  readonly notes: readonly NoteReport[];
  /** What the author of the scenario should know, such as an event to which no rule listens. */
  readonly remarks: readonly string[];
}

/** How a moment in UTC is shown. */
export type ShowMoment = (utc: string) => string;

const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The same data with its moments shown, however deep they stand. */
function showMoments<T extends Json>(value: T, show: ShowMoment): T;
function showMoments(value: Json, show: ShowMoment): Json {
  if (typeof value === "string") return UTC.test(value) ? show(value) : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one: Json) => showMoments(one, show));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, showMoments(one, show)]));
}

/** A run of the ledger as it is shown. */
export function runReport(run: Run, show: ShowMoment = (utc) => utc): RunReport {
  const moment = (utc: string | null): string | null => (utc === null ? null : show(utc));
  return {
    id: run.id,
    item: `${run.item.entity}/${run.item.id}`,
    stage: run.stage,
    visit: run.visit,
    rule: run.rule,
    action: run.action,
    status: run.status,
    sign: signOf(run.status),
    due: moment(run.due),
    started: moment(run.started),
    ended: moment(run.ended),
    args: run.args,
    result: run.result,
    reason: run.reason,
    why: showMoments({ ...run.why }, show),
    saw: run.saw,
    attempts: run.attempts,
    ...(run.cause !== null && { cause: run.cause }),
    ...(run.actor !== null && { as: run.actor }),
    ...(run.turns.length > 0 && {
      turns: run.turns.map((turn) => ({ ...turn, due: show(turn.due), ended: show(turn.ended) })),
    }),
    source: { file: run.source.file, line: run.source.line },
  };
}

/** The moves among the changes of items, in order. */
export function moveReports(
  changes: readonly Change[],
  show: ShowMoment = (utc) => utc,
): readonly MoveReport[] {
  return changes.flatMap(({ at, item, kind, by, from, to }) =>
    kind === "moved" && to !== undefined
      ? [{ at: show(at), item: `${item.entity}/${item.id}`, from: from ?? null, to, by }]
      : [],
  );
}

/** What the history notes, in order. */
export function noteReports(
  changes: readonly Change[],
  show: ShowMoment = (utc) => utc,
): readonly NoteReport[] {
  return changes.flatMap(({ at, item, kind, reason }) =>
    kind === "noted" && reason !== undefined
      ? [{ at: show(at), item: `${item.entity}/${item.id}`, text: reason }]
      : [],
  );
}

/** A record on a timeline as people read it; what it does not have is left out. */
export interface ActivityReport {
  readonly id: number;
  /** `deals/42` */
  readonly item: string;
  readonly kind: string;
  readonly title: string;
  readonly text?: string;
  /** Id of the user who is to do it, or who says it. */
  readonly who?: number;
  readonly created: string;
  readonly deadline?: string;
  /** Left out as long as it is open. */
  readonly closed?: string;
  readonly data?: JsonObject;
}

/**
 * A record on a timeline as people read it.
 *
 * @param show writes a moment in UTC in another way
 */
export function activityReport(activity: Activity, show: ShowMoment = (utc) => utc): ActivityReport {
  const { id, item, kind, title, text, who, created, deadline, closed, data } = activity;
  return {
    id,
    item: `${item.entity}/${item.id}`,
    kind,
    title,
    ...(text !== null && { text }),
    ...(who !== null && { who }),
    created: show(created),
    ...(deadline !== null && { deadline: show(deadline) }),
    ...(closed !== null && { closed: show(closed) }),
    ...(Object.keys(data).length > 0 && { data }),
  };
}

/** An item as people write it: its id, the titles of its stage and pipeline, and its fields. */
export function itemReport(item: StoredItem, schema: CrmSchema): JsonObject {
  const pipelines = entityOf(schema, item.entity)?.pipelines ?? [];
  const pipeline = pipelines.find((one) => one.id === item.pipeline) ?? pipelines[0];
  const stage = pipeline?.stages.find((one) => one.id === item.stage);
  const place = {
    id: item.id,
    ...(pipelines.length > 1 && pipeline !== undefined && { pipeline: pipeline.title }),
    ...(item.stage !== undefined && { stage: stage?.title ?? item.stage }),
  };
  // First for the order of the keys, last so that no field of such a name hides it.
  return { ...place, ...item.fields, ...place };
}
