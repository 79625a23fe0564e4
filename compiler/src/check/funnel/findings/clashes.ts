import { type Diagnostic, diagnostic, type Edit, type Fix } from "../../../diagnostics/diagnostic.ts";
import type { Span } from "../../../syntax/tree.ts";
import type { Walk } from "../circles/walk.ts";
import { areConcurrent, mayMeet } from "../concurrent.ts";
import { type RuleFacts, type Write, writtenValue } from "../facts.ts";
import { argumentsRead, readersOf, readsField } from "../fields-read.ts";
import type { PlacedRule } from "../funnel.ts";
import { type Condition, type Knowledge, sampleFor, usualSample, workshopFor } from "../knowledge.ts";
import { day } from "../logic/calendar.ts";
import { holds, sameValue } from "../logic/evaluate.ts";
import { all, type Formula, isThere, not } from "../logic/formula.ts";
import { type Answer, withField } from "../logic/items.ts";
import { keyOf } from "../logic/key.ts";
import { lookingAt, type Sample } from "../logic/sample.ts";
import type { Meeting } from "../meetings.ts";
import { withSomething } from "../occasions.ts";
import { scenarioOf } from "../scenario.ts";
import { play } from "../scenes.ts";
import { fieldPaths, ruleName, sampleWords } from "../words.ts";
import { countedFrom } from "./timers.ts";

/** What was found about one of two rules that meet. Places count from the start of its section. */
export interface Clash {
  readonly side: "a" | "b";
  readonly diagnostic: Diagnostic;
}

function conditionsOf(...rules: readonly RuleFacts[]): readonly Condition[] {
  return rules.flatMap((one) => one.condition ?? []);
}

/** Whether the two may leave different values behind. */
function differ(a: Write, b: Write): boolean {
  if (a.isCleared && b.isCleared) return false;
  return a.value === undefined || b.value === undefined || keyOf(a.value) !== keyOf(b.value);
}

function guardsOf(a: PlacedRule, b: PlacedRule): Formula {
  const counted = [a, b].flatMap(({ rule, block }) => countedFrom(rule.rule, block.facts).map(isThere));
  return all(a.block.facts.place, b.block.facts.place, a.rule.guard, b.rule.guard, ...counted);
}

/** An item for which both run, and something more is so. */
function meetingSample(
  meeting: Meeting,
  knowledge: Knowledge,
  fits: (sample: Sample) => boolean,
  start?: Sample,
): Sample | undefined {
  const { a, b } = meeting;
  const { reader } = a.block.facts;
  return sampleFor(
    conditionsOf(a.rule, b.rule),
    guardsOf(a, b),
    reader,
    knowledge,
    (one) => fits(one) && meetOn(meeting, one, [a, b], knowledge),
    start,
  );
}

/** What becomes of an item for which both start. */
function wayOf({ a, b, scene }: Meeting, sample: Sample, knowledge: Knowledge): Walk | undefined {
  const blocks = a.block.facts === b.block.facts ? [a.block.facts] : [a.block.facts, b.block.facts];
  return play(scene, blocks, sample, knowledge);
}

/** Whether both really have their moment together on an item, and some of them run: other rules may move it before. */
function meetOn(
  meeting: Meeting,
  sample: Sample,
  running: readonly PlacedRule[],
  knowledge: Knowledge,
): boolean {
  const { a, b } = meeting;
  const way = wayOf(meeting, sample, knowledge);
  const moment = way?.looked.get(a.rule);
  if (way === undefined || moment === undefined || way.looked.get(b.rule) !== moment) return false;
  return running.every((one) => way.ran.has(one.rule));
}

/** A finding about one of the two, with an item on which it comes true. */
function told(
  side: "a" | "b",
  meeting: Meeting,
  words: string,
  sample: Sample,
  said: Diagnostic,
  knowledge: Knowledge,
): Clash {
  const { a, b, actor } = meeting;
  const { reader } = a.block.facts;
  const paths = fieldPaths(a.rule.guard, b.rule.guard);
  const item = actor(sample);
  const met = wayOf(meeting, sample, knowledge)?.looked.get(b.rule);
  // A day of the calendar has to come first.
  const wait = a.block.facts.block.kind === "calendar" ? 35 : 1;
  const until = met === undefined ? "+90d" : `+${Math.ceil(met / day) + wait}d`;
  const scenario = item && scenarioOf(reader.schema, sample.now, [item], until);
  const text = `on ${sampleWords(sample, paths, reader)}, ${words}`;
  return { side, diagnostic: { ...said, witness: { text, ...(scenario && { scenario }) } } };
}

