import fc from "fast-check";
import type { ActionCall, ActionOutcome } from "../../src/dispatch/port.ts";
import type { IncomingEvent } from "../../src/index.ts";
import { openSqliteLedger } from "../../src/index.ts";
import { schema, virtualWorld } from "../coordinator-kit.ts";
import { berlin, language } from "../forms-kit.ts";
import { form } from "../random-programs.ts";
import { ANNA, BEN, calendar } from "../time-kit.ts";
import { type Delivery, deliveriesFrom } from "./deliveries.ts";
import { createDice } from "./dice.ts";
import { type Attempt, createOutside } from "./outside.ts";
import { watchPromises } from "./promises.ts";
import { reckon } from "./reckoning.ts";
import { type Service, startService } from "./service.ts";
import { watchWaits } from "./waits.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A life that goes on for longer is taken to go on for ever. */
const MOST_STEPS = 60_000;

/** Where the process dies: at this one of all the points at which the ledger is asked for something. */
export interface Crash {
  readonly point: number;
  /** Before what was asked for is done, or behind it, with nobody told. */
  readonly when: "before" | "behind";
}

export interface Life {
  /** Everything follows from it: the rules, what happens, and the order of it all. */
  readonly seed: number;
  /** By chance, once in so many points; or at these points alone. */
  readonly crashes: { readonly onceIn: number } | readonly Crash[];
}

/** What a simulated life came to. */
export interface Lived {
  /** What was promised and not kept, a sentence each. */
  readonly broken: readonly string[];
  /** How many points there were at which the process could have died. */
  readonly points: number;
  readonly crashes: number;
  /** How many runs ended in which state, and how many were uncertain or made more than one attempt. */
  readonly counts: Readonly<Record<string, number>>;
  /** All that happened, in order: the same for the same seed. */
  readonly log: readonly string[];
}

interface UnderWay {
  readonly attempt: Attempt;
  readonly acted: boolean;
  readonly answer: (outcome: ActionOutcome) => void;
}

/** The rules of a seed: blocks and triggers of every form. */
function ruleSetOf(seed: number) {
  const [forms = []] = fc.sample(fc.array(form, { minLength: 2, maxLength: 6, size: "max" }), {
    seed,
    numRuns: 1,
  });
  return language("p", [...forms, { on: "formSent", rules: [] }], {
    calendar,
    schema: { ...schema, users: [ANNA, BEN] },
  });
}

