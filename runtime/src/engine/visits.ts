import type { StoredItem } from "../rules/item.ts";
import { entityOf } from "../rules/lookup.ts";
import type { LoadedRuleSet, Rule, StageBlock } from "../rules/ruleset.ts";
import type { Pipeline, Stage } from "../rules/schema.ts";
import { releaseDependents } from "./dependencies.ts";
import { runId } from "./run-id.ts";
import { ended, ITS_TURN, isOpen } from "./run-states.ts";
import type { Run, Visit } from "./state.ts";
import { at, type Step, type Surroundings } from "./step.ts";

function pipelineOf(item: StoredItem, ruleSet: LoadedRuleSet): Pipeline | undefined {
  return entityOf(ruleSet.schema, item.entity)?.pipelines?.find((pipeline) => pipeline.id === item.pipeline);
}

/** The stage of the item's pipeline with this id or, failing that, this title. */
export function stageOf(item: StoredItem, stage: string, ruleSet: LoadedRuleSet): Stage | undefined {
  const stages = pipelineOf(item, ruleSet)?.stages;
  return stages?.find((one) => one.id === stage) ?? stages?.find((one) => one.title === stage);
}

/** What people call the stage that an item is in; its id where the schema does not know it. */
export function stageTitle(item: StoredItem, ruleSet: LoadedRuleSet): string {
  const id = item.stage ?? "";
  return stageOf(item, id, ruleSet)?.title ?? id;
}

/** What people call the pipeline of an item. */
export function pipelineTitle(item: StoredItem, ruleSet: LoadedRuleSet): string {
  return pipelineOf(item, ruleSet)?.title ?? item.pipeline ?? "";
}

function blocksFor(item: StoredItem, ruleSet: LoadedRuleSet): readonly StageBlock[] {
  const { entity, pipeline, stage } = item;
  return ruleSet.blocks.filter(
    (block) =>
      block.entity === entity &&
      block.pipeline === pipeline &&
      stage !== undefined &&
      block.stages.includes(stage),
  );
}

function newRun(rule: Rule, visit: Visit, order: number, id: string, key: string): Run {
  const waits = rule.after.length > 0 || rule.uses.length > 0;
  return {
    id,
    item: visit.item,
    visit: visit.visit,
    stage: visit.stage,
    ruleSet: visit.ruleSet,
    ruleId: rule.id,
    rule: rule.name,
    action: rule.action,
    source: rule.source,
    order,
    status: "waiting",
    due: waits ? null : visit.entered,
    started: null,
    ended: null,
    args: null,
    result: null,
    reason: ITS_TURN,
    attempts: 0,
    key,
    uncertain: false,
  };
}

/**
 * Opens a visit in the stage that the item is in, with one run for each rule of the blocks that fit. Does nothing
 * for an item without stages.
 *
 * @param seed text that nobody can guess: the idempotency keys of the runs begin with it
 */
export function enterStage(step: Step, around: Surroundings, seed: string): Step {
  const { item } = step.state;
  if (item === null || item.stage === undefined) return step;
  const ruleSet = around.ruleSets.current;
  const visit: Visit = {
    item: { entity: item.entity, id: item.id },
    visit: step.state.visits + 1,
    stageId: item.stage,
    stage: stageTitle(item, ruleSet),
    entered: at(around),
    left: null,
    ruleSet: ruleSet.hash,
  };
  const taken = new Set<string>();
  const runs = blocksFor(item, ruleSet)
    .flatMap((block) => block.rules)
    .map((rule, order) => {
      const id = runId(item.entity, item.id, visit.visit, rule.name, taken);
      taken.add(id);
      return newRun(rule, visit, order, id, `${seed}-${visit.visit}-${order}`);
    });
  const state = { ...step.state, visit, visits: visit.visit, runs: [...step.state.runs, ...runs] };
  return releaseDependents({ ...step, state, visits: [...step.visits, visit] }, around);
}

/** Ends the open visit: what has not started is cancelled; what runs goes on, and starts nothing after it. */
export function leaveStage(step: Step, around: Surroundings): Step {
  const { visit } = step.state;
  if (visit === null) return step;
  const left = at(around);
  const runs = step.state.runs.map((run) =>
    isOpen(run, visit) && run.status === "waiting"
      ? ended(run, "cancelled", `the item left “${visit.stage}” at ${left}`, around.now)
      : run,
  );
  return {
    ...step,
    state: { ...step.state, visit: null, runs },
    visits: [...step.visits, { ...visit, left }],
  };
}
