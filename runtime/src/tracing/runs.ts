import type { ActionCall, ActionOutcome, Performer } from "../dispatch/port.ts";
import { originOf, type Tracer } from "./tracer.ts";

/** What is told of an attempt. Never its arguments, nor what came of it: they may hold anything about anybody. */
function attributesOf({ item, run, action, visit, ruleSet }: ActionCall) {
  return {
    "onstage.run": run.id,
    "onstage.item": `${item.entity}/${item.id}`,
    "onstage.visit": visit,
    "onstage.rule": run.rule,
    "onstage.action": action,
    "onstage.attempt": run.attempt,
    "onstage.ruleset": ruleSet,
    "code.file.path": run.source.file,
    "code.line.number": run.source.line,
  };
}

function howItEnded(outcome: ActionOutcome): string {
  return outcome.kind === "done" ? "done" : outcome.how;
}

/**
 * A performer whose attempts are traced: each is a part of what made the run, or points to it where that was long ago.
 *
 * @param now milliseconds since 1970
 */
export function traceRuns(performer: Performer, tracer: Tracer | undefined, now: () => number): Performer {
  if (tracer === undefined) return performer;
  return {
    perform: async (call, desk) => {
      const span = tracer.begin(
        `run ${call.run.rule}`,
        "inside",
        originOf(call.trace, now()),
        attributesOf(call),
      );
      const outcome = await performer.perform({ ...call, trace: { parent: span.trace, at: call.now } }, desk);
      const how = howItEnded(outcome);
      span.end({ "onstage.outcome": how }, how === "done" ? undefined : how);
      return outcome;
    },
  };
}
