import type { Dependency, Rule } from "../rules/ruleset.ts";
import { holdReason } from "./hold.ts";
import { begunTwin } from "./once.ts";
import { planned } from "./plan-run.ts";
import { type FoundRule, ruleIsGone, ruleKey, ruleNamed, ruleOf } from "./rule-lookup.ts";
import { eachChanged, replaced, runBeside, runBesideByKey } from "./run-lookup.ts";
import { belongTogether, ended, hasEnded, ITS_TURN, isOpen, repeatedAt } from "./run-states.ts";
import type { ItemState, Run } from "./state.ts";
import type { Step, Surroundings } from "./step.ts";
import { type Became, type Reason, TURN } from "./why.ts";

/** The run of another rule of the same block in the same visit, or on the same occasion. */
export function runOfRule(state: ItemState, run: Run, found: FoundRule, name: string): Run | undefined {
  const rule = ruleNamed(name, found.block);
  if (rule === undefined) return undefined;
  // One that was enrolled into a visit goes by the newest rules, and finds those of older ones by what they are known by.
  return runBeside(state.runs, run, rule.id) ?? runBesideByKey(state.runs, run, ruleKey(rule, found.ruleSet));
}

/** A chain of skips quotes the reason before it, so a reason must not grow with the chain. */
const LONGEST_QUOTE = 160;

function quoteReason(reason: string | null): string {
  if (reason === null) return "";
  return reason.length > LONGEST_QUOTE ? ` (${reason.slice(0, LONGEST_QUOTE)}…)` : ` (${reason})`;
}

function whatBecameOf(run: Run): string {
  const why = quoteReason(run.reason);
  switch (run.status) {
    case "waiting":
    case "running":
      return `${run.action} has not ended`;
    case "done":
      return `${run.action} returned nothing${why}`;
    case "failed":
      return `${run.action} failed${why}`;
    case "skipped":
      return `${run.action} was skipped${why}`;
    case "cancelled":
      return `${run.action} was cancelled${why}`;
  }
}

/** How the run stands on which another depends, as data. */
function became(rule: string, run: Run | undefined): Became {
  return { rule, run: run?.id ?? null, status: run?.status ?? null };
}

/** Why the results that a rule uses are not there; null where all are. */
export function missingResult(state: ItemState, run: Run, found: FoundRule): Reason | null {
  for (const name of found.rule.uses) {
    const producer = runOfRule(state, run, found, name);
    if (producer?.status !== "done" || producer.result === null) {
      const what = producer === undefined ? "there is no such rule" : whatBecameOf(producer);
      const text = `\`${name}\` was not produced: ${what}`;
      return { text, why: { code: "not-produced", of: became(name, producer) } };
    }
  }
  return null;
}

function isMet(dependency: Dependency, other: Run): boolean {
  switch (dependency.when) {
    case "ended":
      return true;
    case "succeeds":
      return other.status === "done";
    case "fails":
      return other.status === "failed";
  }
}

function unmetOrder(state: ItemState, run: Run, found: FoundRule): Reason | null {
  for (const { rule, when } of found.rule.after) {
    const other = runOfRule(state, run, found, rule);
    if (when !== "ended" && other !== undefined && !isMet({ rule, when }, other)) {
      const what = other.status === "done" ? `${other.action} is done` : whatBecameOf(other);
      const text = `runs only after \`${rule}\` ${when}: ${what}`;
      return { text, why: { code: "order", wanted: when, of: became(rule, other) } };
    }
  }
  return null;
}

/** A rule never changes, so the names are gathered once. */
const dependencies = new WeakMap<Rule, readonly string[]>();

/** Names of the rules that a rule waits for. */
export function dependenciesOf(rule: Rule): readonly string[] {
  let names = dependencies.get(rule);
  if (names === undefined) {
    names = [...new Set([...rule.after.map((dependency) => dependency.rule), ...rule.uses])];
    dependencies.set(rule, names);
  }
  return names;
}

/**
 * The run starts anew, so what was skipped for want of it waits again, and so does what was skipped for want of that.
 * A run that a false condition skipped has had its moment, and stays skipped.
 */
export function reopenDependents(step: Step, run: Run, around: Surroundings): Step {
  const found = ruleOf(run, around.ruleSets);
  if (found === undefined) return step;
  const skipped = found.block.rules.filter((rule) => {
    const other = runBeside(step.state.runs, run, rule.id);
    return other?.status === "skipped" && other.base === null;
  });
  const again = new Set([found.rule.id]);
  const names = new Set([found.rule.name]);
  for (let size = 0; size !== again.size; ) {
    size = again.size;
    for (const rule of skipped) {
      if (again.has(rule.id) || !dependenciesOf(rule).some((name) => names.has(name))) continue;
      again.add(rule.id);
      names.add(rule.name);
    }
  }
  const runs = eachChanged(step.state.runs, (one) =>
    belongTogether(one, run) && one.status === "skipped" && again.has(one.ruleId)
      ? {
          ...one,
          status: "waiting" as const,
          waits: "rules" as const,
          ended: null,
          reason: ITS_TURN,
          why: TURN,
        }
      : one,
  );
  return { ...step, state: { ...step.state, runs } };
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}

/** The same run where it says so already, so that nothing is written. */
function waitsFor(run: Run, { text: reason, why }: Reason): Run {
  return run.reason === reason && run.due === null ? run : { ...run, due: null, reason, why };
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, place) => name === b[place]);
}

function look(run: Run, state: ItemState, around: Surroundings): Run {
  const hold = around.held(run.ruleKey);
  if (hold !== null) return waitsFor(run, holdReason(hold, around));
  const found = ruleOf(run, around.ruleSets);
  if (found === undefined) return ended(run, "failed", ruleIsGone(run), around.now);
  const open = dependenciesOf(found.rule).filter((name) => {
    const other = runOfRule(state, run, found, name);
    return other !== undefined && !hasEnded(other);
  });
  if (open.length > 0) {
    if (run.why.code === "rules" && run.due === null && sameNames(run.why.rules, open)) return run;
    return waitsFor(run, { text: `waits for ${quoted(open)}`, why: { code: "rules", rules: open } });
  }
  const twin = begunTwin(run, found, state);
  if (twin !== undefined) return waitsFor(run, waitsForTwin(twin));
  const obstacle = missingResult(state, run, found) ?? unmetOrder(state, run, found);
  if (obstacle !== null) return ended(run, "skipped", obstacle, around.now);
  // One that was held between two attempts has had the moment of its schedule, and goes on with the next attempt.
  return run.tries > 0
    ? repeatedAt(run, around.now, { text: ITS_TURN, why: TURN })
    : planned(run, found, state, around);
}

/** What a run waits for whose rule is done once, and is being done. */
export function waitsForTwin(twin: Run): Reason {
  const text = `waits for what becomes of \`${twin.rule}\` in ${twin.id}, since it is done once`;
  return { text, why: { code: "once-under-way", run: twin.id } };
}

/**
 * Looks at the runs that wait for other rules: a run whose last dependency has ended gets its moment, or is skipped
 * where what it needs did not come about. Skips that follow from skips are found in the same step.
 */
export function releaseDependents(step: Step, around: Surroundings): Step {
  let state = step.state;
  let settled = false;
  while (!settled) {
    settled = true;
    for (const run of state.runs) {
      if (run.status !== "waiting" || run.waits !== "rules" || !isOpen(run, state)) continue;
      const looked = look(run, state, around);
      if (looked === run) continue;
      state = { ...state, runs: replaced(state.runs, looked) };
      settled &&= !hasEnded(looked);
    }
  }
  return state === step.state ? step : { ...step, state };
}
