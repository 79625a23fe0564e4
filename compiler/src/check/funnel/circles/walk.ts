import type { Stage } from "../../../schema/format.ts";
import { present, type Type } from "../../../types/types.ts";
import type { CheckedDependency } from "../../checked.ts";
import { mostOf } from "../durations.ts";
import { type BlockFacts, type RuleFacts, writtenValue } from "../facts.ts";
import type { TriggerFacts } from "../funnel.ts";
import { holds, sameValue } from "../logic/evaluate.ts";
import { type Answer, type Item, type Looking, type Value, withField } from "../logic/items.ts";
import { placeId } from "../logic/places.ts";
import { lookingAt, type Sample, type Workshop } from "../logic/sample.ts";
import { targetIn } from "../moves.ts";
import type { Standing } from "../scenario.ts";
import type { Mover, Moving } from "./moving.ts";
import { plannedFor } from "./planned.ts";
import { isWithoutEnd } from "./proof.ts";

/** A change that rules made to the item on its way. */
export interface Step {
  /** Milliseconds since the beginning. */
  readonly at: number;
  /** What is entered, or which field got another value. */
  readonly to: Stage | string;
  readonly by: Mover | TriggerFacts;
  /** As it is then. */
  readonly item: Item;
}

/** How a way ended. */
export type Ending =
  /** Nothing more would happen. */
  | "still"
  /** So many changes within an hour that the service stops them, and it would never end. */
  | "endless"
  /** So many changes within an hour that the service stops them; perhaps it would end. */
  | "long"
  /** It still went on after many changes, with time between them. */
  | "slow"
  /** It hangs on what only the runtime knows. */
  | "unclear";

/** What rules do to an item, one after the other, while nobody else touches it. */
export interface Walk {
  readonly steps: readonly Step[];
  readonly ending: Ending;
  /** A rule that was not run again because it is done once. */
  readonly wasOnce: boolean;
  /** The last rule that wrote what was there already. */
  readonly idle: Mover | undefined;
  /** When rules had their moment, in milliseconds since the beginning: the first time of each. */
  readonly looked: ReadonlyMap<RuleFacts, number>;
  /** Those of them that ran. */
  readonly ran: ReadonlySet<RuleFacts>;
  /** Those that could not move the item any more: others that started with them had moved it already. */
  readonly refused: ReadonlySet<RuleFacts>;
  /** Rules that wait for a time that is not worked out here. */
  readonly planned: ReadonlySet<RuleFacts>;
  /** Whether the item has left the stage that it began in. */
  readonly hasLeft: boolean;
}

/** What a way begins with. */
export interface Start {
  /** The blocks whose rules start. */
  readonly blocks: readonly BlockFacts[];
  /** Where the item stands, or what it has just entered. */
  readonly standing: Standing | undefined;
  /** The field whose change starts it, for triggers. */
  readonly changed?: string;
}

/** How many changes by rules within an hour the service allows. */
const budget = 20;
const hour = 60 * 60 * 1000;
/** After so many changes with time between them, nothing else is to be expected. */
const mostSteps = 40;

/** What walks may cost, counted in looks at one rule. */
export interface Patience {
  left: number;
}

type Status = "done" | "failed" | "skipped";

/** Runs of a block that one occasion started. */
interface Stay {
  readonly block: BlockFacts;
  /** Of the visit that the runs belong to; undefined where they belong to the item. */
  readonly visit: number | undefined;
  readonly previous: ReadonlyMap<string, Value>;
  readonly ended: Map<string, Status>;
}

interface Run {
  readonly stay: Stay;
  readonly rule: RuleFacts;
  readonly due: number;
  /** Not before this: where working time is waited for, it may start earlier than it is due here. */
  readonly earliest: number;
  readonly isRough: boolean;
  readonly order: number;
}

interface State {
  readonly moving: Moving;
  readonly workshop: Workshop;
  readonly began: number;
  readonly patience: Patience;
  item: Item;
  standing: Standing | undefined;
  visit: number;
  now: number;
  order: number;
  waiting: Run[];
  blocked: { readonly stay: Stay; readonly rule: RuleFacts }[];
  readonly steps: Step[];
  readonly onceAt: Map<RuleFacts, number>;
  wasOnce: boolean;
  idle: Mover | undefined;
  isUnclear: boolean;
  /** Something happens later that is not worked out. */
  isPartial: boolean;
  readonly looked: Map<RuleFacts, number>;
  readonly ran: Set<RuleFacts>;
  readonly refused: Set<RuleFacts>;
  readonly planned: Set<RuleFacts>;
}

