import type { ActionOutcome, Ledger, Run } from "@onstage/runtime";
import type { LoadedRuleSet, Rule } from "@onstage/runtime/rules";
import type { Deed } from "../deeds.ts";
import { doDeed } from "../deeds.ts";
import type { Funnel } from "../funnel.ts";
import { mockActions, type TimedPerformer } from "../mock-actions.ts";
import { itemName } from "../record.ts";
import { steer } from "../steer.ts";
import { openFunnel, type StepEnd } from "../virtual-time.ts";
import { chanceOf, shuffled } from "./chance.ts";
import { crashingLedger } from "./crashes.ts";
import type { Log } from "./log.ts";

/** What is done to a test when it is lived through once more. */
export interface Hardships {
  /** Each event from outside arrives twice. */
  readonly twice: boolean;
  /** The process dies between any two steps. */
  readonly crashes: boolean;
  /** What belongs to the same moment is done in an order by chance. */
  readonly shuffled: boolean;
  readonly seed: number;
}

/** After so many crashes, one in ten steps has one: a crash costs more than a step. */
const CRASHES_AT_EACH_STEP = 300;

function rulesById(ruleSet: LoadedRuleSet): ReadonlyMap<string, Rule> {
  return new Map(ruleSet.blocks.flatMap(({ rules }) => rules).map((rule) => [rule.id, rule]));
}

/** The event by which a CRM tells of a deed; undefined for what people do to runs and rules. */
function eventOf(deed: Deed, { ids }: Log) {
  switch (deed.kind) {
    case "create": {
      const { id: given, ...payload } = deed.fields;
      const id = ids.get(deed) ?? given;
      // One that was refused is refused again, by the same door.
      return id === undefined
        ? undefined
        : { type: "itemCreated", item: `${deed.entity}/${String(id)}`, payload };
    }
    case "update":
      return { type: "itemUpdated", item: itemName(deed.item), payload: deed.fields };
    case "move":
      return { type: "itemMoved", item: itemName(deed.item), payload: { stage: deed.stage } };
    case "remove":
      return { type: "itemDeleted", item: itemName(deed.item), payload: {} };
    case "event":
      return { type: deed.type, item: deed.item, payload: deed.payload, id: deed.id };
    default:
      return undefined;
  }
}

/** Lives through a test once more, with what may happen in life, and answers the funnel as it then is. */
export async function replay(
  ruleSet: LoadedRuleSet,
  logged: Log,
  begin: string,
  end: string,
  hardships: Hardships,
): Promise<{ readonly funnel: Funnel; readonly close: () => Promise<void> }> {
  const { all: log, attempts } = logged;
  const rules = rulesById(ruleSet);
  const chance = chanceOf(hardships.seed);
  const files = crashingLedger();
  const mocks = mockActions();
  /** The same without failures: for attempts that are known to have gone well. */
  const sound = mockActions();
  /** How attempts ended that were cut off: a provider answers the same key with the same. */
  const cutOff = new Map<string, ActionOutcome>();
  const made = new Map<string, number>();
  const performer: TimedPerformer & typeof mocks = {
    ...mocks,
    perform: async (...given) => {
      const [call] = given;
      const before = cutOff.get(call.run.key);
      cutOff.delete(call.run.key);
      if (before !== undefined) return before;
      // What the world answered this run in the test it answers again, in whatever order it is asked.
      const attempt = made.get(call.run.id) ?? 0;
      made.set(call.run.id, attempt + 1);
      const known = attempts.get(call.run.id)?.[attempt];
      if (known?.args !== JSON.stringify(call.args)) return mocks.perform(...given);
      if (known.outcome.kind !== "failed") await sound.perform(...given);
      return known.outcome;
    },
  };
  let crashes = 0;
  let runOf: (id: string) => Run | undefined = () => undefined;
  let isInStage: (run: Run) => boolean = () => false;

  /** Whether an attempt can be cut off without a question to a person: its rule is repeated, and ends the same. */
  const canBeCut = ({ runId, outcome, at }: StepEnd["pending"][number], now: number): boolean => {
    const run = runOf(runId);
    const rule = run && rules.get(run.ruleId);
    if (run === undefined || rule === undefined) return false;
    const again = rule.repeatable && rule.retry !== 0 && run.tries < 2 && outcome.kind === "done";
    return again && at <= now && (run.occasion !== null || isInStage(run));
  };
  const afterStep = async ({ pending, now }: StepEnd): Promise<Ledger | undefined> => {
    if (!hardships.crashes || !pending.every((one) => canBeCut(one, now))) return undefined;
    if (crashes > CRASHES_AT_EACH_STEP && chance() > 0.1) return undefined;
    crashes += 1;
    for (const { runId, outcome } of pending) {
      const key = runOf(runId)?.key;
      if (key !== undefined) cutOff.set(key, outcome);
    }
    return files.crash();
  };
  const funnel = openFunnel(
    { ruleSet, performer, now: begin },
    {
      openLedger: files.open,
      afterStep,
      order: (all) => (hardships.shuffled ? shuffled(all, chance) : all),
      isWatched: false,
    },
  );
  const { record } = funnel;
  runOf = (id) => record.run(id);
  isInStage = (run) => record.stageOf(run.item) === run.stage;

  let events = 0;
  const happen = async (deed: Deed): Promise<void> => {
    const event = eventOf(deed, logged);
    if (event === undefined) {
      if (deed.kind === "place") await funnel.place(deed.entity, deed.fields);
      else await doDeed(funnel.coordinator, deed);
      await funnel.advance(0);
      return;
    }
    events += 1;
    const sent = { id: `hard-${events}`, ...event };
    const receipt = await funnel.send(sent);
    if (receipt.status === "accepted" && hardships.twice) await funnel.send(sent);
  };
  const iso = (at: number): string => new Date(at).toISOString();
  let waiting: number | undefined;
  const catchUp = async (): Promise<void> => {
    if (waiting !== undefined) await funnel.advanceTo(iso(waiting));
    waiting = undefined;
  };
  for (let place = 0; place < log.length; place += 1) {
    const one = log[place];
    if (one?.kind === "steer") {
      await catchUp();
      steer(mocks, one.steer);
      if (one.steer.what !== "fails") steer(sound, one.steer);
    } else if (one !== undefined && one.planned === 0) {
      waiting = undefined;
      await funnel.advanceTo(iso(one.at));
      await happen(one.deed);
    } else if (one !== undefined) {
      const group: Deed[] = [];
      for (let next = log[place]; next?.kind === "deed" && next.planned === one.planned; next = log[place]) {
        group.push(next.deed);
        place += 1;
      }
      place -= 1;
      funnel.at(iso(one.at), async () => {
        for (const deed of group) await happen(deed);
      });
      waiting = one.at;
    }
  }
  await funnel.advanceTo(end);
  return { funnel, close: files.end };
}
