import { type Diagnostic, diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Stage } from "../../../schema/format.ts";
import type { Span } from "../../../syntax/tree.ts";
import { type Graph, graphOf, type Place, roundabouts } from "../circles/graph.ts";
import { type Mover, type Moving, movingOf } from "../circles/moving.ts";
import { circleFrom, type Tries } from "../circles/search.ts";
import { type Step, type Walk, walk } from "../circles/walk.ts";
import type { BlockFacts } from "../facts.ts";
import type { TriggerFacts } from "../funnel.ts";
import { type Knowledge, workshopFor } from "../knowledge.ts";
import { day } from "../logic/calendar.ts";
import { yes } from "../logic/formula.ts";
import type { Reader } from "../logic/reader.ts";
import type { Sample } from "../logic/sample.ts";
import { type Actor, changeOf } from "../occasions.ts";
import { type Standing, scenarioOf, stageBefore } from "../scenario.ts";
import { fieldPaths, ruleName, sampleWords } from "../words.ts";

/** A circle, with the rule or the trigger that it is told of. */
export interface CircleFound {
  readonly by: Mover | TriggerFacts;
  readonly diagnostic: Diagnostic;
}

/** Circles of one group of places; more are told once these are mended. */
const mostCircles = 5;

interface Round {
  readonly walk: Walk;
  readonly sample: Sample;
  /** Where the way begins: a stage or a field. */
  readonly start: Place;
  /** The steps that come again and again, or that lead back. */
  readonly loop: readonly Step[];
  /** What the first of them starts from. */
  readonly from: Stage | string;
  readonly times: number;
}

const nameOf = (place: Stage | string): string => (typeof place === "string" ? place : `"${place.title}"`);

const isMover = (by: Mover | TriggerFacts): by is Mover => "rule" in by;

/** The part of a way that leads back to where it came from; undefined where none does. */
function roundOf(found: Walk, sample: Sample, start: Place): Round | undefined {
  const { steps, ending, wasOnce } = found;
  if (ending === "unclear") return undefined;
  const places: readonly (Stage | string)[] = [
    start.kind === "stage" ? start.stage : start.field,
    ...steps.map((step) => step.to),
  ];
  if (ending === "still") {
    if (wasOnce) return undefined;
    const back = places.findIndex((one, index) => typeof one !== "string" && places.indexOf(one) < index);
    const stage = places[back];
    if (stage === undefined) return undefined;
    const first = places.indexOf(stage);
    const times = places.filter((one) => one === stage).length - 1;
    // Who wrote `once` knows that items come round.
    const isCut = steps.some(({ by }) => isMover(by) && by.rule.rule.modifiers.once !== undefined);
    if (isCut) return undefined;
    return { walk: found, sample, start, loop: steps.slice(first, back), from: stage, times };
  }
  const last = places[places.length - 1];
  const before = last === undefined ? -1 : places.lastIndexOf(last, places.length - 2);
  if (last === undefined || before === -1) return undefined;
  return { walk: found, sample, start, loop: steps.slice(before), from: last, times: 0 };
}

function placeIn(pipelines: Moving["pipelines"], stage: Stage): number {
  for (const { stages } of pipelines) {
    const found = stages.indexOf(stage);
    if (found !== -1) return found;
  }
  return -1;
}

/** Whether a step follows from a change of a field, and not from being in a stage. */
function followsChange({ by }: Step): boolean {
  return !isMover(by) || by.block.block.kind === "event";
}

/** The places of a circle, each once in a row. Fields that are written on the way and start nothing are left out. */
function placesOf({ loop, from }: Round): readonly (Stage | string)[] {
  const all = [from, ...loop.map((step) => step.to)];
  return all.slice(0, -1).filter((place, index) => {
    const next = loop[index];
    const isNeeded = typeof place !== "string" || (next !== undefined && followsChange(next));
    return isNeeded && place !== all[index + 1];
  });
}

/** Turns a circle so that it begins with its earliest stage. */
function turned(round: Round, { pipelines }: Moving): readonly (Stage | string)[] {
  const own = placesOf(round);
  const places = own.length === 0 ? [round.from] : own;
  const ranks = places.map((one) =>
    typeof one === "string" ? Number.MAX_SAFE_INTEGER : placeIn(pipelines, one),
  );
  const first = ranks.indexOf(Math.min(...ranks));
  const begun = [...places.slice(first), ...places.slice(0, first)];
  return begun[0] === undefined ? [] : [...begun, begun[0]];
}

/** The step that leads back: to an earlier stage, or the last one. */
function culprit({ loop, from }: Round, { pipelines }: Moving): Step | undefined {
  let stage = typeof from === "string" ? undefined : from;
  let back: Step | undefined;
  for (const step of loop) {
    if (typeof step.to === "string") continue;
    if (stage !== undefined && placeIn(pipelines, step.to) < placeIn(pipelines, stage)) back = step;
    stage = step.to;
  }
  return back ?? loop[loop.length - 1];
}

