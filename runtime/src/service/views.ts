import type { Activity } from "../actions/activities.ts";
import type { ItemView } from "../coordinator.ts";
import { signOf } from "../engine/sign.ts";
import type { Change, Run } from "../engine/state.ts";
import type { StoredItem } from "../rules/item.ts";
import { entityOf } from "../rules/lookup.ts";
import type { CrmSchema } from "../rules/schema.ts";
import type { JsonObject } from "../rules/values.ts";

/** A run as answers show it: what `simulate` prints, and what a running service knows beyond it. */
export function viewRun(run: Run): JsonObject {
  return {
    id: run.id,
    item: `${run.item.entity}/${run.item.id}`,
    stage: run.stage,
    visit: run.visit,
    rule: run.rule,
    action: run.action,
    status: run.status,
    sign: signOf(run.status),
    due: run.due,
    started: run.started,
    ended: run.ended,
    args: run.args,
    result: run.result,
    reason: run.reason,
    why: { ...run.why },
    saw: run.saw?.map((one) => ({ ...one })) ?? null,
    attempts: run.attempts,
    uncertain: run.uncertain,
    ...(run.cause !== null && { cause: run.cause }),
    ...(run.actor !== null && { as: { id: run.actor.id, name: run.actor.name } }),
    ...(run.turns.length > 0 && { turns: run.turns.map((turn) => ({ ...turn })) }),
    source: { file: run.source.file, line: run.source.line },
  };
}

/** An item as answers show it: its fields beside its id and the titles of its stage and pipeline, which win over fields of these names. */
export function viewItem(item: StoredItem, schema: CrmSchema): JsonObject {
  const pipeline = entityOf(schema, item.entity)?.pipelines?.find((one) => one.id === item.pipeline);
  const stage = pipeline?.stages.find((one) => one.id === item.stage);
  return {
    ...item.fields,
    id: item.id,
    entity: item.entity,
    ...(item.pipeline === undefined ? {} : { pipeline: pipeline?.title ?? item.pipeline }),
    ...(item.stage === undefined ? {} : { stage: stage?.title ?? item.stage }),
  };
}

/** What did not happen to an item, and why. */
function viewNote({ at, by, reason = "", why }: Change): JsonObject {
  return { at, by, reason, ...(why && { why: { ...why } }) };
}

/** A record on a timeline, as answers show it. */
export function viewActivity({ item: _, ...activity }: Activity): JsonObject {
  return activity;
}

/** An item with its visits, their runs and the rules that never run, and the runs of events and of the calendar outside of visits. */
export function viewWhole(
  { item, visits, runs: outside, notes, activities }: ItemView,
  schema: CrmSchema,
): JsonObject {
  return {
    ...viewItem(item, schema),
    visits: visits.map(({ visit, stage, entered, left, runs, idle }) => ({
      visit,
      stage,
      entered,
      left,
      runs: runs.map(viewRun),
      idle: idle.map(({ name, action, source, reason, why }) => {
        const { file, line } = source;
        return { rule: name, action, sign: "skipped", reason, why: { ...why }, source: { file, line } };
      }),
    })),
    runs: outside.map(viewRun),
    notes: notes.map(viewNote),
    activities: activities.map(viewActivity),
  };
}
