import { diagnostic, type Witness } from "../../../diagnostics/diagnostic.ts";
import type { Include } from "../../../syntax/tree.ts";
import type { CheckedExpression, Origin } from "../../checked.ts";
import { someChild } from "../../children.ts";
import type { BlockFacts, RuleFacts } from "../facts.ts";
import {
  type Condition,
  conditionOf,
  exclude,
  type Found,
  implies,
  type Knowledge,
  never,
  readsAnything,
  sampleFor,
  usualSample,
  workshopFor,
} from "../knowledge.ts";
import { holds } from "../logic/evaluate.ts";
import { all, type Formula, not, sizeOf, yes } from "../logic/formula.ts";
import { isOrdinary } from "../logic/ordinary.ts";
import type { Reader } from "../logic/reader.ts";
import { remember } from "../logic/recollection.ts";
import { lookingAt, type Sample } from "../logic/sample.ts";
import { type Actor, actorFor } from "../occasions.ts";
import { scenarioOf } from "../scenario.ts";
import { includeOf, type Site, siteOf } from "../site.ts";
import { fieldPaths, sampleWords, sourceOf } from "../words.ts";

/** What a condition is judged with. */
export interface Court {
  readonly reader: Reader;
  readonly site: Site;
  readonly origin?: Origin;
  readonly knowledge: Knowledge;
  /** What holds anyway: the condition of the header. */
  readonly given?: Condition;
  /** Where the items stand. */
  readonly place: Formula;
  /** Lets the rules that stand under the condition start for an item. */
  readonly actor: (sample: Sample) => Actor | undefined;
}

/** The parts that a condition is made of by `and` or `or`. */
function partsOf(value: CheckedExpression): readonly CheckedExpression[] {
  switch (value.kind) {
    case "group":
      return partsOf(value.inner);
    case "and":
    case "or":
      return value.operands;
    default:
      return [];
  }
}

function isDeclared(value: CheckedExpression): boolean {
  return value.kind === "constant" || value.kind === "call" || someChild(value, isDeclared);
}

/** Whether it depends on constants alone, which somebody may have made to switch rules on and off. */
function isSwitch({ source, expanded }: Condition): boolean {
  return isDeclared(source) && !readsAnything(expanded);
}

type Verdict = "never" | "always" | undefined;

function verdictOn(formula: Formula, { knowledge, place }: Court): Verdict {
  if (isOrdinary(formula, place)) return undefined;
  if (exclude(place, formula, knowledge)) return "never";
  return implies(place, formula, knowledge) ? "always" : undefined;
}

/** A condition, or the smallest part of it, that is always the same. */
function culprit(
  condition: Condition,
  court: Court,
): { readonly of: Condition; readonly verdict: Verdict } | undefined {
  if (isSwitch(condition)) return undefined;
  const verdict = verdictOn(condition.formula, court);
  for (const part of partsOf(condition.source)) {
    const found = culprit(conditionOf(part, court.reader), court);
    if (found !== undefined && (verdict === undefined || found.verdict === verdict)) return found;
  }
  return verdict === undefined ? undefined : { of: condition, verdict };
}

/** The parts that together can never be, each by itself. */
function conjuncts(value: CheckedExpression): readonly CheckedExpression[] {
  if (value.kind === "group") return conjuncts(value.inner);
  return value.kind === "and" ? value.operands.flatMap(conjuncts) : [value];
}

/** How many items a witness has. */
const mostItems = 3;

/** Items that come near to a condition that never holds: each satisfies one part of it, and fails another. */
function nearMisses(condition: Condition, court: Court): Witness | undefined {
  const { reader, knowledge, site } = court;
  const sources = [
    ...(court.given === undefined ? [] : conjuncts(court.given.source)),
    ...conjuncts(condition.source),
  ];
  const parts = sources.map((source) => conditionOf(source, reader));
  const workshop = workshopFor(reader);
  const told: string[] = [];
  const samples: Sample[] = [];
  for (const part of parts.slice(0, 20)) {
    if (samples.length === mostItems) break;
    const sample =
      parts.length === 1 ? usualSample(reader) : sampleFor([part], court.place, reader, knowledge);
    if (sample === undefined) continue;
    const failing = parts.find((one) => holds(one.expanded, lookingAt(sample, workshop)) === false);
    if (failing === undefined) continue;
    const words = sampleWords(sample, fieldPaths(part.formula, failing.formula), reader);
    const sentence = `on ${words}, \`${sourceOf(failing.source, site)}\` is false`;
    if (told.includes(sentence)) continue;
    samples.push(sample);
    told.push(sentence);
  }
  return witnessOf(told, samples, court);
}

/** An item on which a part of a condition has the one value that it ever has, and the whole has it too. */
function example(part: Condition, verdict: Verdict, whole: Condition, court: Court): Witness | undefined {
  const { reader, knowledge, given, place } = court;
  const wanted = given === undefined ? [] : [given];
  const formula = verdict === "always" ? whole.formula : not(whole.formula);
  const sample =
    sampleFor(wanted, all(place, formula), reader, knowledge) ?? sampleFor(wanted, place, reader, knowledge);
  if (sample === undefined) return undefined;
  const words = sampleWords(sample, fieldPaths(part.formula, not(part.formula), whole.formula), reader);
  return witnessOf([`it is ${verdict === "always" ? "true" : "false"} on ${words}`], [sample], court);
}

