import {
  type ActionCall,
  type ActionOutcome,
  type Answer,
  type Coordinator,
  createCoordinator,
  createDesk,
  type Ledger,
  openSqliteLedger,
  type Run,
} from "@onstage/runtime";
import { type Deed, tellingCoordinator } from "./deeds.ts";
import { type Funnel, type FunnelOptions, refOf } from "./funnel.ts";
import { later, lengthOf, momentOf } from "./lengths.ts";
import { mockActions, type TimedPerformer } from "./mock-actions.ts";
import { createRecorder, inOrder, itemName } from "./record.ts";
import { timelineOf } from "./record-timeline.ts";
import { watched } from "./watch-funnels.ts";

/** How things stand between two steps. */
export interface StepEnd {
  /** Runs whose attempt has been made, and whose end is not written down yet. */
  readonly pending: readonly Pending[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What is done to a funnel beside its work. */
export interface Around {
  /** Opens the ledger; one in memory if left out. */
  readonly openLedger?: () => Ledger;
  /** Called after each step; answers the ledger to go on with, where the one before is gone. */
  readonly afterStep?: (step: StepEnd) => Promise<Ledger | undefined>;
  /** The order of what belongs to the same moment. */
  readonly order?: <T>(all: readonly T[]) => readonly T[];
  /**
   * Told of what comes from outside, before it is done.
   *
   * @param planned which one of the things that were planned with `at` it is part of, counted from 1; 0 for none
   */
  readonly told?: (deed: Deed, at: number, planned: number) => void;
  /** Told of the id of an item that a deed has created. */
  readonly created?: (deed: Deed, id: number) => void;
  /** Told of each attempt of an action, and how it ended. */
  readonly performed?: (call: ActionCall, outcome: ActionOutcome) => void;
  /** Whether those who watch all funnels hear of this one; they do if it is left out. */
  readonly isWatched?: boolean;
}

interface Pending {
  readonly at: number;
  readonly runId: string;
  readonly outcome: ActionOutcome;
}

interface Planned {
  readonly at: number;
  readonly place: number;
  readonly what: () => Promise<unknown>;
}

const START = "2026-03-02T09:00:00Z";
const BATCH = 100;
const PAGE = 1000;
const MOST_STEPS = 1_000_000;

function accepted<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(answer.detail);
  return answer.value;
}

function earliest(moments: readonly (number | null | undefined)[]): number | null {
  const known = moments.filter((moment) => typeof moment === "number");
  return known.length === 0 ? null : Math.min(...known);
}

function byMoment(a: { readonly at: number }, b: { readonly at: number }): number {
  return a.at - b.at;
}

const asTheyAre = <T>(all: readonly T[]): readonly T[] => all;

/** Makes a funnel in virtual time, with something done to it beside its work. */
export function openFunnel<P extends TimedPerformer>(
  options: FunnelOptions<P> & { readonly performer: P },
  around: Around = {},
): Funnel<P> {
  const { performer } = options;
  const watch = around.isWatched === false ? undefined : watched(options.ruleSet);
  const ruleSet = watch?.ruleSet ?? options.ruleSet;
  const { timezone } = ruleSet;
  const order = around.order ?? asTheyAre;
  let clock = momentOf(options.now ?? START, timezone);
  let ids = 0;
  const nextId = (): string => {
    ids += 1;
    return `id-${String(ids).padStart(6, "0")}`;
  };
  const record = createRecorder();
  const connect = (opened: Ledger): Coordinator => {
    opened.watch((committed) => {
      record.committed(committed);
      watch?.committed(committed);
    });
    return createCoordinator({
      ledger: opened,
      ruleSets: {
        current: () => ruleSet,
        byHash: (hash) => (hash === ruleSet.hash ? ruleSet : undefined),
      },
      world: { now: () => clock, id: nextId, random: () => 0 },
    });
  };
  let ledger = around.openLedger?.() ?? openSqliteLedger(":memory:");
  let coordinator = connect(ledger);
  let planned: readonly Planned[] = [];
  let places = 0;
  let inPlanned = 0;
  let pending: Pending[] = [];
  const outside = tellingCoordinator(
    () => coordinator,
    (deed) => around.told?.(deed, clock, inPlanned),
    (deed, id) => around.created?.(deed, id),
  );

  const stepDone = async (): Promise<void> => {
    const next = await around.afterStep?.({ pending, now: clock });
    if (next === undefined) return;
    ledger = next;
    coordinator = connect(ledger);
    pending = [];
    await coordinator.recover();
  };
  const perform = async (): Promise<void> => {
    const calls = await coordinator.startDue(BATCH);
    const desk = createDesk({ ledger, ruleSet: () => ruleSet, now: () => clock });
    for (const call of order(calls)) {
      const outcome = await performer.perform(call, desk);
      watch?.performed(call, outcome);
      around.performed?.(call, outcome);
      const at = clock + (performer.duration?.(call, outcome) ?? 0);
      pending.push({ at, runId: call.run.id, outcome });
    }
    if (calls.length > 0) pending.sort(byMoment);
    await stepDone();
  };
  /** Writes down the ends of all attempts that have ended by now; they share a commit. */
  const settle = async (): Promise<boolean> => {
    const ended = pending.filter(({ at }) => at <= clock);
    if (ended.length === 0) return false;
    pending = pending.slice(ended.length);
    await Promise.all(order(ended).map(({ runId, outcome }) => coordinator.settle(runId, outcome)));
    await stepDone();
    return true;
  };
  const happenOne = async (): Promise<boolean> => {
    const [first, ...others] = planned;
    if (first === undefined || first.at > clock) return false;
    planned = others;
    inPlanned = first.place;
    try {
      await first.what();
    } finally {
      inPlanned = 0;
    }
    return true;
  };
  const nextMoment = async (what: "all" | "runs" = "all"): Promise<number | null> =>
    earliest([planned[0]?.at, pending[0]?.at, await coordinator.nextDue(what)]);
  /**
   * Runs all that belongs to this moment: first what comes from outside, then what ends, then what is due.
   *
   * @param isDue whether something is known to be due
   * @returns the next moment at which anything happens
   */
  const finishMoment = async (isDue = false): Promise<number | null> => {
    let goesOn = isDue;
    for (let step = 0; step < MOST_STEPS; step += 1) {
      if ((await happenOne()) || (await settle())) {
        goesOn = false;
        continue;
      }
      const next = goesOn ? clock : await nextMoment();
      if (next === null || next > clock) return next;
      await perform();
      goesOn = false;
    }
    throw new Error(`at ${new Date(clock).toISOString()} there is no end to what is due`);
  };
  const goTo = async (target: number): Promise<void> => {
    if (target < clock) throw new Error("time does not go back");
    let next = await finishMoment();
    while (next !== null && next <= target) {
      clock = Math.max(clock, next);
      next = await finishMoment(true);
    }
    clock = target;
  };
  const done = async <T>(answer: Promise<T>): Promise<T> => {
    const value = await answer;
    await stepDone();
    await finishMoment();
    return value;
  };
  const accept = async <T>(answer: Promise<Answer<T>>): Promise<T> =>
    done(answer.then((value) => accepted(value)));

  return {
    actions: performer,
    coordinator: outside,
    record,
    now: () => new Date(clock).toISOString(),
    create: (entity, fields) => accept(outside.create(entity, fields, "event")),
    place: async (entity, fields) => {
      const item = accepted(await outside.place(entity, fields));
      record.placed(item, ruleSet.schema);
      watch?.placed(item);
      return item;
    },
    update: async (item, fields) => accept(outside.update(refOf(item), fields, "event")),
    move: async (item, stage) => accept(outside.move(refOf(item), stage, "event")),
    remove: async (item) => accept(outside.remove(refOf(item), "event")),
    send: async ({ type, item, payload = {}, id = `event-${nextId()}` }) => {
      const name = typeof item === "string" ? item : itemName(item);
      return done(outside.receive({ id, type, item: name, payload }));
    },
    at: (moment, what) => {
      const at = momentOf(moment, timezone);
      if (at < clock) throw new Error(`${moment} is already past`);
      places += 1;
      planned = [...planned, { at, place: places, what }].sort(byMoment);
    },
    advance: async (length) =>
      goTo(typeof length === "number" ? clock + length : later(clock, lengthOf(length), ruleSet)),
    advanceTo: async (moment) => goTo(momentOf(moment, timezone)),
    advanceToNext: async () => {
      const next = await finishMoment();
      if (next === null) return false;
      await goTo(next);
      return true;
    },
    nextMoment,
    runs: async (item) => {
      const found: Run[] = [];
      let page: readonly Run[];
      do {
        const after = found.at(-1)?.id;
        page = await coordinator.runs({
          limit: PAGE,
          ...(item !== undefined && { item: refOf(item) }),
          ...(after !== undefined && { after }),
        });
        found.push(...page);
      } while (page.length === PAGE);
      return found.sort(inOrder);
    },
    item: async (item) => coordinator.item(refOf(item)),
    history: async (item) => coordinator.history(item === undefined ? undefined : refOf(item)),
    timeline: async () => timelineOf(record, timezone).join("\n"),
    close: () => ledger.close(),
  };
}

/** Makes a funnel in virtual time with a performer of your own. See `testFunnel` for mock actions. */
export function createFunnel(
  options: FunnelOptions<TimedPerformer> & { readonly performer?: undefined },
): Funnel;
export function createFunnel<P extends TimedPerformer>(
  options: FunnelOptions<P> & { readonly performer: P },
): Funnel<P>;
/**
 * Makes a funnel in virtual time: the real coordinator over a ledger in memory, a clock that moves when it is told
 * to, ids from a counter and no jitter, so that the same calls always give the same result.
 */
export function createFunnel(options: FunnelOptions<TimedPerformer>): Funnel<TimedPerformer> {
  return openFunnel({ ...options, performer: options.performer ?? mockActions() });
}
