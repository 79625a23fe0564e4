import {
  type ActionOutcome,
  type Answer,
  type Change,
  type Coordinator,
  createCoordinator,
  type EventReceipt,
  type ItemRef,
  type ItemView,
  openSqliteLedger,
  type Run,
} from "@onstage/runtime";
import type { JsonObject, LoadedRuleSet, StoredItem } from "@onstage/runtime/rules";
import { type MockActions, mockActions, type TimedPerformer } from "./mock-actions.ts";
import { addSpan, parseMoment, parseSpan } from "./moment.ts";
import { moveReports, noteReports, runReport } from "./report.ts";
import { renderTimeline } from "./timeline.ts";

/** How a funnel in virtual time is made. */
export interface FunnelOptions<P extends TimedPerformer = MockActions> {
  readonly ruleSet: LoadedRuleSet;
  /** The moment at which it begins, ISO 8601; `2026-03-02T09:00:00Z`, a Monday, if left out. */
  readonly now?: string;
  /** What carries out the actions; mock actions if left out. */
  readonly performer?: P;
}

/** An event from outside, as a test writes it. */
export interface FunnelEvent {
  readonly type: string;
  /** `deals/1` */
  readonly item: string;
  readonly payload?: JsonObject;
  /** The event's id; a new one if left out. */
  readonly id?: string;
}

/** Items, their rules and a clock that moves only when it is told to. */
export interface Funnel<P extends TimedPerformer = MockActions> {
  /** What carries out the actions. */
  readonly actions: P;
  readonly coordinator: Coordinator;
  /** The moment it is now, ISO 8601 in UTC. */
  readonly now: () => string;
  /** Creates an item; the rules of its stage start. Throws with the reason where it is refused. */
  readonly create: (entity: string, fields: JsonObject) => Promise<StoredItem>;
  /** Puts items in place that are there from before: no rule starts for them. */
  readonly place: (entity: string, fields: JsonObject) => Promise<StoredItem>;
  readonly update: (item: string, fields: JsonObject) => Promise<StoredItem>;
  /** Moves an item to a stage, by its title. */
  readonly move: (item: string, stage: string) => Promise<StoredItem>;
  /** Deletes an item: what waits for it is cancelled. */
  readonly remove: (item: string) => Promise<StoredItem>;
  /** Sends an event from outside, by its name: `invoicePaid`, or `itemMoved` with the stage in its payload. */
  readonly send: (event: FunnelEvent) => Promise<EventReceipt>;
  /** Plans something from outside for a moment: it happens before whatever is due at that moment. */
  readonly at: (moment: string, what: () => Promise<unknown>) => void;
  /** Lets time pass: `2 h`, `1 day`, `30m`, or milliseconds. Days and weeks keep the time of day in the zone. */
  readonly advance: (span: string | number) => Promise<void>;
  /** Lets time pass up to a moment, ISO 8601. All that is due until then, and at that moment, has run. */
  readonly advanceTo: (moment: string) => Promise<void>;
  /**
   * Goes to the next moment at which anything happens. False where nothing waits for a time any more, which never is
   * where there are calendar blocks.
   */
  readonly advanceToNext: () => Promise<boolean>;
  /**
   * The next moment at which anything happens, in milliseconds since 1970; null where there is none.
   *
   * @param what `runs`: without calendar blocks, which never come to an end; all if left out
   */
  readonly nextMoment: (what?: "all" | "runs") => Promise<number | null>;
  /** Runs in order of item, visit, and place in the rules; of one item, or of all. */
  readonly runs: (item?: string) => Promise<readonly Run[]>;
  readonly item: (item: string) => Promise<ItemView | null>;
  readonly history: (item?: string) => Promise<readonly Change[]>;
  /** What happened so far, as people read it. */
  readonly timeline: () => Promise<string>;
  readonly close: () => Promise<void>;
}

interface Pending {
  readonly at: number;
  readonly runId: string;
  readonly outcome: ActionOutcome;
}

interface Planned {
  readonly at: number;
  readonly what: () => Promise<unknown>;
}

const START = "2026-03-02T09:00:00Z";
const BATCH = 100;
const PAGE = 1000;
const MOST_STEPS = 1_000_000;

/** Reads `deals/42`. Throws where it is no item. */
function parseItem(text: string): ItemRef {
  const [, entity, id] = /^([A-Za-z_]\w*)\/([1-9]\d{0,14})$/u.exec(text) ?? [];
  if (entity === undefined) throw new Error(`“${text}” is no item. Write it as deals/42.`);
  return { entity, id: Number(id) };
}

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