function witnessOf(told: readonly string[], samples: readonly Sample[], court: Court): Witness | undefined {
  if (told.length === 0) return undefined;
  const actors = samples.map(court.actor).filter((one) => one !== undefined);
  const now = samples[0]?.now ?? 0;
  const scenario = actors.length === 0 ? undefined : scenarioOf(court.reader.schema, now, actors, "+7d");
  return { text: told.join("; "), ...(scenario !== undefined && { scenario }) };
}

/** How many conditions are joined by `and` or `or`. */
function countOf(value: CheckedExpression): number {
  const parts = partsOf(value);
  return parts.length === 0 ? 1 : parts.reduce((sum, part) => sum + countOf(part), 0);
}

/** Whether a condition, and each of its parts, is plainly true on some items and false on others. */
function isBeyondDoubt({ source, formula }: Condition, { given, place }: Court): boolean {
  if (!isOrdinary(formula) || sizeOf(formula) !== countOf(source)) return false;
  return isOrdinary(formula, ...(given === undefined ? [] : [given.formula]), place);
}

/** What a judgement depends on, in words; undefined where words do not say it. */
function caseOf({ key }: Condition, { given, place }: Court): string | undefined {
  if (key === undefined || place !== yes) return undefined;
  if (given === undefined) return key;
  return given.key === undefined ? undefined : `${key} given ${given.key}`;
}

/** Judges a condition by itself, and together with what holds anyway. */
export function judge(condition: Condition, court: Court): readonly Found[] {
  const { harmless } = court.reader.known;
  const key = caseOf(condition, court);
  if (key !== undefined && harmless.has(key)) return [];
  const found = judged(condition, court);
  // Where nothing may be spent any more, nothing is found either.
  if (key !== undefined && found.length === 0 && court.knowledge.effort.left > 0) {
    remember(harmless, key, true);
  }
  return found;
}

function judged(condition: Condition, court: Court): readonly Found[] {
  const { given, knowledge, origin, place, site } = court;
  const found = (of: Condition, verdict: Verdict, withHeader: boolean): readonly Found[] => {
    const words = { text: sourceOf(of.source, site), with: withHeader ? ("header" as const) : undefined };
    const isNever = verdict === "never";
    const said = diagnostic(isNever ? "OS3014" : "OS3015", of.source, words);
    const { given: _, ...without } = court;
    const isWhole = of === condition;
    const witness =
      isNever && isWhole
        ? nearMisses(of, withHeader ? court : without)
        : example(of, verdict, condition, court);
    return [{ ...(origin && { origin }), diagnostic: { ...said, ...(witness && { witness }) } }];
  };
  if (isBeyondDoubt(condition, court)) return [];
  const alone = culprit(condition, court);
  if (alone !== undefined) return found(alone.of, alone.verdict, false);
  if (given === undefined || isSwitch(condition)) return [];
  const before = all(given.formula, place);
  if (exclude(before, condition.formula, knowledge)) return found(condition, "never", true);
  return implies(before, condition.formula, knowledge) ? found(condition, "always", true) : [];
}

function ofRule(facts: RuleFacts, block: BlockFacts, site: Site, knowledge: Knowledge): readonly Found[] {
  const { rule, own } = facts;
  const { origin } = rule;
  const court: Court = {
    reader: block.reader,
    site: siteOf(rule, site),
    ...(origin && { origin }),
    knowledge,
    place: block.place,
    ...(block.header && origin === undefined && { given: block.header }),
    actor: (sample) => actorFor(block, sample),
  };
  const { until } = rule.schedule.repeat ?? {};
  const { given: _, ...alone } = court;
  return [
    ...(own === undefined ? [] : judge(own, court)),
    ...(until === undefined ? [] : judge(conditionOf(until, block.reader), alone)),
  ];
}

/** Rules of groups whose conditions cannot hold where they are included: told once at each `include`. */
function ofIncludes(block: BlockFacts, site: Site, knowledge: Knowledge): readonly Found[] {
  const told = new Map<Include, Found>();
  for (const { rule, own, condition } of block.rules) {
    if (rule.origin === undefined || condition === undefined || isOrdinary(condition.formula)) continue;
    if (own !== undefined && never(own.formula, knowledge)) continue;
    if (isSwitch(condition) || !exclude(block.place, condition.formula, knowledge)) continue;
    const include = includeOf(block.block, rule);
    if (include === undefined || told.has(include)) continue;
    const text =
      own === undefined ? sourceOf(condition.source, site) : sourceOf(own.source, siteOf(rule, site));
    const place = include.group.kind === "Call" ? include.group.callee : include;
    const said = diagnostic("OS3014", place, { text, with: "include" });
    const court: Court = {
      reader: block.reader,
      site,
      knowledge,
      place: block.place,
      actor: (sample) => actorFor(block, sample),
    };
    const witness = nearMisses(condition, court);
    told.set(include, { diagnostic: { ...said, ...(witness && { witness }) } });
  }
  return [...told.values()];
}

/** Conditions of a block that are never true, or always. */
export function conditionFindings(block: BlockFacts, site: Site, knowledge: Knowledge): readonly Found[] {
  const { header } = block;
  const court: Court = {
    reader: block.reader,
    site,
    knowledge,
    place: block.place,
    actor: (sample) => actorFor(block, sample),
  };
  const ofHeader = header === undefined ? [] : judge(header, court);
  if (ofHeader.some((one) => one.diagnostic.code === "OS3014")) return ofHeader;
  const ofRules = block.rules.flatMap((rule) => ofRule(rule, block, site, knowledge));
  return [...ofHeader, ...ofRules, ...ofIncludes(block, site, knowledge)];
}
