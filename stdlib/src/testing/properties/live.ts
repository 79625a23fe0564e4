import type { ActionCall, ActionOutcome, ItemRef } from "@onstage/runtime";
import type { LoadedRuleSet } from "@onstage/runtime/rules";
import type { Steer } from "../mock-actions.ts";
import { mockActions } from "../mock-actions.ts";
import type { FunnelRecord } from "../record.ts";
import { steer } from "../steer.ts";
import { openFunnel } from "../virtual-time.ts";
import type { Life } from "./generators.ts";
import { linkedItems } from "./generators.ts";

/** An attempt of an action, and where its item stood then. */
export interface Performed {
  readonly call: ActionCall;
  readonly outcome: ActionOutcome;
  /** How many stages the item had been in by then; the number of its visit. */
  readonly visit: number;
}

/** A life as it has been lived. */
export interface Lived {
  readonly ruleSet: LoadedRuleSet;
  readonly item: ItemRef;
  readonly record: FunnelRecord;
  readonly performed: readonly Performed[];
  /** Why it did not come to an end; undefined where nothing waits for a time any more. */
  readonly endless: string | undefined;
}

/** How a life is lived. */
export interface LiveOptions {
  readonly entity: string;
  /** The moment at which it begins. */
  readonly now: string;
  /** What the mocks were told. */
  readonly steers: readonly Steer[];
}

/** How many moments a life may have behind its last step. */
const MOST_MOMENTS = 5000;
const TEN_YEARS = 10 * 365 * 24 * 60 * 60 * 1000;

/** Lives through a life, in a funnel of its own, until nothing waits for a time any more. */
export async function live(ruleSet: LoadedRuleSet, life: Life, options: LiveOptions): Promise<Lived> {
  const mocks = mockActions();
  for (const one of options.steers) steer(mocks, one);
  const performed: Performed[] = [];
  const visitOf = (item: ItemRef): number =>
    funnel.record
      .changes(item)
      .filter(({ kind, to }) => (kind === "created" || kind === "moved") && to !== undefined).length;
  const funnel = openFunnel(
    { ruleSet, performer: mocks, now: options.now },
    { performed: (call, outcome) => void performed.push({ call, outcome, visit: visitOf(call.item) }) },
  );
  let endless: string | undefined;
  const { coordinator } = funnel;
  let item: ItemRef = { entity: options.entity, id: 1 };
  try {
    for (const { entity, fields } of linkedItems(ruleSet, options.entity))
      await coordinator.place(entity, fields);
    // What the CRM refuses is not the fault of the rules.
    const created = await coordinator.create(options.entity, life.fields, "event");
    if (created.ok) item = created.value;
    await funnel.advance(0);
    for (const [index, step] of life.steps.entries()) {
      switch (step.kind) {
        case "update":
          await coordinator.update(item, step.fields, "event");
          break;
        case "move":
          await coordinator.move(item, step.stage, "event");
          break;
        case "event":
          await funnel.send({ id: `step-${index}`, type: step.type, item, payload: {} });
          break;
        case "wait":
          await funnel.advance(step.milliseconds);
      }
      await funnel.advance(0);
    }
    const last = Date.parse(funnel.now()) + TEN_YEARS;
    let next = await funnel.nextMoment("runs");
    for (let moments = 0; next !== null && moments < MOST_MOMENTS; moments += 1) {
      if (next > last) break;
      await funnel.advanceTo(new Date(next).toISOString());
      next = await funnel.nextMoment("runs");
    }
    if (next !== null) endless = `something is still to happen at ${new Date(next).toISOString()}`;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    endless = error.message;
  } finally {
    await funnel.close();
  }
  return { ruleSet, item, record: funnel.record, performed, endless };
}