function looking(state: State, previous: ReadonlyMap<string, Value>): Looking {
  const sample: Sample = { now: state.began + state.now, item: state.item, previous };
  return lookingAt(sample, state.workshop);
}

function isMet(dependency: CheckedDependency, status: Status): boolean {
  if (dependency.when === "ended") return true;
  return status === (dependency.when === "succeeds" ? "done" : "failed");
}

const none: ReadonlySet<string> = new Set();
const known = new WeakMap<BlockFacts, ReadonlySet<string>>();

/** The names of the rules of a block that are run. */
function namesOf(block: BlockFacts): ReadonlySet<string> {
  const before = known.get(block);
  if (before !== undefined) return before;
  const names = new Set(block.rules.map((one) => one.rule.name));
  known.set(block, names);
  return names;
}

/** Lets a rule wait for its time, or ends it, once those that it waits for have ended. */
function release(state: State, stay: Stay, facts: RuleFacts): boolean {
  const { after, uses } = facts.rule;
  const names = after.length + uses.length === 0 ? none : namesOf(stay.block);
  const open = [...after.map((one) => one.rule), ...uses].filter(
    (name) => names.has(name) && !stay.ended.has(name),
  );
  if (open.length > 0) return false;
  const isRefused =
    after.some((one) => names.has(one.rule) && !isMet(one, stay.ended.get(one.rule) ?? "skipped")) ||
    uses.some((name) => stay.ended.get(name) !== "done");
  if (isRefused) {
    stay.ended.set(facts.rule.name, "skipped");
    return true;
  }
  const planned = plannedFor(facts, looking(state, stay.previous), state.workshop.reader);
  if (planned === undefined) {
    // It starts at a time that is not worked out here.
    if (facts.moves !== undefined || facts.writes !== undefined) state.isPartial = true;
    state.planned.add(facts);
    stay.ended.set(facts.rule.name, "skipped");
  } else {
    state.order += 1;
    const { earliest, due, isRough } = planned;
    const times = { earliest: state.now + earliest, due: state.now + due, isRough };
    state.waiting.push({ stay, rule: facts, ...times, order: state.order });
  }
  return true;
}

function releaseAll(state: State): void {
  for (let settled = false; !settled; ) {
    settled = true;
    const { blocked } = state;
    state.blocked = [];
    for (const one of blocked) {
      if (release(state, one.stay, one.rule)) settled = false;
      else state.blocked.push(one);
    }
  }
}

function start(
  state: State,
  block: BlockFacts,
  visit: number | undefined,
  previous: ReadonlyMap<string, Value>,
): void {
  const stay: Stay = { block, visit, previous, ended: new Map() };
  state.patience.left -= block.rules.length;
  for (const rule of block.rules) state.blocked.push({ stay, rule });
}

function placed(item: Item, standing: Standing | undefined): Item {
  return standing === undefined ? item : { ...item, place: placeId(standing.pipeline.id, standing.stage.id) };
}

function enter(state: State, standing: Standing): void {
  state.standing = standing;
  state.item = placed(state.item, standing);
  state.visit += 1;
  state.waiting = state.waiting.filter((one) => one.stay.visit === undefined);
  state.blocked = state.blocked.filter((one) => one.stay.visit === undefined);
  for (const block of state.moving.atStage(standing.pipeline, standing.stage)) {
    start(state, block, state.visit, new Map());
  }
}

function move(state: State, to: Stage, by: Mover | TriggerFacts): void {
  if (state.standing === undefined || state.standing.stage === to) return;
  const standing: Standing = { pipeline: state.standing.pipeline, stage: to };
  state.steps.push({ at: state.now, to, by, item: placed(state.item, standing) });
  enter(state, standing);
}

