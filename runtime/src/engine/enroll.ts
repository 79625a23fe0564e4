import type { JsonObject } from "../rules/values.ts";
import { dependenciesOf, releaseDependents, runOfRule } from "./dependencies.ts";
import { judge } from "./judge.ts";
import { newRuns } from "./new-runs.ts";
import { onceBefore } from "./once.ts";
import type { FoundRule } from "./rule-lookup.ts";
import { runId } from "./run-id.ts";
import { hasEnded } from "./run-states.ts";
import type { ItemState, Run } from "./state.ts";
import { type Step, type Surroundings, unchanged } from "./step.ts";
import type { Reason, Why } from "./why.ts";

/** What an item that stands in the stage of a rule would get, if it were enrolled. */
export interface Enrollment {
  /** `deals/42` */
  readonly item: string;
  readonly visit: number;
  /** The moment that its schedule comes to; null where that is not known yet. */
  readonly at: string | null;
  /** Whether that moment is past, so that it would run at once. */
  readonly late: boolean;
  /** What would happen on the item as it is now; `unknown` where it waits for something else before. */
  readonly would: "run" | "skip" | "fail" | "unknown";
  /** Where it would run. */
  readonly args: JsonObject | null;
  /** Why it would not run, or not be known. */
  readonly reason: string | null;
  readonly why: Why | null;
}

/** When a rule might have started, had it been there: on entering, or when the last rule that it waits for ended. */
function baseOf(run: Run, entered: string, found: FoundRule, state: ItemState): string | null {
  const others = dependenciesOf(found.rule).flatMap((name) => runOfRule(state, run, found, name) ?? []);
  if (!others.every(hasEnded)) return null;
  const moments = others.flatMap(({ ended }) => ended ?? []);
  return [entered, ...moments].toSorted().at(-1) ?? entered;
}

/**
 * Gives an item a run of a rule of the stage that it stands in, as if the rule had been there when it entered. Null where
 * the rule is not for the item, or the present visit has had it.
 *
 * @param found a rule of the newest rule set
 * @param seed text that nobody can guess: the idempotency key of the run begins with it
 */
export function enrolled(
  state: ItemState,
  found: FoundRule,
  seed: string,
  around: Surroundings,
): { readonly step: Step; readonly run: string } | null {
  const { item, visit } = state;
  const { block, rule, ruleSet, key } = found;
  if (item === null || visit === null || visit.left !== null || block.kind !== "stage") return null;
  const isMeant =
    item.entity === block.entity && item.pipeline === block.pipeline && block.stages.includes(visit.stageId);
  const isThere = state.runs.some(
    (one) => one.occasion === null && one.visit === visit.visit && one.ruleKey === key,
  );
  if (!isMeant || isThere) return null;
  const origin = {
    item: visit.item,
    visit: visit.visit,
    occasion: null,
    cause: null,
    stage: visit.stage,
    trace: around.trace,
  };
  const [made] = newRuns([rule], origin, visit.entered, ruleSet, seed);
  if (made === undefined) return null;
  const taken = new Set(state.runs.map((one) => one.id));
  const id = runId(item.entity, item.id, String(visit.visit), rule.name, taken);
  const order = block.rules.indexOf(rule);
  const run: Run = { ...made, id, order, base: baseOf(made, visit.entered, found, state) };
  const step = { ...unchanged(state), state: { ...state, runs: [...state.runs, run] } };
  return { step: releaseDependents(step, around), run: id };
}

type Would = Pick<Enrollment, "would" | "args" | "reason" | "why">;

function not(would: "skip" | "fail" | "unknown", reason: string | null, why: Why): Would {
  return { would, args: null, reason, why };
}

function because(would: "skip" | "fail", { text, why }: Reason): Would {
  return not(would, text, why);
}

function wouldBe(run: Run, state: ItemState, found: FoundRule, around: Surroundings): Would {
  const { item } = state;
  if (run.status !== "waiting" || item === null) {
    return not(run.status === "skipped" ? "skip" : "fail", run.reason, run.why);
  }
  if (run.waits !== "moment") return not("unknown", run.reason, run.why);
  const before = onceBefore(run, found, around);
  if (before !== null) return because("skip", before);
  const verdict = judge(state, item, run, found, around);
  switch (verdict.kind) {
    case "call":
      return { would: "run", args: verdict.args, reason: null, why: null };
    case "skip":
    case "fail":
      return because(verdict.kind, verdict.reason);
    case "stop": {
      const { condition } = verdict;
      return not("skip", `stopped: ${condition}`, { code: "until", condition, done: 0, of: 0 });
    }
  }
}

/** What an item would get, if it were enrolled now; null where the rule is not for it. */
export function enrollmentOf(state: ItemState, found: FoundRule, around: Surroundings): Enrollment | null {
  const made = enrolled(state, found, "", around);
  const run = made?.step.state.runs.find((one) => one.id === made.run);
  if (made === null || run === undefined) return null;
  return {
    item: `${run.item.entity}/${run.item.id}`,
    visit: run.visit,
    at: run.planned,
    late: run.late,
    ...wouldBe(run, made.step.state, found, around),
  };
}
