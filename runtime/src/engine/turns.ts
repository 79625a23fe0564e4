import type { Rule } from "../rules/ruleset.ts";
import { ended } from "./run-states.ts";
import type { Run } from "./state.ts";

/** How often a rule that repeats has been done, and of how many times; undefined for other rules. */
function countOf(
  run: Run,
  rule: Rule | undefined,
): { readonly done: number; readonly of: number } | undefined {
  const repeat = rule?.schedule?.repeat;
  if (repeat === undefined) return undefined;
  return { done: run.turns.filter((turn) => turn.status === "done").length, of: repeat.times };
}

/** The same in words: ` (2 of 3 done)`; nothing for other rules. */
export function turnsText(run: Run, rule: Rule | undefined): string {
  const count = countOf(run, rule);
  return count === undefined ? "" : ` (${count.done} of ${count.of} done)`;
}

const NEVER = { done: 0, of: 0 };

/** The run of a rule that repeats, ended since what it repeats for has come about. */
export function stopped(run: Run, rule: Rule, condition: string, now: number): Run {
  const why = { code: "until", condition, ...(countOf(run, rule) ?? NEVER) } as const;
  return ended(run, "done", { text: `stopped: ${condition}${turnsText(run, rule)}`, why }, now);
}

/** The run of a rule that repeats, ended since it has had all its turns; skipped where it was skipped every time. */
export function hadAllTurns(run: Run, rule: Rule, now: number): Run {
  const last = run.turns.at(-1);
  const { done, of } = countOf(run, rule) ?? NEVER;
  if (done === 0 && last !== undefined) {
    const text = `each time; the last: ${last.reason}`;
    return ended(run, "skipped", { text, why: { code: "no-turn", of } }, now);
  }
  const text = `had all its turns${turnsText(run, rule)}`;
  return ended(run, "done", { text, why: { code: "all-turns", done, of } }, now);
}
