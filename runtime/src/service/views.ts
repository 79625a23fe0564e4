import type { ItemView } from "../coordinator.ts";
import type { Run } from "../engine/state.ts";
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
    due: run.due,
    started: run.started,
    ended: run.ended,
    args: run.args,
    result: run.result,
    reason: run.reason,
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

/** An item with its visits and their runs, and the runs of events and of the calendar outside of visits. */
export function viewWhole({ item, visits, runs: outside }: ItemView, schema: CrmSchema): JsonObject {
  return {
    ...viewItem(item, schema),
    visits: visits.map(({ visit, stage, entered, left, runs }) => ({
      visit,
      stage,
      entered,
      left,
      runs: runs.map(viewRun),
    })),
    runs: outside.map(viewRun),
  };
}