/** Lives through everything that follows from a seed, with the real coordinator, loop, and ledger. */
export async function live({ seed, crashes }: Life): Promise<Lived> {
  const dice = createDice(seed);
  const ruleSet = ruleSetOf(seed);
  const world = virtualWorld(0.5);
  world.set(berlin("2026-06-04 08:00"));
  const ledger = openSqliteLedger(":memory:");
  const outside = createOutside(dice);
  const promises = watchPromises(ruleSet);
  const waits = watchWaits(ruleSet);
  const log: string[] = [];
  const say = (what: string): void => void log.push(`${new Date(world.now()).toISOString()} ${what}`);

  let coming: readonly Delivery[] = deliveriesFrom(world.now(), dice);
  const end = Math.max(...coming.map(({ at }) => at)) + 10 * DAY;
  const known = new Map(coming.map(({ event }) => [event.id, event]));
  const acknowledged = new Map<string, IncomingEvent>();
  let asking: readonly Delivery[] = [];
  let underWay: readonly UnderWay[] = [];
  let points = 0;
  let deaths = 0;

  const perform = (call: ActionCall): Promise<ActionOutcome> =>
    new Promise((answer) => {
      promises.called(call);
      say(`calls ${call.run.id}`);
      underWay = [...underWay, { attempt: outside.begin(call, world.now()), acted: false, answer }];
    });
  const start = (): Service =>
    startService({
      ledger,
      ruleSet,
      world,
      capacity: 1 + dice.roll(4),
      perform,
      committed: (write, event) => {
        for (const { id, status, reason } of write.runs) say(`${id} ${status} ${reason ?? ""}`);
        const taken = event && known.get(event.id);
        promises.committed(write, world.now());
        waits.committed(write, event && taken && { event: taken, at: event.at });
      },
    });
  let service = start();

  const deliver = (delivery: Delivery): void => {
    const { event } = delivery;
    asking = [...asking, delivery];
    say(`asks ${event.id} ${event.type} ${event.item}`);
    void service.coordinator.receive(event).then((receipt) => {
      asking = asking.filter((one) => one !== delivery);
      say(`answers ${event.id} ${receipt.status}`);
      if (receipt.status !== "refused") acknowledged.set(event.id, event);
    });
  };
  const die = async (when: Crash["when"]): Promise<void> => {
    deaths += 1;
    say(`dies ${when} ${service.held()[0]}`);
    if (when === "behind") await service.swallow();
    promises.died();
    underWay = [];
    // Whoever got no answer asks again.
    coming = [...coming, ...asking.map(({ event }) => ({ at: world.now() + dice.roll(MINUTE), event }))];
    asking = [];
    world.pass(dice.pick([0, 1000, DAY]));
    service = start();
  };
  const deathHere = (): Crash["when"] | undefined => {
    if ("onceIn" in crashes) return dice.onceIn(crashes.onceIn) ? dice.pick(["before", "behind"]) : undefined;
    return crashes.find(({ point }) => point === points)?.when;
  };
  const decide = (): void => {
    const runs = promises.runs();
    const run = runs[dice.roll(Math.max(runs.length, 1))];
    if (run === undefined) return;
    const what = dice.pick(["retry", "runNow", "stop", "sent", "send-again"] as const);
    say(`a person wants ${what} ${run.id}`);
    const { coordinator } = service;
    if (what === "sent" || what === "send-again") void coordinator.confirm(run.id, what, "anna");
    else void coordinator[what](run.id, "anna");
  };

  const jump = (): void => {
    const by = dice.pick([-DAY, -MINUTE, MINUTE, DAY]);
    world.pass(by);
    say(`the clock jumps by ${by} ms`);
  };

  /** Lets one thing happen whose moment has come; false where there is none. */
  const happen = (): boolean => {
    const now = world.now();
    const delivery = service.isReady() ? coming.find(({ at }) => at <= now) : undefined;
    if (delivery !== undefined) {
      coming = coming.filter((one) => one !== delivery);
      deliver(delivery);
      return true;
    }
    const acting = underWay.find(({ acted, attempt }) => !acted && attempt.acts <= now);
    if (acting !== undefined) {
      outside.act(acting.attempt);
      underWay = underWay.map((one) => (one === acting ? { ...one, acted: true } : one));
      return true;
    }
    const answering = underWay.find(({ acted, attempt }) => acted && attempt.answers <= now);
    if (answering !== undefined) {
      underWay = underWay.filter((one) => one !== answering);
      say(`hears of ${answering.attempt.call.run.id}: ${answering.attempt.outcome.kind}`);
      answering.answer(answering.attempt.outcome);
      return true;
    }
    const alarm = service.alarm();
    if (alarm === null || alarm > now) return false;
    service.ring();
    return true;
  };
  const nextMoment = (): number => {
    const steps = underWay.map(({ acted, attempt }) => (acted ? attempt.answers : attempt.acts));
    return Math.min(...coming.map(({ at }) => at), ...steps, service.alarm() ?? Number.POSITIVE_INFINITY);
  };

  let steps = 0;
  for (; steps < MOST_STEPS; steps += 1) {
    await service.settle();
    if (service.held().length > 0) {
      if (dice.onceIn(5) && happen()) continue;
      const death = deathHere();
      points += 1;
      if (death === undefined) await service.release(1 + dice.roll(3));
      else await die(death);
    } else if (dice.onceIn(60) && service.isReady()) {
      decide();
    } else if (dice.onceIn(100)) {
      jump();
    } else if (!happen()) {
      const next = nextMoment();
      if (next > end && underWay.length === 0) break;
      world.set(Math.max(world.now(), next));
    }
  }

  const runs = await Promise.all(promises.runs().map(({ id }) => ledger.run(id)));
  const found = runs.filter((run) => run !== null);
  const items = [...new Set(promises.visits().map(({ item }) => item.id))];
  const visits = await Promise.all(items.map((id) => ledger.visits({ entity: "deals", id })));
  const history = await ledger.history();
  await ledger.close();
  const accepted = [...acknowledged.values()];
  const books = {
    ruleSet,
    accepted,
    outside,
    promises,
    runs: found,
    visits: visits.flat(),
    history,
    now: world.now(),
  };
  const counts: Record<string, number> = {};
  const count = (name: string): void => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  for (const run of found) {
    count(run.status);
    if (run.uncertain) count("uncertain");
    if (run.attempts > 1) count("repeated");
    if (run.action === "make" && run.status === "done") count("made");
    if (run.why.code === "came" || run.why.code === "timed-out") count(run.why.code);
  }
  const endless = steps < MOST_STEPS ? [] : ["it does not come to an end"];
  return {
    broken: [...promises.broken(), ...waits.broken(), ...reckon(books), ...endless],
    points,
    crashes: deaths,
    counts,
    log,
  };
}