/** A rule as a sentence about another calls it. */
export function called(one: PlacedRule, beside: PlacedRule): string {
  const own = ruleName(one.rule.rule);
  const { file } = one.block.site;
  if (one.block.facts === beside.block.facts) return own;
  const name = own === ruleName(beside.rule.rule) ? "the one" : own;
  return file === beside.block.site.file ? `${name} of another block` : `${name} in ${file}`;
}

/** Where a rule is told of. */
export function actionPlace({ rule }: RuleFacts): Span {
  const { action } = rule.node;
  return action.kind === "Call" ? action.callee : rule.node;
}

/** Two rules that write one field at the same time. */
function writeRace(meeting: Meeting, knowledge: Knowledge): Clash | undefined {
  const { a, b } = meeting;
  const [first, second] = [a.rule.writes, b.rule.writes];
  if (first === undefined || second === undefined || first.field !== second.field) return undefined;
  if (!differ(first, second) || !mayMeet(a, b, knowledge)) return undefined;
  const workshop = workshopFor(a.block.facts.reader);
  const sample = meetingSample(meeting, knowledge, (one) => {
    const looking = lookingAt(one, workshop);
    const [x, y] = [writtenValue(first, looking), writtenValue(second, looking)];
    if (x === "unclear" || y === "unclear") return true;
    return x === undefined || y === undefined ? x !== y : sameValue(x, y) !== true;
  });
  if (sample === undefined) return undefined;
  const { field } = first;
  const areTogether = a.block.facts === b.block.facts;
  const words = { field, rule: ruleName(b.rule.rule), other: called(a, b), areTogether };
  return told(
    "b",
    meeting,
    `both write ${field}`,
    sample,
    diagnostic("OS3017", actionPlace(b.rule), words),
    knowledge,
  );
}

/** Whether an argument of a rule would be another if a field had been written already. */
function givesOther(reader: PlacedRule, write: Write, sample: Sample): boolean {
  if (!argumentsRead(reader.rule, write.field, reader.block.facts.reader)) return false;
  const value = writtenOn(reader, write, sample);
  const now = sample.item.fields.get(write.field);
  if (value === "unclear") return false;
  return now === undefined || value === undefined ? now !== value : sameValue(now, value) === false;
}

/** Whether a rule runs only before, or only after, a field has been written. */
function isDecided(reader: PlacedRule, write: Write, sample: Sample): boolean {
  const { condition } = reader.rule;
  const value = writtenOn(reader, write, sample);
  if (condition === undefined || value === "unclear") return false;
  const workshop = workshopFor(reader.block.facts.reader);
  const before = holds(condition.expanded, lookingAt(sample, workshop));
  const item = withField(sample.item, write.field, value);
  const after = holds(condition.expanded, lookingAt({ ...sample, item }, workshop));
  return before !== "unclear" && after !== "unclear" && before !== after;
}

/** What a rule writes on an item. */
function writtenOn({ block }: PlacedRule, write: Write, sample: Sample): Answer {
  return writtenValue(write, lookingAt(sample, workshopFor(block.facts.reader)));
}

/** An item for which a rule reads one value or the other, as it happens. */
function readingSample(
  meeting: Meeting,
  writer: PlacedRule,
  reader: PlacedRule,
  write: Write,
  knowledge: Knowledge,
): Sample | undefined {
  const { reader: schema } = writer.block.facts;
  const usual = usualSample(schema);
  // What takes a value away is seen on an item that has one.
  const start = write.isCleared ? withSomething(write.field, usual, schema) : usual;
  const given = mayMeet(writer, reader, knowledge)
    ? meetingSample(meeting, knowledge, (one) => givesOther(reader, write, one), start)
    : undefined;
  const { condition } = reader.rule;
  if (given !== undefined || condition === undefined || !readsField(condition.expanded, write.field))
    return given;
  for (const formula of [condition.formula, not(condition.formula)]) {
    const sample = sampleFor(
      conditionsOf(writer.rule),
      all(writer.block.facts.place, reader.block.facts.place, writer.rule.guard, formula),
      schema,
      knowledge,
      (one) => isDecided(reader, write, one) && meetOn(meeting, one, [writer], knowledge),
      start,
    );
    if (sample !== undefined) return sample;
  }
  return undefined;
}

