import { belongTogether } from "./run-states.ts";
import type { Run } from "./state.ts";

/** Up to so many runs, going through them is quicker than an index. */
const FEW = 16;

/** The runs of one visit or one occasion, by their places. */
interface Together {
  /** The first run of each rule, by the id of the rule. */
  readonly byRule: Map<string, number>;
  /** The runs of each rule of any build, by its key. */
  readonly byKey: Map<string, number[]>;
}

/** Where runs stand in a list. It goes by what never changes in a run, so other versions of the runs have the same one. */
interface Places {
  readonly byId: Map<string, number>;
  readonly together: Map<number, Together>;
}

/** An index is made once for a list and those that come from it by changing runs, and dies with them. */
const indexes = new WeakMap<readonly Run[], Places>();

/** The same for runs that go back to the same visit or occasion, and for no others. */
function groupOf({ occasion, visit }: Pick<Run, "occasion" | "visit">): number {
  return occasion === null ? visit : -occasion;
}

function indexed(runs: readonly Run[]): Places {
  const byId = new Map<string, number>();
  const together = new Map<number, Together>();
  for (const [place, run] of runs.entries()) {
    byId.set(run.id, place);
    const number = groupOf(run);
    let group = together.get(number);
    if (group === undefined) {
      group = { byRule: new Map(), byKey: new Map() };
      together.set(number, group);
    }
    if (!group.byRule.has(run.ruleId)) group.byRule.set(run.ruleId, place);
    const ofKey = group.byKey.get(run.ruleKey);
    if (ofKey === undefined) group.byKey.set(run.ruleKey, [place]);
    else ofKey.push(place);
  }
  return { byId, together };
}

function placesOf(runs: readonly Run[]): Places {
  let places = indexes.get(runs);
  if (places === undefined) {
    places = indexed(runs);
    indexes.set(runs, places);
  }
  return places;
}

function placeOf(runs: readonly Run[], id: string): number {
  return runs.length <= FEW ? runs.findIndex((one) => one.id === id) : (placesOf(runs).byId.get(id) ?? -1);
}

/** The run with an id. */
export function runById(runs: readonly Run[], id: string): Run | undefined {
  return runs[placeOf(runs, id)];
}

/** The run of a rule that goes back to the same as another run. */
export function runBeside(runs: readonly Run[], run: Run, ruleId: string): Run | undefined {
  if (runs.length <= FEW) return runs.find((one) => one.ruleId === ruleId && belongTogether(one, run));
  const place = placesOf(runs).together.get(groupOf(run))?.byRule.get(ruleId);
  return place === undefined ? undefined : runs[place];
}

/** The same for a rule of another build than that of the other run, by its key. */
export function runBesideByKey(runs: readonly Run[], run: Run, ruleKey: string): Run | undefined {
  if (runs.length <= FEW) {
    return runs.find(
      (one) => one.ruleSet !== run.ruleSet && one.ruleKey === ruleKey && belongTogether(one, run),
    );
  }
  const places = placesOf(runs).together.get(groupOf(run))?.byKey.get(ruleKey) ?? [];
  const place = places.find((one) => runs[one]?.ruleSet !== run.ruleSet);
  return place === undefined ? undefined : runs[place];
}

/** Whether they are the same runs at the same places, in whatever versions. */
export function sameRuns(a: readonly Run[], b: readonly Run[]): boolean {
  const places = indexes.get(a);
  if (places !== undefined && places === indexes.get(b)) return true;
  return a.length === b.length && a.every(({ id }, place) => id === b[place]?.id);
}

function comesFrom(before: readonly Run[], runs: readonly Run[]): readonly Run[] {
  const places = indexes.get(before);
  if (places !== undefined) indexes.set(runs, places);
  return runs;
}

/** The runs with another version of one of them; the same list where it is that version already. */
export function replaced(runs: readonly Run[], run: Run): readonly Run[] {
  const place = placeOf(runs, run.id);
  return place === -1 || runs[place] === run ? runs : comesFrom(runs, runs.with(place, run));
}

/**
 * The runs, each in the version that it is given; the same list where all stay as they are.
 *
 * @param change answers another version of the same run, or the run itself
 */
export function eachChanged(runs: readonly Run[], change: (run: Run) => Run): readonly Run[] {
  const next = runs.map(change);
  return next.every((run, place) => run === runs[place]) ? runs : comesFrom(runs, next);
}
