import type { Coordinator, CoordinatorParts, EventReceipt, IncomingEvent, ItemView } from "../coordinator.ts";
import { type Gate, openGate } from "../dispatch/gate.ts";
import { type IdleView, idleRules } from "../engine/idle.ts";
import { settled } from "../engine/outcome.ts";
import { recovered } from "../engine/recover.ts";
import type { ItemRef, Visit } from "../engine/state.ts";
import { isoOf, msOf } from "../time/instant.ts";
import { createCalendars } from "./calendars.ts";
import { createChoice, createPlainChoice } from "./choice.ts";
import { completeActivity } from "./complete-activity.ts";
import { createEnrolling } from "./enroll.ts";
import { readEvent } from "./events.ts";
import { createFairLine, noLine } from "./fair-line.ts";
import { createHolding } from "./holding.ts";
import { planItem, targetOf, type Wish } from "./items.ts";
import { receiveAll } from "./receive-all.ts";
import { createReplanning } from "./replan.ts";
import { switchRule, viewRules } from "./rules.ts";
import { decide } from "./runs.ts";
import { type Rounds, startDue } from "./start-due.ts";
import { takeMoment } from "./surroundings.ts";
import { type Transact, transactions } from "./transact.ts";

/** The name under which the ledger keeps when it was last seen to take a write. */
const PROBE = "probe";

async function receive(
  parts: CoordinatorParts,
  transact: Transact,
  event: IncomingEvent,
  origin: string | undefined,
): Promise<EventReceipt> {
  const read = readEvent(event, parts.ruleSets.current().events);
  if (!read.ok) return { id: event.id, status: "refused", reason: read.problem.detail };
  const wish = read.value;
  const moment = takeMoment(parts);
  const seed = parts.world.id();
  return transact<EventReceipt>({
    target: targetOf(wish),
    event: { id: event.id, at: isoOf(moment.now) },
    moment,
    origin: origin ?? seed,
    plan: (slice, around) => {
      // Asked first: what followed from an event can make the same event look wrong the second time.
      if (slice.duplicate) return { step: null, answer: { id: event.id, status: "duplicate" } };
      const { step, answer } = planItem(wish, "event", seed, slice, around);
      return answer.ok
        ? { step, answer: { id: event.id, status: "accepted" } }
        : { step: null, answer: { id: event.id, status: "refused", reason: answer.detail } };
    },
  });
}

async function recover({ ledger }: CoordinatorParts, transact: Transact) {
  const runs = await ledger.running();
  const ends = await Promise.all(
    runs.map((run) =>
      transact({
        target: { kind: "run", run },
        plan: (slice, around) => {
          const step = recovered(slice.state, run, around);
          return { step, answer: step.state.runs.find((one) => one.id === run)?.status };
        },
      }),
    ),
  );
  const count = (status: string): number => ends.filter((end) => end === status).length;
  return { repeated: count("waiting"), uncertain: count("failed") };
}

/** How many of its notes the view of an item shows. */
const MOST_NOTES = 50;
/** How many records of its timeline. */
const MOST_ACTIVITIES = 100;

async function viewItem({ ledger, ruleSets }: CoordinatorParts, ref: ItemRef): Promise<ItemView | null> {
  // Asked for in one turn, so that they show one state of the ledger.
  const [item, visits, runs, notes, activities] = await Promise.all([
    ledger.item(ref),
    ledger.visits(ref),
    ledger.runsOf(ref),
    ledger.notes(ref, MOST_NOTES),
    ledger.activities(ref, { limit: MOST_ACTIVITIES }),
  ]);
  if (item === null) return null;
  const byVisit = Map.groupBy(runs, (run) => run.visit);
  const idle = (visit: Visit): readonly IdleView[] => {
    const ruleSet = ruleSets.byHash(visit.ruleSet);
    return ruleSet === undefined ? [] : idleRules(visit, item, ruleSet);
  };
  return {
    item,
    visits: visits.map((visit) => ({
      ...visit,
      runs: byVisit.get(visit.visit) ?? [],
      idle: idle(visit),
    })),
    runs: byVisit.get(0) ?? [],
    notes,
    activities: activities.toReversed(),
  };
}

