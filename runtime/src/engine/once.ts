import { isoOf, msOf } from "../time/instant.ts";
import { addToMoment } from "../time/moments.ts";
import { localText } from "../time/plan-text.ts";
import type { FoundRule } from "./rule-lookup.ts";
import { settingOf } from "./scope.ts";
import type { ItemState, Run } from "./state.ts";
import { at, type Surroundings } from "./step.ts";
import type { Reason } from "./why.ts";

/** How far a start may lag behind its moment, in milliseconds, by no more than what starting takes. */
export const LAG = 60_000;

/**
 * When something happened that was due at a moment: then, though it began a little later, so that every 90 days stays
 * every 90 days. What began much later began when it did.
 */
function happenedAt(due: string | null, began: string): string {
  return due === null || msOf(began) - msOf(due) > LAG ? began : due;
}

/** Why a rule that is done once is not done again; null where it may be. */
export function onceBefore(run: Run, found: FoundRule, around: Surroundings): Reason | null {
  const { once } = found.rule;
  const last = once === undefined ? null : around.former(run.ruleKey);
  if (once === undefined || last === null || last.id === run.id) return null;
  const setting = settingOf(found.ruleSet, around);
  const then = happenedAt(last.due, last.started ?? isoOf(around.now));
  const again = once.per === undefined ? undefined : addToMoment(then, once.per, setting);
  if (again !== undefined && again <= happenedAt(run.due, at(around))) return null;
  const was = last.status === "done" ? "was done for this item" : "may have been done for this item";
  const until = again === undefined ? "" : `, and again from ${localText(again, setting.timezone)} on`;
  const text = `once: \`${run.rule}\` ${was} on ${localText(then, setting.timezone)}${until}`;
  return { text, why: { code: "once", run: last.id, at: then, again: again ?? null } };
}

/** Another run of the same rule that has begun and not ended: one that is done once waits for what becomes of it. */
export function begunTwin(run: Run, found: FoundRule, state: ItemState): Run | undefined {
  if (found.rule.once === undefined) return undefined;
  return state.runs.find(
    (one) =>
      one.id !== run.id &&
      one.ruleKey === run.ruleKey &&
      (one.status === "running" || (one.status === "waiting" && one.tries > 0)),
  );
}
