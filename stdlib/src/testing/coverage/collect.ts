import type { Change, Run } from "@onstage/runtime";
import type { Block, Condition, LoadedRuleSet, Rule, TriggerMove } from "@onstage/runtime/rules";
import { watchFunnels } from "../watch-funnels.ts";
import type { SeenRule, SeenRules, SeenTrigger } from "./data.ts";

type Growing<T> = { -readonly [K in keyof T]: T[K] };

/** What is seen of a rule while tests go on. */
interface RuleSoFar {
  readonly seen: Growing<Omit<SeenRule, "checks" | "missing" | "timer">>;
  readonly checks: Map<string, { isTrue: boolean; isFalse: boolean }>;
  readonly missing: Set<string>;
  readonly timer?: Growing<NonNullable<SeenRule["timer"]>>;
}

interface TriggerSoFar {
  readonly seen: Growing<Omit<SeenTrigger, "condition">>;
  readonly condition?: { isTrue: boolean; isFalse: boolean };
}

function textsOf(condition: Condition<never>): readonly string[] {
  switch (condition.kind) {
    case "check":
      return [condition.text];
    case "all":
    case "any":
      return condition.parts.flatMap(textsOf);
    case "not":
      return textsOf(condition.part);
  }
}

function ruleSoFar(rule: Rule, block: Block): RuleSoFar {
  const { id, name, source, when, schedule } = rule;
  const isCaught = block.rules.some(({ after }) =>
    after.some((one) => one.rule === name && one.when === "fails"),
  );
  return {
    seen: { id, name, file: source.file, line: source.line, done: 0, hasFailed: false, isCaught },
    checks: new Map(
      (when === undefined ? [] : textsOf(when)).map((text) => [text, { isTrue: false, isFalse: false }]),
    ),
    missing: new Set(),
    ...(schedule !== undefined && {
      timer: {
        hasFired: false,
        wasCancelled: false,
        wasReplanned: false,
        fields: schedule.at?.fields ?? [],
      },
    }),
  };
}

function triggerSoFar({ id, source, event, when }: TriggerMove): TriggerSoFar {
  return {
    seen: { id, file: source.file, line: source.line, name: event.text, moved: 0 },
    ...(when !== undefined && { condition: { isTrue: false, isFalse: false } }),
  };
}

/** Collects what tests see of rules. */
export interface RuleCoverage {
  readonly seen: () => SeenRules;
  /** Looks no further. */
  readonly stop: () => void;
}

/** What a funnel's runs have waited for, by their ids. */
type Waits = Map<string, { readonly due: string | null; readonly turn: number }>;

function noteTimer(timer: NonNullable<RuleSoFar["timer"]>, run: Run, waits: Waits): void {
  const before = waits.get(run.id);
  if (run.status === "waiting" && (run.waits === "moment" || run.waits === "hours")) {
    if (before !== undefined && before.due !== run.due && before.turn === run.turn) timer.wasReplanned = true;
    waits.set(run.id, { due: run.due, turn: run.turn });
    return;
  }
  if (before === undefined || run.status === "waiting") return;
  waits.delete(run.id);
  if (run.status === "cancelled") timer.wasCancelled = true;
  else timer.hasFired = true;
}

function noteRun(rule: RuleSoFar, run: Run, waits: Waits): void {
  if (run.status === "done") rule.seen.done += 1;
  else if (run.turns.some(({ status }) => status === "done")) rule.seen.done = Math.max(1, rule.seen.done);
  if (run.status === "failed") rule.seen.hasFailed = true;
  if (rule.timer !== undefined) noteTimer(rule.timer, run, waits);
  for (const { text, holds, values } of run.saw ?? []) {
    const check = rule.checks.get(text);
    if (check !== undefined && holds === true) check.isTrue = true;
    if (check !== undefined && holds === false) check.isFalse = true;
    for (const [path, value] of Object.entries(values)) if (value === null) rule.missing.add(path);
  }
}

/** The trigger that a move is by: it says its id, and in whose name it acts. */
function triggerOf<T>({ kind, by }: Change, triggers: ReadonlyMap<string, T>): T | undefined {
  if (kind !== "moved" || !by.startsWith("trigger ")) return undefined;
  const id = by.slice("trigger ".length);
  return triggers.get(id) ?? triggers.get(id.replace(/ as .*$/, ""));
}

/**
 * Collects what the tests of this process see of rules, from now on: which are carried out, what their conditions come to,
 * which timers fire and are cancelled, what fails, which triggers move.
 */
export function coverRules(): RuleCoverage {
  const rules = new Map<string, RuleSoFar>();
  const triggers = new Map<string, TriggerSoFar>();
  const learn = (ruleSet: LoadedRuleSet): void => {
    for (const block of ruleSet.blocks) {
      for (const rule of block.rules) if (!rules.has(rule.id)) rules.set(rule.id, ruleSoFar(rule, block));
    }
    for (const one of ruleSet.triggers) if (!triggers.has(one.id)) triggers.set(one.id, triggerSoFar(one));
  };
  const lookingOn = (trigger: TriggerMove): TriggerMove => {
    const condition = triggers.get(trigger.id)?.condition;
    const { when } = trigger;
    if (condition === undefined || when === undefined) return trigger;
    const test = (scope: never): boolean => {
      const holds = when.test(scope);
      if (holds) condition.isTrue = true;
      else condition.isFalse = true;
      return holds;
    };
    return { ...trigger, when: { ...when, test } };
  };
  const stop = watchFunnels({
    prepare: (ruleSet) => {
      learn(ruleSet);
      return { ...ruleSet, triggers: ruleSet.triggers.map(lookingOn) };
    },
    open: () => {
      const waits: Waits = new Map();
      return {
        committed: (committed) => {
          for (const run of committed.runs) {
            const rule = rules.get(run.ruleId);
            if (rule !== undefined) noteRun(rule, run, waits);
          }
          for (const { change } of committed.changes) {
            const trigger = triggerOf(change, triggers);
            if (trigger !== undefined) trigger.seen.moved += 1;
          }
        },
      };
    },
  });
  return {
    stop,
    seen: () => ({
      rules: [...rules.values()].map(({ seen, checks, missing, timer }) => ({
        ...seen,
        checks: [...checks].map(([text, check]) => ({ text, ...check })),
        missing: [...missing],
        ...(timer !== undefined && { timer: { ...timer } }),
      })),
      triggers: [...triggers.values()].map(({ seen, condition }) => ({
        ...seen,
        ...(condition !== undefined && { condition: { ...condition } }),
      })),
    }),
  };
}
