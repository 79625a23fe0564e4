import type { Activity } from "../actions/activities.ts";
import type { Answer, CoordinatorParts } from "../coordinator.ts";
import { happened } from "../engine/item-events.ts";
import type { ItemRef } from "../engine/state.ts";
import { type Beside, type Step, type Surroundings, unchanged } from "../engine/step.ts";
import type { Slice } from "../ledger/port.ts";
import { isoOf } from "../time/instant.ts";
import { takeMoment } from "./surroundings.ts";
import type { Plan, Transact } from "./transact.ts";

/** What a task that is completed brings with it: see `taskCompleted` of the standard library. */
function eventOf({ id, title }: Activity, by: string, at: string) {
  const payload = { task: String(id), title, by, at };
  return { type: "taskCompleted", payload, previous: null, fields: [] };
}

/**
 * Somebody outside completes an open record of a timeline. A task wakes what waits for it. One that is completed already
 * stays as it is.
 */
export async function completeActivity(
  parts: CoordinatorParts,
  transact: Transact,
  ref: ItemRef,
  id: number,
  by: string,
): Promise<Answer<Activity>> {
  const find = async () => (await parts.ledger.activities(ref, { id }))[0];
  const found = await find();
  const missing = `There is no record ${id} on the timeline of ${ref.entity}/${ref.id}.`;
  const none: Answer<Activity> = { ok: false, problem: "not-found", detail: missing };
  if (found === undefined) return none;
  if (found.closed !== null) return { ok: true, value: found };
  const moment = takeMoment(parts);
  const seed = parts.world.id();
  const at = isoOf(moment.now);

  function plan({ state, duplicate }: Slice, around: Surroundings): Plan<boolean> {
    if (duplicate || found === undefined || state.item === null) return { step: null, answer: duplicate };
    const woken: Step =
      found.kind === "task"
        ? happened(unchanged(state), eventOf(found, by, at), seed, around)
        : unchanged(state);
    const records: Beside["records"] = [{ kind: "complete", item: ref, where: { id }, at, by }];
    return { step: { ...woken, beside: { others: [], records } }, answer: true };
  }

  // The id of the event: whoever is second finds it completed.
  const event = { id: `activity ${id} completed`, at };
  const isThere = await transact({ target: { kind: "item", ref }, event, moment, origin: seed, plan });
  const now = isThere ? await find() : undefined;
  return now === undefined ? none : { ok: true, value: now };
}
