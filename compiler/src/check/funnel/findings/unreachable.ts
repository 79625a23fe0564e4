import { type Diagnostic, diagnostic, type Witness } from "../../../diagnostics/diagnostic.ts";
import type { NeverRuns } from "../../../diagnostics/funnel.ts";
import type { CheckedRule, CheckedStageBlock } from "../../checked.ts";
import { leastOf, mostOf } from "../durations.ts";
import type { BlockFacts, RuleFacts } from "../facts.ts";
import { type Found, implies, type Knowledge, sampleFor, usualSample } from "../knowledge.ts";
import { day } from "../logic/calendar.ts";
import { all, type Formula } from "../logic/formula.ts";
import { targetIn } from "../moves.ts";
import { actorFor } from "../occasions.ts";
import { type Standing, scenarioOf } from "../scenario.ts";
import { ruleName } from "../words.ts";

/** What other rules may take before a rule that waits for them starts: attempts are repeated for hours. */
const slack = day;

/** The time after which a rule has run for certain, counted from entering; undefined where nobody can tell. */
function latestStart(facts: RuleFacts, byName: ReadonlyMap<string, RuleFacts>): number | undefined {
  const { delay, at, within, repeat } = facts.rule.schedule;
  if (at !== undefined || within !== undefined || repeat !== undefined) return undefined;
  let latest = 0;
  for (const name of facts.behind()) {
    const other = byName.get(name);
    const { schedule } = other?.rule ?? {};
    if (other === undefined || schedule?.at || schedule?.within || schedule?.repeat) return undefined;
    const most = schedule?.delay === undefined ? 0 : mostOf(schedule.delay);
    if (most === undefined) return undefined;
    latest += most + slack;
  }
  const own = delay === undefined ? 0 : mostOf(delay);
  return own === undefined ? undefined : latest + own;
}

/** The time before which a rule does not start, counted from entering. */
function earliestStart({ rule }: RuleFacts): number {
  const { delay, repeat } = rule.schedule;
  return (delay === undefined ? 0 : leastOf(delay)) + (repeat === undefined ? 0 : leastOf(repeat.every));
}

/** Whether a rule runs once for every visit, whatever became of others. */
function isSteady({ rule, needs }: RuleFacts): boolean {
  const { once, skipIfLate } = rule.modifiers;
  return once === undefined && !skipIfLate && needs.size === 0;
}

/** The stage to which a rule moves items out of every stage of its block; undefined where it leaves some there. */
function wayOut(facts: RuleFacts, block: CheckedStageBlock): string | undefined {
  let title: string | undefined;
  for (const { pipeline, stages } of block.places) {
    const target = targetIn(facts, pipeline);
    if (target === undefined || stages.includes(target)) return undefined;
    title ??= target.title;
  }
  return title;
}

/** A rule that moves the item out of every stage of its block, if it runs. */
interface WayOut {
  readonly facts: RuleFacts;
  readonly stage: string;
  /** Whether it runs for every item; found out when it is asked for. */
  readonly always: () => boolean;
}

/** The rules that move the item out of every stage of a block, whatever became of others. */
function waysOut({ block, rules, place }: BlockFacts, knowledge: Knowledge): readonly WayOut[] {
  if (block.kind !== "stage" || !rules.some(waits)) return [];
  return rules.flatMap((facts): readonly WayOut[] => {
    const stage = facts.moves === undefined || !isSteady(facts) ? undefined : wayOut(facts, block);
    if (stage === undefined) return [];
    let known: boolean | undefined;
    const always = (): boolean => {
      known ??= implies(place, facts.guard, knowledge);
      return known;
    };
    return [{ facts, stage, always }];
  });
}

const waits = ({ rule }: RuleFacts): boolean => rule.after.length + rule.uses.length > 0;

/** Whether a rule that another waits for has always moved the item when that one would start. */
function comesBefore(
  { facts, always }: WayOut,
  other: RuleFacts,
  place: Formula,
  knowledge: Knowledge,
): boolean {
  const { name } = facts.rule;
  if (!other.behind().has(name) || other.needs.get(name) === "failed") return false;
  if (always()) return true;
  return other.start === facts.start && implies(all(place, other.guard), facts.guard, knowledge);
}

/** A rule that moves the item on, whatever the item is like, and after what time it has. */
export interface Leaver {
  readonly facts: RuleFacts;
  readonly latest: number;
}

const leavers = new WeakMap<BlockFacts, readonly Leaver[]>();

/** The rules of a block that move the item on in any case. */
export function leaversOf(block: BlockFacts, knowledge: Knowledge): readonly Leaver[] {
  const known = leavers.get(block);
  if (known !== undefined) return known;
  const byName = new Map(block.rules.map((one) => [one.rule.name, one]));
  const found = block.rules.flatMap((facts): readonly Leaver[] => {
    if (facts.moves === undefined || !isSteady(facts)) return [];
    if (!implies(block.place, facts.guard, knowledge)) return [];
    const latest = latestStart(facts, byName);
    return latest === undefined ? [] : [{ facts, latest }];
  });
  leavers.set(block, found);
  return found;
}