/** The trigger that a change of a field makes move the item: the one with the earliest stage, of those that may. */
function triggered(state: State, field: string, previous: ReadonlyMap<string, Value>) {
  const { standing } = state;
  if (standing === undefined) return undefined;
  const { stages } = standing.pipeline;
  const from = stages.indexOf(standing.stage);
  const fitting = state.moving.triggersOn(field).flatMap((facts) => {
    const target = facts.trigger.targets.find((one) => one.pipeline.id === standing.pipeline.id);
    const to = stages.findIndex((one) => one.id === target?.stage.id);
    if (to === -1) return [];
    const { condition } = facts;
    const verdict = condition === undefined || holds(condition.expanded, looking(state, previous));
    if (verdict === "unclear") state.isUnclear = true;
    return verdict === true ? [{ facts, to }] : [];
  });
  const chosen = fitting
    .toSorted((a, b) => a.to - b.to)
    .find(
      ({ facts, to }) =>
        to === from || ((to > from || facts.trigger.node.backward) && standing.stage.final === undefined),
    );
  const stage = chosen && stages[chosen.to];
  return chosen === undefined || stage === undefined || stage === standing.stage
    ? undefined
    : { facts: chosen.facts, stage };
}

/** What a rule will write: arguments are worked out when it starts. */
function valueFor(state: State, { stay, rule: { writes } }: Run): Answer {
  return writes === undefined ? "unclear" : writtenValue(writes, looking(state, stay.previous));
}

function write(state: State, { stay, rule: facts }: Run, value: Answer): void {
  const { writes } = facts;
  if (writes === undefined) return;
  const before = state.item.fields.get(writes.field);
  const isSame =
    value !== "unclear" &&
    (value === undefined || before === undefined ? value === before : sameValue(before, value));
  if (value === "unclear" || isSame === "unclear" || value?.kind === "something") {
    state.isUnclear = true;
    return;
  }
  const by: Mover = { block: stay.block, rule: facts };
  if (isSame) {
    state.idle = by;
    return;
  }
  const previous = state.item.fields;
  // What is counted from the field is planned anew, which is not followed.
  if (state.waiting.some((one) => one.rule.rule.schedule.at?.fields.includes(writes.field) === true))
    state.isUnclear = true;
  // All fields are copied.
  state.patience.left -= previous.size >> 4;
  state.item = withField(state.item, writes.field, value);
  state.steps.push({ at: state.now, to: writes.field, by, item: state.item });
  for (const block of state.moving.onChange(writes.field, state.standing?.pipeline))
    start(state, block, undefined, previous);
  const found = triggered(state, writes.field, previous);
  if (found !== undefined) move(state, found.stage, found.facts);
}

/** Whether a rule that is done once is not done now. */
function isOver(state: State, facts: RuleFacts): boolean {
  const { once } = facts.rule.modifiers;
  const last = state.onceAt.get(facts);
  if (once === undefined || last === undefined) return false;
  const per = once.per === undefined ? undefined : mostOf(once.per);
  return once.per === undefined || per === undefined || state.now < last + per;
}

function isDue(state: State, { stay, rule }: Run): boolean {
  if (isOver(state, rule)) {
    state.wasOnce = true;
    return false;
  }
  const { condition } = rule;
  const verdict = condition === undefined || holds(condition.expanded, looking(state, stay.previous));
  if (verdict !== "unclear") return verdict;
  // What hangs on something unknown matters only where the rule does something to the item.
  if (rule.moves !== undefined || rule.writes !== undefined) state.isUnclear = true;
  return false;
}

/** Whether a message to the client has an address to go to. */
function canBeWrittenTo({ item, workshop }: State, { rule }: RuleFacts): boolean {
  const { entity, schema } = workshop.reader;
  const links = entity.entity.client ?? [];
  const isElsewhere = rule.args.some(({ value }) => isEmail(value.type));
  return (
    links.length === 0 ||
    isElsewhere ||
    links.some((link) => {
      const client = item.fields.get(link);
      if (client?.kind !== "item") return false;
      const fields = schema.entities[client.item.entity]?.fields ?? {};
      return Object.entries(fields).some(
        ([name, field]) => field.type === "Email" && client.item.fields.get(name) !== undefined,
      );
    })
  );
}

function isEmail(type: Type): boolean {
  const kind = present(type);
  return kind.kind === "plain" && kind.name === "Email";
}

