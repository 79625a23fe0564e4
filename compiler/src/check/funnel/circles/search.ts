import type { CheckedExpression } from "../../checked.ts";
import { writtenValue } from "../facts.ts";
import { type Condition, type Knowledge, never, sampleFor, usualSample } from "../knowledge.ts";
import { belongs } from "../logic/candidates.ts";
import { all, any, type Formula, no, yes } from "../logic/formula.ts";
import type { Answer } from "../logic/items.ts";
import { placeId } from "../logic/places.ts";
import type { Reader } from "../logic/reader.ts";
import { lookingAt, type Sample } from "../logic/sample.ts";
import type { Variable } from "../logic/values.ts";
import type { Graph, Place, Way } from "./graph.ts";

/** Circles of more places than these are not looked for. */
const longest = 14;

/** What a search for circles may cost, counted in ways that are tried. */
export interface Tries {
  left: number;
}

/** What has been written on the way, as far as it is known beforehand. */
type Written = ReadonlyMap<string, Answer>;

function isTouched({ expression, needs }: Variable, written: Written): boolean {
  const field = expression.kind === "field" ? expression.path[0]?.name : undefined;
  return (field !== undefined && written.has(field)) || needs.some((need) => isTouched(need, written));
}

/** A condition as it is for the item at the beginning, once fields have been written. What is not known is let pass. */
function afterWrites(formula: Formula, written: Written): Formula {
  if (written.size === 0) return formula;
  switch (formula.kind) {
    case "constant":
      return formula;
    case "literal": {
      const { variable, values } = formula;
      if (!isTouched(variable, written)) return formula;
      const { expression } = variable;
      const isField = expression.kind === "field" && expression.path.length === 1;
      const answer = isField ? written.get(expression.path[0]?.name ?? "") : "unclear";
      return belongs(values, answer) === false ? no : yes;
    }
    case "all":
      return all(...formula.parts.map((part) => afterWrites(part, written)));
    case "any":
      return any(...formula.parts.map((part) => afterWrites(part, written)));
  }
}

/** What is known of where the item is: in the stage that has been come to. */
function standingAt(place: Place | undefined, written: Written): Written {
  if (place?.kind !== "stage") return written;
  const at: Answer = { kind: "id", id: placeId(place.pipeline.id, place.stage.id) };
  return new Map([...written, ["stage", at]]);
}

function conditionOf(way: Way): Condition | undefined {
  return "rule" in way.by ? way.by.rule.condition : way.by.condition;
}

function guardOf(way: Way): Formula {
  return "rule" in way.by ? way.by.rule.guard : (way.by.condition?.formula ?? yes);
}

function writtenBy(way: Way, written: Written, reader: Reader): Written {
  const writes = "rule" in way.by ? way.by.rule.writes : undefined;
  if (writes === undefined) return written;
  const isKnown = writes.isCleared === true || (writes.value !== undefined && isFixed(writes.value));
  const sample = usualSample(reader);
  const answer: Answer = isKnown
    ? writtenValue(writes, lookingAt(sample, { reader, now: sample.now }))
    : "unclear";
  return new Map([...written, [writes.field, answer]]);
}

const fixedKinds: ReadonlySet<CheckedExpression["kind"]> = new Set([
  "number",
  "money",
  "text",
  "boolean",
  "date",
  "time",
  "moment",
  "user",
  "option",
]);

function isFixed(value: CheckedExpression): boolean {
  return (
    fixedKinds.has(value.kind) &&
    (value.kind !== "text" || value.parts.every((part) => part.kind === "chars"))
  );
}

/**
 * Looks for circles through a place, the nearest first, and for an item on which one begins.
 *
 * @param start the place
 * @param group the places to stay within
 * @param confirm whether an item really goes round; answered with what is wanted of it
 */
export function circleFrom<T>(
  start: number,
  group: ReadonlySet<number>,
  graph: Graph,
  reader: Reader,
  knowledge: Knowledge,
  tries: Tries,
  confirm: (sample: Sample) => T | undefined,
): T | undefined {
  interface Trail {
    readonly at: number;
    readonly formula: Formula;
    readonly written: Written;
    readonly seen: readonly number[];
    /** The conditions that have to hold at the very beginning. */
    readonly first: readonly Condition[];
  }
  const atStart = standingAt(graph.places[start], new Map());
  let trails: readonly Trail[] = [{ at: start, formula: yes, written: atStart, seen: [], first: [] }];
  for (let length = 0; length < longest && trails.length > 0; length += 1) {
    const next: Trail[] = [];
    for (const trail of trails) {
      for (const way of graph.waysFrom(trail.at)) {
        if (!group.has(way.to) || trail.seen.includes(way.to)) continue;
        tries.left -= 1;
        if (tries.left <= 0) return undefined;
        const guard = guardOf(way);
        const formula: Formula =
          guard === yes ? trail.formula : all(trail.formula, afterWrites(guard, trail.written));
        if (guard !== yes && never(formula, knowledge)) continue;
        const own = conditionOf(way);
        const first = length === 0 && own !== undefined ? [own] : trail.first;
        if (way.to === start) {
          const sample = sampleFor(first, formula, reader, knowledge);
          const found = sample && confirm(sample);
          if (found !== undefined) return found;
          continue;
        }
        const written = standingAt(graph.places[way.to], writtenBy(way, trail.written, reader));
        next.push({ at: way.to, formula, written, seen: [...trail.seen, way.to], first });
      }
    }
    trails = next;
  }
  return undefined;
}
