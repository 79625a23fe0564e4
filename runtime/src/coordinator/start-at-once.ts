import type { Hands } from "../coordinator.ts";
import type { ActionCall } from "../dispatch/port.ts";
import { started } from "../engine/start.ts";
import type { ItemState, Run } from "../engine/state.ts";
import { at, type Step, type Surroundings } from "../engine/step.ts";

/** A step, and the calls of the runs that it has started. */
export interface StartedStep {
  readonly step: Step;
  readonly calls: readonly ActionCall[];
}

/** One step after another, as one. */
function together(first: Step, second: Step): Step {
  return {
    state: second.state,
    visits: [...first.visits, ...second.visits],
    occasions: [...first.occasions, ...second.occasions],
    changes: [...first.changes, ...second.changes],
    acts: [...first.acts, ...second.acts],
    call: null,
    refusal: first.refusal,
  };
}

/** What the step has made due, and nobody has tried yet. */
function nextDue(
  before: ItemState,
  { state }: Step,
  tried: ReadonlySet<string>,
  now: string,
): Run | undefined {
  return state.runs.find(
    (run) =>
      run.status === "waiting" &&
      run.due !== null &&
      run.due <= now &&
      !tried.has(run.id) &&
      !before.runs.includes(run),
  );
}

/**
 * Starts, in the step that makes them due, the runs for which there is room: they are written once, as running, and are
 * called as soon as that is durable. The others are started in their turn.
 */
export function startAtOnce(before: ItemState, step: Step, around: Surroundings, hands: Hands): StartedStep {
  const calls: ActionCall[] = [];
  const tried = new Set<string>();
  let all = step;
  for (;;) {
    const run = nextDue(before, all, tried, at(around));
    if (run === undefined) break;
    tried.add(run.id);
    if (!hands.reserve(run.action)) continue;
    const next = startOne(all.state, run, around);
    if (next?.call == null) hands.release([run.action]);
    else calls.push(next.call);
    if (next !== undefined) all = together(all, next);
  }
  return { step: all, calls };
}

function startOne(state: ItemState, run: Run, around: Surroundings): Step | undefined {
  try {
    return started(state, run.id, around);
  } catch {
    // It stays as it is: when its turn comes, the same fault ends it with its reason.
    return undefined;
  }
}
