import { planned } from "./plan-run.ts";
import type { FoundRule } from "./rule-lookup.ts";
import { closedWhy, ended, hasEnded, isOpen, whyClosed } from "./run-states.ts";
import type { ItemState, Run, Turn } from "./state.ts";
import { at, type Surroundings } from "./step.ts";
import { turnsText } from "./turns.ts";
import type { Reason } from "./why.ts";

function closedAfterTurns(run: Run, { rule }: FoundRule, state: ItemState): Reason {
  return { text: `${whyClosed(run, state)}${turnsText(run, rule)}`, why: closedWhy(run, state) };
}

/**
 * A turn of a rule that repeats is over: the run waits for the next one, or has had them all. Where the item is not
 * there any more, what has not started is cancelled.
 *
 * @param reason why it was skipped
 */
export function turnEnded(
  run: Run,
  status: Turn["status"],
  reason: string | null,
  found: FoundRule,
  state: ItemState,
  around: Surroundings,
): Run {
  const now = at(around);
  const turn: Turn = { number: run.turn, due: run.due ?? now, ended: now, status, reason };
  const next: Run = {
    ...run,
    status: "waiting",
    waits: "moment",
    turns: [...run.turns, turn],
    tries: 0,
    args: null,
    planned: null,
    late: false,
    ended: null,
    uncertain: false,
  };
  const after = isOpen(next, state)
    ? planned(next, found, state, around)
    : ended(next, "cancelled", closedAfterTurns(next, found, state), around.now);
  // One that waits works its arguments out anew; one that has ended shows those of its last turn.
  return hasEnded(after) ? { ...after, args: run.args } : after;
}