/** A rule that reads what another writes at the same time. */
function readRace(meeting: Meeting, writes: "a" | "b", knowledge: Knowledge): Clash | undefined {
  const side = writes === "a" ? "b" : "a";
  const { [writes]: writer, [side]: reader } = meeting;
  const write = writer.rule.writes;
  // Two that write it and read it are told of as writers.
  if (write === undefined || reader.rule.writes?.field === write.field) return undefined;
  const { field } = write;
  if (!readersOf(reader.block.facts, field).includes(reader.rule) || !areConcurrent(writer, reader))
    return undefined;
  const sample = readingSample(meeting, writer, reader, write, knowledge);
  if (sample === undefined) return undefined;
  const areTogether = writer.block.facts === reader.block.facts;
  const words = { field, reader: ruleName(reader.rule.rule), writer: called(writer, reader), areTogether };
  const said = diagnostic("OS3018", actionPlace(reader.rule), words);
  return told(side, meeting, `${words.writer} gives ${field} another value`, sample, said, knowledge);
}

/** Two rules that send the client the same. */
function messageTwice(meeting: Meeting, knowledge: Knowledge): Clash | undefined {
  const { a, b } = meeting;
  const { message } = b.rule;
  if (message === undefined || a.rule.message !== message || !mayMeet(a, b, knowledge)) return undefined;
  const sample = meetingSample(meeting, knowledge, () => true);
  if (sample === undefined) return undefined;
  const { name } = b.rule.rule.action;
  const words = { rule: ruleName(b.rule.rule), other: called(a, b), action: name };
  const fixes = b.rule.rule.origin === undefined ? [removeRule(b)] : [];
  const said = diagnostic("OS3019", actionPlace(b.rule), words, fixes);
  return told("b", meeting, `the client gets the same by ${name} twice`, sample, said, knowledge);
}

/** Two rules that move the item to two stages: the first does, and the other fails. */
function twoMoves(meeting: Meeting, knowledge: Knowledge): Clash | undefined {
  const { a, b } = meeting;
  const [first, second] = [a.rule.moves, b.rule.moves];
  if (first?.kind !== "stage" || second?.kind !== "stage" || keyOf(first) === keyOf(second)) return undefined;
  if (!mayMeet(a, b, knowledge)) return undefined;
  const sample = meetingSample(meeting, knowledge, (one) => {
    const refused = wayOf(meeting, one, knowledge)?.refused;
    return refused !== undefined && (refused.has(a.rule) || refused.has(b.rule));
  });
  if (sample === undefined) return undefined;
  const words = { rule: ruleName(b.rule.rule), other: called(a, b) };
  const said = diagnostic("OS3025", actionPlace(b.rule), words);
  return told("b", meeting, "both move it, and one of them fails", sample, said, knowledge);
}

/** Takes a rule out, with its semicolon, and with its line where nothing else stands on it. */
function removeRule({ rule, block }: PlacedRule): Fix {
  const { text, offset } = block.site;
  const { start, end } = rule.rule.node;
  const edits = (): readonly Edit[] => {
    const before = /\n?[ \t]*$/.exec(text.slice(offset, offset + start))?.[0].length ?? 0;
    const behind = /^\s*;/.exec(text.slice(offset + end))?.[0].length ?? 0;
    return [{ start: start - before, end: end + behind, text: "" }];
  };
  return { title: "Remove this rule", safe: false, edits };
}

/** How two rules get in each other's way. */
export function clashes(meeting: Meeting, knowledge: Knowledge): readonly Clash[] {
  const found = [
    writeRace(meeting, knowledge),
    readRace(meeting, "a", knowledge),
    readRace(meeting, "b", knowledge),
    messageTwice(meeting, knowledge),
    twoMoves(meeting, knowledge),
  ];
  return found.filter((one) => one !== undefined);
}