function contradiction(rule: CheckedRule): NeverRuns | undefined {
  for (const { rule: other, when } of rule.after) {
    if (when !== "fails") continue;
    if (rule.uses.includes(other)) return { kind: "outcomes", other, uses: true };
    const isBoth = rule.after.some((one) => one.rule === other && one.when === "succeeds");
    if (isBoth) return { kind: "outcomes", other, uses: false };
  }
  return undefined;
}

function reasonFor(
  facts: RuleFacts,
  block: BlockFacts,
  movers: readonly WayOut[],
  knowledge: Knowledge,
): NeverRuns | undefined {
  const clash = contradiction(facts.rule);
  if (clash !== undefined || !waits(facts)) return clash;
  for (const mover of movers) {
    if (!comesBefore(mover, facts, block.place, knowledge)) continue;
    return { kind: "moved", mover: ruleName(mover.facts.rule), stage: mover.stage };
  }
  return undefined;
}

/** The rule by which the item has left, in every stage of a block, before one of its rules would start. */
function earlierWay(facts: RuleFacts, block: CheckedStageBlock, at: LeaversAt): NeverRuns | undefined {
  const earliest = earliestStart(facts);
  if (earliest <= 0) return undefined;
  let why: NeverRuns | undefined;
  for (const { pipeline, stages } of block.places) {
    for (const stage of stages) {
      const found = at({ pipeline, stage }).flatMap((one) => {
        const target =
          one.latest < earliest && one.facts !== facts ? targetIn(one.facts, pipeline) : undefined;
        return target === undefined || target === stage
          ? []
          : [{ mover: ruleName(one.facts.rule), stage: target.title }];
      });
      const [first] = found;
      if (first === undefined) return undefined;
      why ??= { kind: "moved", ...first };
    }
  }
  return why;
}

/** The rules that move items on in any case, out of a stage. */
export type LeaversAt = (standing: Standing) => readonly Leaver[];

/** How long a scenario goes on so that the moment of a rule is over; two months where nobody can tell. */
function untilOf(facts: RuleFacts, block: BlockFacts): string {
  const latest = latestStart(facts, new Map(block.rules.map((one) => [one.rule.name, one])));
  return latest === undefined ? "+60d" : `+${Math.min(360, Math.ceil(latest / day) + 1)}d`;
}

function witnessFor(
  facts: RuleFacts,
  why: NeverRuns,
  block: BlockFacts,
  knowledge: Knowledge,
): Witness | undefined {
  const wanted = facts.condition === undefined ? [] : [facts.condition];
  const sample = sampleFor(wanted, block.place, block.reader, knowledge) ?? usualSample(block.reader);
  const actor = actorFor(block, sample);
  const { reader } = block;
  const text =
    why.kind === "moved"
      ? `a ${reader.entity.entity.item} that enters the stage is moved to "${why.stage}", and ${ruleName(facts.rule)} is cancelled`
      : `whether \`${why.other}\` succeeds or fails, ${ruleName(facts.rule)} is skipped`;
  return {
    text,
    ...(actor && { scenario: scenarioOf(reader.schema, sample.now, [actor], untilOf(facts, block)) }),
  };
}

function told(facts: RuleFacts, why: NeverRuns, block: BlockFacts, knowledge: Knowledge): Found {
  const { rule } = facts;
  const place = rule.node.action.kind === "Call" ? rule.node.action.callee : rule.node;
  const said: Diagnostic = diagnostic("OS3016", place, { rule: ruleName(rule), why });
  const witness = witnessFor(facts, why, block, knowledge);
  const found: Diagnostic = { ...said, ...(witness && { witness }) };
  return { ...(rule.origin && { origin: rule.origin }), diagnostic: found };
}

/** Rules of a block that can never run, though nothing is wrong with their conditions. */
export function unreachableFindings(block: BlockFacts, knowledge: Knowledge): readonly Found[] {
  const movers = waysOut(block, knowledge);
  const hidden = new Set<string>();
  return block.rules.flatMap((facts): readonly Found[] => {
    const why = reasonFor(facts, block, movers, knowledge);
    if (why === undefined) return [];
    // What waits for a rule that never runs is not told of as well.
    const isTold = [...facts.behind()].some((name) => hidden.has(name));
    hidden.add(facts.rule.name);
    return isTold ? [] : [told(facts, why, block, knowledge)];
  });
}

/** Rules of a block that wait for a time which never comes, since the item is always moved on before. */
export function leftEarlier(block: BlockFacts, at: LeaversAt, knowledge: Knowledge): readonly Found[] {
  const { block: node, delayed } = block;
  if (node.kind !== "stage" || delayed.length === 0) return [];
  const staysSomewhere = node.places.some(({ pipeline, stages }) =>
    stages.some((stage) => at({ pipeline, stage }).length === 0),
  );
  if (staysSomewhere) return [];
  return delayed.flatMap((facts) => {
    const why = earlierWay(facts, node, at);
    return why === undefined ? [] : [told(facts, why, block, knowledge)];
  });
}
