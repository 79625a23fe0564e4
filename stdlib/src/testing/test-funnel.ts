import type { Coordinator } from "@onstage/runtime";
import type { LoadedRuleSet, StoredItem } from "@onstage/runtime/rules";
import { type Funnel, type ItemName, refOf } from "./funnel.ts";
import { checkHard } from "./hard/check.ts";
import { createLog } from "./hard/log.ts";
import { type Hard, hardOf } from "./hard/option.ts";
import { type MockActions, mockActions, type Steer } from "./mock-actions.ts";
import { belongs, closed, opened } from "./open-funnels.ts";
import type { FunnelRecord } from "./record.ts";
import { type NamedRules, rulesOfTests } from "./rules-of-tests.ts";
import { Story, storyOf } from "./story.ts";
import { type ActionFunction, type Mock, mockOf } from "./typed-mocks.ts";
import { openFunnel } from "./virtual-time.ts";

/** How a funnel of a test is made. */
export interface TestFunnelOptions extends NamedRules {
  /** Rules that are loaded already, in place of naming them. */
  readonly ruleSet?: LoadedRuleSet;
  /** The moment at which it begins: `2026-06-08 10:00` in the zone of the rules, or ISO 8601. */
  readonly now?: string;
  /** `allowed`: the test may end while something waits for a time; see `allowTimers`. */
  readonly timers?: "allowed";
  /**
   * Whether everything that the test has done happens once more when it ends, with each event delivered twice, crashes
   * between the steps, and parallel rules in another order; left out, where `ONSTAGE_HARD` is set.
   */
  readonly hard?: Hard;
}

/** A funnel of a test: items, their rules, mock actions, and a clock that moves when it is told to. */
export interface TestFunnel extends Funnel {
  /** The mock of an action, to steer it and to see its calls: by the action's function, or its name. */
  readonly mock: <A extends ActionFunction>(action: A | string) => Mock<A>;
  /** The rules, once they are loaded. */
  readonly ready: () => Promise<LoadedRuleSet>;
  /** The rules; undefined before the first answer of a funnel whose rules are named. */
  readonly rules: () => LoadedRuleSet | undefined;
  /**
   * What happened so far, for a snapshot that stays the same when ids, the names of rules and their places change; of one
   * item, or of all.
   */
  readonly story: (item?: ItemName) => Story;
  /** What its mocks were told so far. */
  readonly steers: () => readonly Steer[];
  /** Lets this test end while something waits for a time. */
  readonly allowTimers: () => void;
  /** Whether this test may end while something waits for a time. */
  readonly allowsTimers: () => boolean;
  /** Runs whose waiting the test has asked for, as it did with `toBeWaitingUntil`. */
  readonly expected: Set<string>;
  /** Ends the funnel. In hard mode, everything happens once more before; throws where it ends in another way. */
  readonly close: () => Promise<void>;
  /** Ends the funnel without any further check. */
  readonly discard: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** The loaded rules, and the funnel over them. */
interface Opened {
  readonly ruleSet: LoadedRuleSet;
  readonly funnel: Funnel;
}

/**
 * A funnel for tests: rules with mock actions, in virtual time.
 *
 *     const crm = testFunnel({ rules: `on stage "Won" in deals < notify(responsible, "Well done") >`, schema });
 *     const deal = await crm.create("deals", { title: "Acme", responsible: 1 });
 *     await crm.move(deal, "Won");
 *     expect(deal).toHaveRun("notify");
 *
 * @param options the rules: as text, by their path, or loaded; and the moment at which it begins
 */
export function testFunnel(options: TestFunnelOptions): TestFunnel {
  const log = createLog();
  const actions: MockActions = mockActions({ told: log.steered });
  const expected = new Set<string>();
  const hard = hardOf(options.hard);
  let allowsTimers = options.timers === "allowed";
  let began = "";
  let now: Opened | undefined;
  let isClosed = false;

  const open = (ruleSet: LoadedRuleSet): Opened => {
    const moment = options.now === undefined ? {} : { now: options.now };
    const funnel = openFunnel(
      { ruleSet, performer: actions, ...moment },
      { told: log.did, created: log.created, performed: log.performed },
    );
    began = funnel.now();
    now = { ruleSet, funnel };
    return now;
  };
  let loading: Promise<Opened> | undefined;
  const opening = (): Promise<Opened> => {
    if (isClosed && now === undefined) throw new Error("this funnel is closed");
    loading ??= now === undefined ? rulesOfTests(options).then(open) : Promise.resolve(now);
    return loading;
  };
  const funnel = async (): Promise<Funnel> => now?.funnel ?? (await opening()).funnel;
  if (options.ruleSet !== undefined) open(options.ruleSet);

  const record: FunnelRecord = {
    runs: (item) => now?.funnel.record.runs(item) ?? [],
    changes: (item) => now?.funnel.record.changes(item) ?? [],
    run: (id) => now?.funnel.record.run(id),
    items: () => now?.funnel.record.items() ?? [],
    stageOf: (item) => now?.funnel.record.stageOf(item),
    has: (item) => now?.funnel.record.has(item) ?? false,
  };
  const discard = async (): Promise<void> => {
    isClosed = true;
    closed(crm);
    await now?.funnel.close();
  };
  const close = async (): Promise<void> => {
    if (isClosed) return;
    try {
      if (hard !== undefined && now !== undefined) await checkHard(now.ruleSet, now.funnel, log, began, hard);
    } finally {
      await discard();
    }
  };
  const given = async (item: Promise<StoredItem>): Promise<StoredItem> => belongs(await item, crm);
  const crm: TestFunnel = {
    actions,
    get coordinator(): Coordinator {
      if (now === undefined) throw new Error("the rules are not loaded yet: `await crm.ready()` first");
      return now.funnel.coordinator;
    },
    record,
    mock: (action) => mockOf(actions, action),
    ready: async () => (await opening()).ruleSet,
    rules: () => now?.ruleSet,
    story: (item) =>
      new Story(
        now === undefined ? "" : storyOf(record, now.ruleSet, item === undefined ? undefined : refOf(item)),
      ),
    steers: () => log.all.flatMap((one) => (one.kind === "steer" ? [one.steer] : [])),
    allowTimers: () => {
      allowsTimers = true;
    },
    allowsTimers: () => allowsTimers,
    expected,
    now: () => {
      if (now !== undefined) return now.funnel.now();
      throw new Error("the rules are not loaded yet: `await crm.ready()` first");
    },
    create: async (entity, fields) => given((await funnel()).create(entity, fields)),
    place: async (entity, fields) => given((await funnel()).place(entity, fields)),
    update: async (item, fields) => given((await funnel()).update(item, fields)),
    move: async (item, stage) => given((await funnel()).move(item, stage)),
    remove: async (item) => given((await funnel()).remove(item)),
    send: async (event) => (await funnel()).send(event),
    at: (moment, what) => {
      if (now === undefined) throw new Error("the rules are not loaded yet: `await crm.ready()` first");
      now.funnel.at(moment, what);
    },
    advance: async (length) => (await funnel()).advance(length),
    advanceTo: async (moment) => (await funnel()).advanceTo(moment),
    advanceToNext: async () => (await funnel()).advanceToNext(),
    nextMoment: async (what) => (await funnel()).nextMoment(what),
    runs: async (item) => (await funnel()).runs(item),
    item: async (item) => (await funnel()).item(item),
    history: async (item) => (await funnel()).history(item),
    timeline: async () => (await funnel()).timeline(),
    close,
    discard,
    [Symbol.asyncDispose]: close,
  };
  opened(crm);
  return crm;
}
