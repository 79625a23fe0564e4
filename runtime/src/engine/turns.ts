import type { Rule } from "../rules/ruleset.ts";
import { ended } from "./run-states.ts";
import type { Run } from "./state.ts";

/** How often a rule that repeats has been done: ` (2 of 3 done)`; nothing for other rules. */
export function turnsText(run: Run, rule: Rule | undefined): string {
  const repeat = rule?.schedule?.repeat;
  if (repeat === undefined) return "";
  const done = run.turns.filter((turn) => turn.status === "done").length;
  return ` (${done} of ${repeat.times} done)`;
}

/** The run of a rule that repeats, ended since what it repeats for has come about. */
export function stopped(run: Run, rule: Rule, why: string, now: number): Run {
  return ended(run, "done", `stopped: ${why}${turnsText(run, rule)}`, now);
}

/** The run of a rule that repeats, ended since it has had all its turns; skipped where it was skipped every time. */
export function hadAllTurns(run: Run, rule: Rule, now: number): Run {
  const last = run.turns.at(-1);
  const wasDone = run.turns.some((turn) => turn.status === "done");
  if (!wasDone && last !== undefined)
    return ended(run, "skipped", `each time; the last: ${last.reason}`, now);
  return ended(run, "done", `had all its turns${turnsText(run, rule)}`, now);
}
