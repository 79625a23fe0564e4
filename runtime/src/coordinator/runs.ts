import type { Answer } from "../coordinator.ts";
import { decided } from "../engine/decide.ts";
import type { Decision, Run } from "../engine/state.ts";
import type { Plan, Transact } from "./transact.ts";

function planDecision(run: string, what: Decision, by: string) {
  return (...[slice, around]: Parameters<Parameters<Transact>[0]["plan"]>): Plan<Answer<Run>> => {
    if (slice.ref === null) {
      return { step: null, answer: { ok: false, problem: "not-found", detail: `There is no run ${run}.` } };
    }
    const step = decided(slice.state, run, what, by, around);
    const decidedRun = step.state.runs.find((one) => one.id === run);
    if (step.refusal !== null || decidedRun === undefined) {
      const detail = `${step.refusal ?? "there is no such run"}.`;
      return { step: null, answer: { ok: false, problem: "conflict", detail } };
    }
    return { step, answer: { ok: true, value: decidedRun } };
  };
}

/** A person decides about a run; the decision and what follows from it are one transaction. */
export function decide(transact: Transact, run: string, what: Decision, by: string): Promise<Answer<Run>> {
  const plan = planDecision(run, what, by);
  return transact({ target: { kind: "run", run }, origin: `run ${run}`, now: what === "run-now", plan });
}
