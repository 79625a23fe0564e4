import { diagnostic, insert, type Witness } from "../../../diagnostics/diagnostic.ts";
import type { NoItems } from "../../../diagnostics/funnel.ts";
import type { Pipeline } from "../../../schema/format.ts";
import type { Funnel, PlacedTrigger, TriggerFacts } from "../funnel.ts";
import { exclude, type Found, type Knowledge, never, sampleFor, usualSample } from "../knowledge.ts";
import { all, type Formula, not, yes } from "../logic/formula.ts";
import { keyOf } from "../logic/key.ts";
import { placeId, placesOf, standsIn } from "../logic/places.ts";
import type { Sample } from "../logic/sample.ts";
import { type Actor, changeOf, payloadFor } from "../occasions.ts";
import { type Standing, scenarioOf } from "../scenario.ts";
import { type Court, judge } from "./conditions.ts";

const formulaOf = ({ condition }: TriggerFacts): Formula => condition?.formula ?? yes;

/** Whether whenever the event of one happens, that of the other does. */
function covers(other: TriggerFacts, one: TriggerFacts): boolean {
  const [a, b] = [other.trigger.event, one.trigger.event];
  if (a.name !== b.name) return false;
  if (a.name === "fieldChanged") {
    return (
      a.fields.length === 0 || (b.fields.length > 0 && b.fields.every((field) => a.fields.includes(field)))
    );
  }
  return a.args.every((arg) =>
    b.args.some((own) => own.parameter.name === arg.parameter.name && keyOf(own.value) === keyOf(arg.value)),
  );
}

/** The place of the stage that a trigger moves to in a pipeline; -1 where it moves to none. */
function targetPlace({ trigger }: TriggerFacts, pipeline: Pipeline): number {
  const target = trigger.targets.find((one) => one.pipeline.id === pipeline.id);
  return target === undefined ? -1 : pipeline.stages.findIndex((stage) => stage.id === target.stage.id);
}

/** Whether a trigger stands in the way of later ones for items of a stage: it moves them, or leaves them there. */
function claims(facts: TriggerFacts, pipeline: Pipeline, from: number): boolean {
  const to = targetPlace(facts, pipeline);
  if (to === -1) return false;
  if (to === from) return true;
  return pipeline.stages[from]?.final === undefined && (to > from || facts.trigger.node.backward);
}

interface Way {
  readonly standing: Standing;
  readonly rivals: readonly TriggerFacts[];
}

/** The stages out of which a trigger could move items, with those that come before it there. */
function waysOf(facts: TriggerFacts, rivals: readonly TriggerFacts[]): readonly Way[] {
  return facts.trigger.targets.flatMap(({ pipeline }) => {
    const to = targetPlace(facts, pipeline);
    return pipeline.stages.flatMap((stage, from): readonly Way[] => {
      if (from === to || !claims(facts, pipeline, from)) return [];
      const before = rivals.filter((one) => {
        const place = targetPlace(one, pipeline);
        return place < to && claims(one, pipeline, from);
      });
      return [{ standing: { pipeline, stage }, rivals: before }];
    });
  });
}

/** Lets the event of a trigger happen to an item that stands in a stage. */
function actorIn(standing: Standing, facts: TriggerFacts, sample: Sample): Actor | undefined {
  const { reader, trigger } = facts;
  const { event } = trigger;
  if (event.name === "created") return { item: sample.item, standing, isNew: true, events: [] };
  if (event.name === "fieldChanged") {
    const fields = event.fields.length > 0 ? event.fields : Object.keys(reader.entity.entity.fields);
    const actor = changeOf(fields, sample, reader, []);
    return actor && { ...actor, standing };
  }
  const payload = payloadFor(event, reader);
  return payload && { item: sample.item, standing, events: [{ kind: "event", name: event.name, payload }] };
}

