import type { StoredItem } from "../rules/item.ts";
import { entityOf } from "../rules/lookup.ts";
import type { LoadedRuleSet, Rule } from "../rules/ruleset.ts";
import type { Pipeline, Stage } from "../rules/schema.ts";
import { releaseDependents } from "./dependencies.ts";
import { newRuns } from "./new-runs.ts";
import { ruleOf } from "./rule-lookup.ts";
import { eachChanged } from "./run-lookup.ts";
import { ended } from "./run-states.ts";
import type { Run, Visit } from "./state.ts";
import { at, type Step, type Surroundings } from "./step.ts";
import { turnsText } from "./turns.ts";
import type { Reason } from "./why.ts";

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

/** The rules of stages: by entity, pipeline and id of the stage. A rule set never changes, and they die with it. */
const stageRules = new WeakMap<LoadedRuleSet, ReadonlyMap<string, readonly Rule[]>>();

function stageKey(entity: string, pipeline: string | undefined, stage: string): string {
  return JSON.stringify([entity, pipeline, stage]);
}

function stageRulesOf(ruleSet: LoadedRuleSet): ReadonlyMap<string, readonly Rule[]> {
  const known = stageRules.get(ruleSet);
  if (known !== undefined) return known;
  const made = new Map<string, Rule[]>();
  for (const block of ruleSet.blocks) {
    if (block.kind !== "stage") continue;
    for (const stage of new Set(block.stages)) {
      const key = stageKey(block.entity, block.pipeline, stage);
      const rules = made.get(key);
      if (rules === undefined) made.set(key, [...block.rules]);
      else rules.push(...block.rules);
    }
  }
  stageRules.set(ruleSet, made);
  return made;
}

const NO_RULES: readonly Rule[] = [];

function rulesFor({ entity, pipeline, stage }: StoredItem, ruleSet: LoadedRuleSet): readonly Rule[] {
  if (stage === undefined) return NO_RULES;
  return stageRulesOf(ruleSet).get(stageKey(entity, pipeline, stage)) ?? NO_RULES;
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
  const origin = {
    item: visit.item,
    visit: visit.visit,
    occasion: null,
    cause: null,
    stage: visit.stage,
    trace: around.trace,
  };
  const runs = newRuns(rulesFor(item, ruleSet), origin, visit.entered, ruleSet, seed);
  const state = { ...step.state, visit, visits: visit.visit, runs: [...step.state.runs, ...runs] };
  return releaseDependents({ ...step, state, visits: [...step.visits, visit] }, around);
}

/** The run, cancelled since the item has left its stage. */
function cancelled(run: Run, { text, why }: Reason, around: Surroundings): Run {
  const rule = run.turns.length > 0 ? ruleOf(run, around.ruleSets)?.rule : undefined;
  return ended(run, "cancelled", { text: `${text}${turnsText(run, rule)}`, why }, around.now);
}

/** Ends the open visit: what has not started is cancelled; what runs goes on, and starts nothing after it. */
export function leaveStage(step: Step, around: Surroundings): Step {
  const { visit } = step.state;
  if (visit === null) return step;
  const left = at(around);
  const reason: Reason = {
    text: `the item left “${visit.stage}” at ${left}`,
    why: { code: "left", stage: visit.stage, at: left },
  };
  // What goes back to an event or to the calendar belongs to the item, wherever it is.
  const runs = eachChanged(step.state.runs, (run) =>
    run.occasion === null && run.visit === visit.visit && run.status === "waiting"
      ? cancelled(run, reason, around)
      : run,
  );
  return {
    ...step,
    state: { ...step.state, visit: null, runs },
    visits: [...step.visits, { ...visit, left }],
  };
}

/** Ends the open visit and every occasion: what waits is cancelled for this reason. */
export function endAll(step: Step, reason: Reason, around: Surroundings): Step {
  const runs = eachChanged(step.state.runs, (run) =>
    run.status === "waiting" ? cancelled(run, reason, around) : run,
  );
  return leaveStage({ ...step, state: { ...step.state, runs } }, around);
}