function inOrder(a: Run, b: Run): number {
  const text = a.item.entity < b.item.entity ? -1 : a.item.entity > b.item.entity ? 1 : 0;
  return (
    text ||
    a.item.id - b.item.id ||
    (a.occasion ?? 0) - (b.occasion ?? 0) ||
    a.visit - b.visit ||
    a.order - b.order
  );
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
  const { ruleSet } = options;
  const performer = options.performer ?? mockActions();
  const start = parseMoment(options.now ?? START, ruleSet.timezone);
  if (start === undefined) throw new Error(`“${options.now}” is no moment. Write it as ${START}.`);
  let clock = start;
  let ids = 0;
  const nextId = (): string => {
    ids += 1;
    return `id-${String(ids).padStart(6, "0")}`;
  };
  const ledger = openSqliteLedger(":memory:");
  const coordinator = createCoordinator({
    ledger,
    ruleSets: {
      current: () => ruleSet,
      byHash: (hash) => (hash === ruleSet.hash ? ruleSet : undefined),
    },
    world: { now: () => clock, id: nextId, random: () => 0 },
  });
  let planned: readonly Planned[] = [];
  let pending: readonly Pending[] = [];

  const perform = async (): Promise<boolean> => {
    const calls = await coordinator.startDue(BATCH);
    for (const call of calls) {
      const outcome = await performer.perform(call);
      const at = clock + (performer.duration?.(call, outcome) ?? 0);
      pending = [...pending, { at, runId: call.run.id, outcome }].sort(byMoment);
    }
    return calls.length > 0;
  };
  const settleOne = async (): Promise<boolean> => {
    const [first, ...others] = pending;
    if (first === undefined || first.at > clock) return false;
    pending = others;
    await coordinator.settle(first.runId, first.outcome);
    return true;
  };
  const happenOne = async (): Promise<boolean> => {
    const [first, ...others] = planned;
    if (first === undefined || first.at > clock) return false;
    planned = others;
    await first.what();
    return true;
  };
  const isDue = async (): Promise<boolean> => {
    const due = await coordinator.nextDue();
    return due !== null && due <= clock;
  };
  /** Runs all that belongs to this moment: first what comes from outside, then what ends, then what is due. */
  const finishMoment = async (): Promise<void> => {
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const busy = (await happenOne()) || (await settleOne()) || (await perform()) || (await isDue());
      if (!busy) return;
    }
    throw new Error(`at ${new Date(clock).toISOString()} there is no end to what is due`);
  };
  const nextMoment = async (what: "all" | "runs" = "all"): Promise<number | null> =>
    earliest([planned[0]?.at, pending[0]?.at, await coordinator.nextDue(what)]);
  const goTo = async (target: number): Promise<void> => {
    if (target < clock) throw new Error("time does not go back");
    await finishMoment();
    let next = await nextMoment();
    while (next !== null && next <= target) {
      clock = Math.max(clock, next);
      await finishMoment();
      next = await nextMoment();
    }
    clock = target;
  };
  const momentOf = (text: string): number => {
    const moment = parseMoment(text, ruleSet.timezone);
    if (moment === undefined) throw new Error(`“${text}” is no moment. Write it as ${START}.`);
    return moment;
  };
  const outside = async <T>(answer: Promise<Answer<T>>): Promise<T> => {
    const value = accepted(await answer);
    await finishMoment();
    return value;
  };
  const runs = async (item?: string): Promise<readonly Run[]> => {
    const found: Run[] = [];
    let page: readonly Run[];
    do {
      const after = found.at(-1)?.id;
      page = await coordinator.runs({
        limit: PAGE,
        ...(item !== undefined && { item: parseItem(item) }),
        ...(after !== undefined && { after }),
      });
      found.push(...page);
    } while (page.length === PAGE);
    return found.sort(inOrder);
  };

  return {
    actions: performer,
    coordinator,
    now: () => new Date(clock).toISOString(),
    create: (entity, fields) => outside(coordinator.create(entity, fields, "event")),
    place: (entity, fields) => outside(coordinator.place(entity, fields)),
    update: async (item, fields) => outside(coordinator.update(parseItem(item), fields, "event")),
    move: async (item, stage) => outside(coordinator.move(parseItem(item), stage, "event")),
    remove: async (item) => outside(coordinator.remove(parseItem(item), "event")),
    send: async ({ type, item, payload = {}, id = `event-${nextId()}` }) => {
      const receipt = await coordinator.receive({ id, type, item, payload });
      await finishMoment();
      return receipt;
    },
    at: (moment, what) => {
      const at = momentOf(moment);
      if (at < clock) throw new Error(`${moment} is already past`);
      planned = [...planned, { at, what }].sort(byMoment);
    },
    advance: async (span) => {
      if (typeof span === "number") return goTo(clock + span);
      const duration = parseSpan(span);
      if (duration === undefined) throw new Error(`“${span}” is no span of time. Write it as 2 h or 1 day.`);
      return goTo(addSpan(clock, duration, ruleSet.timezone));
    },
    advanceTo: async (moment) => goTo(momentOf(moment)),
    advanceToNext: async () => {
      await finishMoment();
      const next = await nextMoment();
      if (next === null) return false;
      await goTo(next);
      return true;
    },
    nextMoment,
    runs,
    item: async (item) => coordinator.item(parseItem(item)),
    history: async (item) => coordinator.history(item === undefined ? undefined : parseItem(item)),
    timeline: async () =>
      renderTimeline({
        runs: (await runs()).map((run) => runReport(run)),
        moves: moveReports(await coordinator.history()),
        notes: noteReports(await coordinator.history()),
      }).join("\n"),
    close: () => ledger.close(),
  };
}

/**
 * A funnel for tests: your rules with mock actions, in virtual time.
 *
 *     const funnel = testFunnel({ ruleSet });
 *     await funnel.create("deals", { title: "Acme", stage: "Wait for payment", amount: 60000 });
 *     await funnel.advance("2 h");
 *     expect(funnel.actions.sent.mails).toHaveLength(1);
 */
export function testFunnel(options: { readonly ruleSet: LoadedRuleSet; readonly now?: string }): Funnel {
  return createFunnel({ ...options, performer: mockActions() });
}
