import type { ActionCall, ActionOutcome, Committed } from "@onstage/runtime";
import type { LoadedRuleSet, StoredItem } from "@onstage/runtime/rules";

/** What somebody hears of a funnel, such as a report on which rules the tests have run. */
export interface FunnelWatch {
  /** Runs and changes that have just become true. A run is told of at each change of its state. */
  readonly committed?: (committed: Committed) => void;
  /** An attempt of an action that was made, and how it ended. */
  readonly performed?: (call: ActionCall, outcome: ActionOutcome) => void;
  /** An item that was put in place, for which no rule starts. */
  readonly placed?: (item: StoredItem) => void;
}

/** Somebody who watches all funnels that are made in this process. */
export interface FunnelWatcher {
  /** Called with the rules of each new funnel; answers those to run, with parts that look on, in their place. */
  readonly prepare?: (ruleSet: LoadedRuleSet) => LoadedRuleSet;
  /** Called for each new funnel, with its rules as they were given. */
  readonly open?: (ruleSet: LoadedRuleSet) => FunnelWatch;
}

const place = Symbol.for("onstage.funnelWatchers");

/** Those who watch in this process, however often this module was loaded: test runners load some of them twice. */
function sharedWatchers(): Set<FunnelWatcher> {
  const known: unknown = Reflect.get(globalThis, place);
  if (known instanceof Set) return known;
  const made = new Set<FunnelWatcher>();
  Reflect.set(globalThis, place, made);
  return made;
}

const watchers = sharedWatchers();

/**
 * Watches all funnels that are made from now on: those of tests, and of simulations.
 *
 * @returns how to stop it
 */
export function watchFunnels(watcher: FunnelWatcher): () => void {
  const own = { ...watcher };
  watchers.add(own);
  return () => void watchers.delete(own);
}

/** A funnel as those who watch it see it. */
export interface Watched extends Required<FunnelWatch> {
  /** The rules to run. */
  readonly ruleSet: LoadedRuleSet;
}

/** Tells all watchers of a new funnel. */
export function watched(ruleSet: LoadedRuleSet): Watched {
  const watches = [...watchers].map(({ open }) => open?.(ruleSet) ?? {});
  return {
    ruleSet: [...watchers].reduce((rules, { prepare }) => prepare?.(rules) ?? rules, ruleSet),
    committed: (committed) => {
      for (const watch of watches) watch.committed?.(committed);
    },
    performed: (call, outcome) => {
      for (const watch of watches) watch.performed?.(call, outcome);
    },
    placed: (item) => {
      for (const watch of watches) watch.placed?.(item);
    },
  };
}