/** The event, for an item in each stage of a pipeline. */
function witnessFor(facts: TriggerFacts, text: string, knowledge: Knowledge): Witness {
  const { reader, condition, trigger } = facts;
  const sample =
    sampleFor(condition === undefined ? [] : [condition], yes, reader, knowledge) ?? usualSample(reader);
  const [target] = trigger.targets;
  const stages = target?.pipeline.stages ?? [];
  const actors = stages.slice(0, 12).flatMap((stage) => {
    if (target === undefined) return [];
    const item = { ...sample.item };
    return actorIn({ pipeline: target.pipeline, stage }, facts, { ...sample, item }) ?? [];
  });
  const scenario = actors.length === 0 ? undefined : scenarioOf(reader.schema, sample.now, actors, "+1d");
  return { text, ...(scenario !== undefined && { scenario }) };
}

/** How many stages times triggers of one event are gone through; nothing is said beyond. */
const mostWays = 2000;

function whyNoItems(
  facts: TriggerFacts,
  others: readonly TriggerFacts[],
  knowledge: Knowledge,
): NoItems | undefined {
  const stages = facts.trigger.targets.reduce((sum, one) => sum + one.pipeline.stages.length, 0);
  if (stages * (others.length + 1) > mostWays) return undefined;
  const ways = waysOf(facts, others);
  if (ways.length === 0) return { kind: "first" };
  const winners = new Set<TriggerFacts>();
  for (const { rivals, standing } of ways) {
    const { pipeline, stage } = standing;
    const own = all(formulaOf(facts), standsIn([placeId(pipeline.id, stage.id)], facts.trigger.entity));
    if (never(own, knowledge)) continue;
    if (rivals.length === 0) return undefined;
    if (!never(all(own, ...rivals.map((one) => not(formulaOf(one)))), knowledge)) return undefined;
    for (const one of rivals) winners.add(one);
  }
  if (winners.size === 0) return { kind: "behind" };
  const own = formulaOf(facts);
  const met = [...winners].filter((one) => !exclude(own, formulaOf(one), knowledge));
  const titles = met.flatMap(({ trigger }) => trigger.targets[0]?.stage.title ?? []);
  return { kind: "shadowed", stages: [...new Set(titles)] };
}

/** What is wrong with the condition of a trigger. */
export function triggerConditions({ facts, site }: PlacedTrigger, knowledge: Knowledge): readonly Found[] {
  const { condition, reader, trigger } = facts;
  if (condition === undefined) return [];
  const [target] = trigger.targets;
  const stage = target?.pipeline.stages.find((one) => one !== target.stage && one.final === undefined);
  const court: Court = {
    reader,
    site,
    knowledge,
    place: standsIn(placesOf(trigger.targets.map((one) => one.pipeline)), trigger.entity),
    actor: (sample) =>
      target === undefined || stage === undefined
        ? undefined
        : actorIn({ pipeline: target.pipeline, stage }, facts, sample),
  };
  return judge(condition, court);
}

/** Whether a trigger moves no item, whatever happens; undefined where it may. */
export function triggerFinding(
  facts: TriggerFacts,
  all: readonly TriggerFacts[],
  knowledge: Knowledge,
): Found | undefined {
  const { trigger } = facts;
  if (never(formulaOf(facts), knowledge)) return undefined;
  const others = all.filter((one) => one !== facts && covers(one, facts));
  const why = whyNoItems(facts, others, knowledge);
  if (why === undefined) return undefined;
  const { node } = trigger;
  const stage = trigger.targets[0]?.stage.title ?? "";
  const fixes =
    why.kind !== "shadowed" ? [insert("Write `allow backward`", node.end, " allow backward", false)] : [];
  const text =
    why.kind !== "shadowed"
      ? `whichever stage an item is in, \`${trigger.event.name}\` leaves it there`
      : `whichever stage an item is in, \`${trigger.event.name}\` does not bring it to "${stage}"`;
  const said = diagnostic("OS3020", node.target, { stage, why }, fixes);
  return { diagnostic: { ...said, witness: witnessFor(facts, text, knowledge) } };
}

/** The triggers of an event of items of one kind, by both. */
export function triggersByEvent({ triggers }: Funnel): ReadonlyMap<string, readonly PlacedTrigger[]> {
  const found = new Map<string, PlacedTrigger[]>();
  for (const one of triggers) {
    const { event, entity } = one.facts.trigger;
    const key = `${event.name} ${entity.name}`;
    const others = found.get(key);
    if (others === undefined) found.set(key, [one]);
    else others.push(one);
  }
  return found;
}
