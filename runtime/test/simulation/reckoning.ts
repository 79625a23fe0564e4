import type { Run, Visit } from "../../src/engine/state.ts";
import type { Change, IncomingEvent } from "../../src/index.ts";
import type { LoadedRuleSet } from "../../src/rules/ruleset.ts";
import type { Outside } from "./outside.ts";
import type { Promises } from "./promises.ts";

/** Everything there is to compare when a life is over. */
export interface Books {
  readonly ruleSet: LoadedRuleSet;
  /** The events that were acknowledged, each once: accepted, or known already. */
  readonly accepted: readonly IncomingEvent[];
  readonly outside: Outside;
  readonly promises: Promises;
  /** What the ledger says in the end. */
  readonly runs: readonly Run[];
  readonly visits: readonly Visit[];
  readonly history: readonly Change[];
  /** The moment of the end, in milliseconds since 1970. */
  readonly now: number;
}

/** Every event that was acknowledged is there, once. */
function eventsMissing({ accepted, history }: Books): readonly string[] {
  const updates = accepted.filter(({ type }) => type === "itemUpdated");
  const wrong = updates.flatMap(({ id }) => {
    const found = history.filter((change) => change.kind === "updated" && change.fields?.title?.new === id);
    return found.length === 1 ? [] : [`${id} was accepted, and is ${found.length} times in the history`];
  });
  const asked = accepted.filter(({ type }) => type === "itemCreated").length;
  const made = history.filter((change) => change.kind === "created" && change.by === "event").length;
  return asked === made ? wrong : [...wrong, `${asked} items were asked for, and there are ${made}`];
}

/** A run that makes an item has made one where it is done, and none where it is not. */
function madeWrong({ runs, history, promises }: Books): readonly string[] {
  const made = Map.groupBy(
    history.filter(({ kind }) => kind === "created"),
    ({ by }) => by,
  );
  return runs.flatMap((run) => {
    // One that repeats makes an item at each of its turns, and one that a person calls done has made none.
    if (run.action !== "make" || run.turn > 0 || run.turns.length > 0) return [];
    if (promises.acts(run.id).some((act) => act.what === "sent")) return [];
    const count = made.get(run.id)?.length ?? 0;
    const wanted = run.status === "done" && run.attempts > 0 ? 1 : 0;
    return count === wanted ? [] : [`${run.id} is ${run.status} and has made ${count} items`];
  });
}

/** Every visit has the runs of its stage, each once. */
function runsMissing({ ruleSet, visits, runs }: Books): readonly string[] {
  return visits.flatMap((visit) => {
    const asked = ruleSet.blocks.flatMap((block) =>
      block.kind === "stage" && block.stages.includes(visit.stageId)
        ? block.rules.map((rule) => rule.id)
        : [],
    );
    const made = runs
      .filter((run) => run.item.id === visit.item.id && run.visit === visit.visit && run.occasion === null)
      .map((run) => run.ruleId);
    const same = asked.toSorted().join() === made.toSorted().join();
    return same
      ? []
      : [`visit ${visit.visit} of deals/${visit.item.id} has ${made.join()} instead of ${asked.join()}`];
  });
}

/** What the ledger says of a run is what happened outside. */
function effectsWrong({ runs, outside, promises }: Books): readonly string[] {
  return runs.flatMap((run) => {
    // A rule that repeats has a key for each of its turns, and can be stopped between two.
    if (run.turn > 0) return [];
    const effects = outside.effects(run.key);
    const anew = promises
      .acts(run.id)
      .filter((act) => act.what === "send-again" || act.what === "retry").length;
    const told = promises.acts(run.id).some((act) => act.what === "sent");
    if (effects > 1 + anew) return [`${run.id} had its effect ${effects} times`];
    if (run.status === "done" && run.attempts > 0 && effects === 0 && !told)
      return [`${run.id} is done and had no effect`];
    if (run.attempts === 0 && effects > 0)
      return [`${run.id} is ${run.status} without an attempt and had its effect`];
    return [];
  });
}

/** Nothing is left over that should have happened. */
function leftOver({ runs, now }: Books): readonly string[] {
  return runs.flatMap((run) => {
    if (run.status === "running") return [`${run.id} is still running`];
    const due = run.status === "waiting" && run.due !== null && Date.parse(run.due) <= now;
    return due ? [`${run.id} was due at ${run.due} and still waits`] : [];
  });
}

/** The ledger in the end is what it was told to be. */
function forgotten({ runs, promises }: Books): readonly string[] {
  const found = new Map(runs.map((run) => [run.id, run]));
  return promises
    .runs()
    .filter((run) => found.get(run.id)?.status !== run.status)
    .map((run) => `${run.id} was ${run.status} and is ${found.get(run.id)?.status}`);
}

/** Compares what is written with what happened. Returns what is wrong, a sentence each. */
export function reckon(books: Books): readonly string[] {
  return [eventsMissing, madeWrong, runsMissing, effectsWrong, leftOver, forgotten].flatMap((look) =>
    look(books),
  );
}