const isActive = ({ rule }: Run): boolean => rule.moves !== undefined || rule.writes !== undefined;

/** Whether something that hangs on working time might as well come before what is due, and it matters. */
function mayComeFirst(due: number, batch: readonly Run[], { waiting }: State): boolean {
  return waiting.some((one) => one.isRough && one.earliest <= due && (isActive(one) || batch.some(isActive)));
}

/** Runs everything that is due next: all conditions are looked at before anything is done. */
function runBatch(state: State): void {
  const due = Math.min(...state.waiting.map((one) => one.due));
  state.now = due;
  const batch = state.waiting.filter((one) => one.due === due).sort((a, b) => a.order - b.order);
  state.waiting = state.waiting.filter((one) => one.due !== due);
  state.patience.left -= batch.length;
  if (mayComeFirst(due, batch, state)) {
    state.isUnclear = true;
    return;
  }
  const starting = batch.filter((run) => {
    const runs = isDue(state, run);
    if (!state.looked.has(run.rule)) state.looked.set(run.rule, state.now);
    if (runs) state.ran.add(run.rule);
    else run.stay.ended.set(run.rule.rule.name, "skipped");
    return runs;
  });
  const values = starting.map((run) => valueFor(state, run));
  for (const [index, run] of starting.entries()) {
    const { stay, rule } = run;
    if (state.isUnclear) return;
    if (rule.message !== undefined && !canBeWrittenTo(state, rule)) {
      stay.ended.set(rule.rule.name, "failed");
      continue;
    }
    write(state, run, values[index]);
    const target = state.standing && targetIn(rule, state.standing.pipeline);
    if (target === undefined && rule.moves !== undefined && rule.moves.kind !== "stage")
      state.isUnclear = true;
    const isAway = stay.visit !== undefined && stay.visit !== state.visit;
    const isRefused = isAway && target !== undefined && target !== state.standing?.stage;
    stay.ended.set(rule.rule.name, isRefused ? "failed" : "done");
    if (isRefused) state.refused.add(rule);
    // What has failed does not count as done.
    if (rule.rule.modifiers.once !== undefined && !isRefused) state.onceAt.set(rule, state.now);
    if (target !== undefined && !isAway) move(state, target, { block: stay.block, rule });
  }
}

function endingOf(state: State): Ending | undefined {
  if (state.isUnclear || state.patience.left <= 0) return "unclear";
  const { steps } = state;
  const early = steps[steps.length - budget];
  if (early !== undefined && state.now - early.at < hour)
    return isWithoutEnd(steps, state.looked.keys(), state.moving.triggersOn) ? "endless" : "long";
  if (steps.length < mostSteps && state.waiting.length > 0) return undefined;
  if (state.isPartial) return "unclear";
  return steps.length < mostSteps ? "still" : "slow";
}

/**
 * Follows an item through the funnel, as the service would, with nobody touching it but the rules.
 *
 * @param sample the item as it is when it has entered the stage, or once its field has changed
 */
export function walk(
  sample: Sample,
  { blocks, standing, changed }: Start,
  moving: Moving,
  workshop: Workshop,
  patience: Patience,
): Walk {
  const state: State = {
    moving,
    workshop,
    began: sample.now,
    patience,
    item: placed(sample.item, standing),
    standing,
    visit: 1,
    now: 0,
    order: 0,
    waiting: [],
    blocked: [],
    steps: [],
    onceAt: new Map(),
    wasOnce: false,
    idle: undefined,
    isUnclear: false,
    isPartial: false,
    looked: new Map(),
    ran: new Set(),
    refused: new Set(),
    planned: new Set(),
  };
  for (const block of blocks) {
    start(state, block, block.block.kind === "stage" ? state.visit : undefined, sample.previous);
  }
  const found = changed === undefined ? undefined : triggered(state, changed, sample.previous);
  if (found !== undefined) move(state, found.stage, found.facts);
  releaseAll(state);
  let ending = endingOf(state);
  while (ending === undefined) {
    runBatch(state);
    releaseAll(state);
    ending = endingOf(state);
  }
  const { steps, wasOnce, idle, looked, ran, refused, planned, visit } = state;
  return { steps, ending, wasOnce, idle, looked, ran, refused, planned, hasLeft: visit > 1 };
}
