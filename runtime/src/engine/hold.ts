import { localText } from "../time/plan-text.ts";
import type { HeldRule, Run } from "./state.ts";
import type { Surroundings } from "./step.ts";
import type { Reason } from "./why.ts";

/** Why a run of a disabled rule does not go on. */
export function holdReason({ by, at }: HeldRule, { ruleSets }: Surroundings): Reason {
  const text = `disabled by ${by} at ${localText(at, ruleSets.current.timezone)}`;
  return { text, why: { code: "disabled", by, at } };
}

/**
 * The run, held since its rule is disabled: it keeps what it counts from and its attempts, and has no moment. Once the
 * rule is enabled, it is looked at as one that other rules have just released.
 */
export function heldBack(run: Run, hold: HeldRule, around: Surroundings): Run {
  const { text: reason, why } = holdReason(hold, around);
  return { ...run, waits: "rules", due: null, planned: null, late: false, watches: [], reason, why };
}
