import type { LoadedRuleSet, Rule } from "../rules/ruleset.ts";
import { ruleKey } from "./rule-lookup.ts";
import { runId } from "./run-id.ts";
import { ITS_TURN } from "./run-states.ts";
import type { Run } from "./state.ts";
import { TURN } from "./why.ts";

const NONE: readonly never[] = [];

/** What runs go back to: a visit, or an occasion and the visit that was open then. */
export type Origin = Pick<Run, "item" | "visit" | "occasion" | "cause" | "stage" | "trace">;

/**
 * One run for each rule, in their order; none has been looked at yet.
 *
 * @param from the moment from which those count that wait for no other rule
 * @param seed text that nobody can guess: the idempotency keys of the runs begin with it
 */
export function newRuns(
  rules: readonly Rule[],
  origin: Origin,
  from: string,
  ruleSet: LoadedRuleSet,
  seed: string,
): readonly Run[] {
  const { entity, id: number } = origin.item;
  const place = origin.occasion === null ? String(origin.visit) : `e${origin.occasion}`;
  const taken = new Set<string>();
  return rules.map((rule, order) => {
    const id = runId(entity, number, place, rule.name, taken);
    taken.add(id);
    const waits = rule.after.length > 0 || rule.uses.length > 0;
    return {
      id,
      // One by one: a copy of all that an object has would give runs another shape, which everything after takes longer for.
      item: origin.item,
      visit: origin.visit,
      occasion: origin.occasion,
      cause: origin.cause,
      stage: origin.stage,
      trace: origin.trace,
      ruleSet: ruleSet.hash,
      ruleId: rule.id,
      ruleKey: ruleKey(rule, ruleSet),
      rule: rule.name,
      action: rule.action,
      source: rule.source,
      order,
      status: "waiting",
      waits: "rules",
      base: waits ? null : from,
      planned: null,
      late: false,
      turn: 0,
      turns: NONE,
      watches: NONE,
      due: null,
      started: null,
      ended: null,
      args: null,
      actor: null,
      result: null,
      reason: ITS_TURN,
      why: TURN,
      saw: null,
      attempts: 0,
      tries: 0,
      key: `${seed}-${place}-${order}`,
      uncertain: false,
      awaits: null,
    };
  });
}