function actorOf({ start, sample }: Round, reader: Reader, moving: Moving): Actor | undefined {
  if (start.kind === "field") return changeOf([start.field], sample, reader, moving.pipelines);
  const before = stageBefore(start);
  return before && { item: sample.item, standing: before, events: [{ kind: "move", to: start.stage }] };
}

/** How long a scenario has to go on to show it. */
function untilOf({ walk: found, loop }: Round): string {
  if (found.ending === "endless" || found.ending === "long") return "+1h";
  const [first, last] = [loop[0], loop[loop.length - 1]];
  const length = Math.ceil(((last?.at ?? 0) - (first?.at ?? 0) + day) / day);
  return `+${Math.min(360, Math.max(7, length * 5))}d`;
}

function messageOf(round: Round, path: readonly string[], span: Span): Diagnostic {
  const { walk: found, loop, times } = round;
  switch (found.ending) {
    case "endless":
      return loop.every((step) => typeof step.to === "string")
        ? diagnostic("OS3013", span, { path })
        : diagnostic("OS3010", span, { path });
    case "long":
      return diagnostic("OS3024", span, { path });
    case "slow":
      return diagnostic("OS3011", span, { path });
    default: {
      const { idle } = found;
      const because = idle === undefined ? "" : `, since ${ruleName(idle.rule.rule)} then changes nothing`;
      return diagnostic("OS3012", span, { path, rounds: times, because });
    }
  }
}

function spanOf(by: Mover | TriggerFacts): Span {
  if (!isMover(by)) return by.trigger.node.target;
  const { node } = by.rule.rule;
  return node.action.kind === "Call" ? node.action.callee : node;
}

function told(round: Round, reader: Reader, moving: Moving): CircleFound | undefined {
  const step = culprit(round, moving);
  if (step === undefined) return undefined;
  const path = turned(round, moving).map(nameOf);
  const guards = round.loop.map(({ by }) => (isMover(by) ? by.rule.guard : (by.condition?.formula ?? yes)));
  const item = sampleWords(round.sample, fieldPaths(...guards), reader);
  const actor = actorOf(round, reader, moving);
  const start =
    round.start.kind === "stage"
      ? `enters "${round.start.stage.title}"`
      : `gets another ${round.start.field}`;
  const way = round.walk.steps.slice(0, 6).map(({ to }) => nameOf(to));
  const text = `${item} that ${start} comes to ${[...way, ...(round.walk.steps.length > 6 ? ["…"] : [])].join(" → ")}`;
  const scenario = actor && scenarioOf(reader.schema, round.sample.now, [actor], untilOf(round));
  const said = messageOf(round, path, spanOf(step.by));
  return { by: step.by, diagnostic: { ...said, witness: { text, ...(scenario && { scenario }) } } };
}

function inGroup(
  group: readonly number[],
  graph: Graph,
  moving: Moving,
  reader: Reader,
  knowledge: Knowledge,
  tries: Tries,
): readonly CircleFound[] {
  const { patience } = knowledge;
  const workshop = workshopFor(reader);
  const within = new Set(group);
  const covered = new Set<Stage | string>();
  const found: CircleFound[] = [];
  for (const number of group) {
    const start = graph.places[number];
    if (start === undefined || found.length >= mostCircles || tries.left <= 0 || patience.left <= 0) break;
    if (covered.has(start.kind === "stage" ? start.stage : start.field)) continue;
    const standing: Standing | undefined = start.kind === "stage" ? start : anyStage(moving);
    const round = circleFrom(number, within, graph, reader, knowledge, tries, (sample) => {
      const blocks =
        start.kind === "stage"
          ? moving.atStage(start.pipeline, start.stage)
          : moving.onChange(start.field, standing?.pipeline);
      const changed = start.kind === "field" ? { changed: start.field } : {};
      const way = walk(sample, { blocks, standing, ...changed }, moving, workshop, patience);
      return roundOf(way, sample, start);
    });
    if (round === undefined) continue;
    const places = [round.from, ...round.loop.map((step) => step.to)];
    const isKnown = places.some((one) => covered.has(one));
    for (const one of places) covered.add(one);
    const one = isKnown ? undefined : told(round, reader, moving);
    if (one !== undefined) found.push(one);
  }
  return found;
}

function anyStage({ pipelines }: Moving): Standing | undefined {
  const [pipeline] = pipelines;
  const stage = pipeline?.stages.find((one) => one.final === undefined) ?? pipeline?.stages[0];
  return pipeline && stage && { pipeline, stage };
}

/**
 * Circles in which rules move the items of one entity, or write their fields.
 *
 * @param blocks those that do something to items of the entity
 * @param triggers those on changes of fields of the entity
 */
export function circleFindings(
  entity: string,
  blocks: readonly BlockFacts[],
  triggers: readonly TriggerFacts[],
  knowledge: Knowledge,
): readonly CircleFound[] {
  const moving = movingOf(entity, blocks, triggers);
  const graph = graphOf(moving, blocks);
  const reader = blocks[0]?.reader;
  if (reader === undefined) return [];
  const tries: Tries = { left: 8_000 };
  return roundabouts(graph).flatMap((group) => inGroup(group, graph, moving, reader, knowledge, tries));
}
