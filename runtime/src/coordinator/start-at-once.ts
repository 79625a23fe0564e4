import type { Hands } from "../coordinator.ts";
import type { ActionCall } from "../dispatch/port.ts";
import { runById } from "../engine/run-lookup.ts";
import { started } from "../engine/start.ts";
import type { ItemState } from "../engine/state.ts";
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
    ...(first.beside && { beside: first.beside }),
    call: null,
    refusal: first.refusal,
  };
}

/** The place of the next run, from a place on, that the step has made due and nobody has tried yet; -1 for none. */
function nextDue(
  before: ItemState,
  { runs }: ItemState,
  from: number,
  tried: ReadonlySet<string>,
  now: string,
): number {
  for (let place = from; place < runs.length; place += 1) {
    const run = runs[place];
    if (run === undefined || run.status !== "waiting" || run.due === null || run.due > now) continue;
    if (before.runs[place] === run || tried.has(run.id)) continue;
    if (runById(before.runs, run.id) !== run) return place;
  }
  return -1;
}

/**
 * Starts, in the step that makes them due, the runs for which there is room: they are written once, as running, and are
 * called as soon as that is durable. The others are started in their turn.
 */
export function startAtOnce(before: ItemState, step: Step, around: Surroundings, hands: Hands): StartedStep {
  const calls: ActionCall[] = [];
  const tried = new Set<string>();
  let all = step;
  let from = 0;
  for (;;) {
    const place = nextDue(before, all.state, from, tried, at(around));
    const run = all.state.runs[place];
    if (run === undefined) break;
    tried.add(run.id);
    from = place + 1;
    if (!hands.reserve(run.action)) continue;
    const next = startOne(all.state, run.id, around);
    if (next?.call == null) hands.release([run.action]);
    else calls.push(next.call);
    if (next === undefined) continue;
    all = together(all, next);
    // One that has ended may have made one before it due.
    if (next.call === null) from = 0;
  }
  return { step: all, calls };
}

function startOne(state: ItemState, run: string, around: Surroundings): Step | undefined {
  try {
    return started(state, run, around);
  } catch {
    // It stays as it is: when its turn comes, the same fault ends it with its reason.
    return undefined;
  }
}