/** The first moment at which there is something to do, in milliseconds. */
async function nextDue(
  { ledger, world }: CoordinatorParts,
  { calendars, replanning, holding }: Rounds,
  gate: Gate,
  what: "all" | "runs",
): Promise<number | null> {
  const now = world.now();
  const moments = (await ledger.dueActions()).flatMap(({ action, due }) => {
    const moment = msOf(due);
    const open = moment > now ? moment : gate.opensAt(action);
    return open === null ? [] : [Math.max(moment, open)];
  });
  const run = moments.length === 0 ? null : Math.min(...moments);
  if (what === "runs") return run;
  const isOpen = (await replanning.isOpen()) || (await holding.isOpen());
  const all = [run, await calendars.next(), isOpen ? world.now() : null];
  const known = all.filter((moment) => moment !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/**
 * Makes the coordinator of a ledger. There is one for a ledger: it, and nothing else, changes what is in it.
 *
 * @param parts the ledger, the rule sets, and where time, ids and chance come from
 */
export function createCoordinator(parts: CoordinatorParts): Coordinator {
  const { ledger, world } = parts;
  const gate = parts.gate ?? openGate;
  // Where nothing is limited, nobody has to be given a turn.
  const line = parts.gate === undefined ? noLine : createFairLine();
  const choice =
    parts.gate === undefined ? createPlainChoice(ledger) : createChoice({ ledger, gate: parts.gate, line });
  const transact = transactions(parts, line);
  const rounds: Rounds = {
    calendars: createCalendars(parts),
    replanning: createReplanning(parts, transact),
    holding: createHolding(parts, transact),
  };
  const enrolling = createEnrolling(parts);
  const fulfil = (wish: Wish, by: string) => {
    const seed = world.id();
    return transact({
      target: targetOf(wish),
      origin: seed,
      plan: (slice, around) => planItem(wish, by, seed, slice, around),
    });
  };
  return {
    create: (entity, body, by) => fulfil({ kind: "create", entity, body }, by),
    place: (entity, body) => fulfil({ kind: "create", entity, body, quietly: true }, ""),
    update: (ref, fields, by) => fulfil({ kind: "update", ref, fields }, by),
    move: (ref, stage, by) => fulfil({ kind: "move", ref, stage }, by),
    remove: (ref, by) => fulfil({ kind: "delete", ref }, by),
    receive: (event, origin) => receive(parts, transact, event, origin),
    receiveAll: (events) =>
      receiveAll((event, origin) => receive(parts, transact, event, origin), events, world.id()),
    startDue: (limit) => startDue(parts, transact, rounds, choice, limit),
    settle: (run, outcome) => {
      const chance = { random: world.random(), seed: world.id() };
      return transact({
        target: { kind: "run", run },
        plan: (slice, around) => ({
          step: settled(slice.state, run, outcome, chance, around),
          answer: undefined,
        }),
      });
    },
    nextDue: (what = "all") => nextDue(parts, rounds, gate, what),
    recover: () => recover(parts, transact),
    retry: (run, by) => decide(transact, run, "retry", by),
    runNow: (run, by) => decide(transact, run, "run-now", by),
    stop: (run, by) => decide(transact, run, "stop", by),
    confirm: (run, what, by) => decide(transact, run, what, by),
    completeActivity: (ref, activity, by) => completeActivity(parts, transact, ref, activity, by),
    item: (ref) => viewItem(parts, ref),
    items: (entity, { limit, after }) => ledger.items(entity, after ?? 0, Math.min(Math.max(limit, 1), 1000)),
    run: (run) => ledger.run(run),
    runs: (filter) => ledger.runs(filter),
    history: (ref) => ledger.history(ref),
    changesAfter: (seq, limit) => ledger.changesAfter(seq, limit),
    lastChange: () => ledger.lastChange(),
    backlog: () => ledger.backlog(isoOf(world.now())),
    probe: () => ledger.setMark(PROBE, isoOf(world.now())),
    acts: (run) => ledger.acts(run),
    rules: () => viewRules(parts),
    disableRule: (rule, by) => switchRule(parts, rounds.holding, rule, "disable", by),
    enableRule: (rule, by) => switchRule(parts, rounds.holding, rule, "enable", by),
    planEnrollment: enrolling.plan,
    applyEnrollment: enrolling.apply,
    deeds: (limit) => ledger.deeds(Math.min(Math.max(limit, 1), 1000)),
    backup: (path) => ledger.backup(path),
    mark: (name) => ledger.mark(name),
    setMark: (name, value) => ledger.setMark(name, value),
  };
}
