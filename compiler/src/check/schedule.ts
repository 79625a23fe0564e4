import { diagnostic } from "../diagnostics/diagnostic.ts";
import type {
  AfterClause,
  AtClause,
  Expression,
  RepeatClause,
  ScheduleClause,
  WithinClause,
} from "../syntax/tree.ts";
import { describeType, is, type PlainTypeName, plain, present } from "../types/types.ts";
import { asCalendarOf } from "./as-numbers.ts";
import type { CheckedDependency, CheckedExpression, CheckedMoment, CheckedSchedule } from "./checked.ts";
import { childrenOf } from "./children.ts";
import { checkCondition, checkExpression } from "./expressions.ts";
import { checkCount, checkLength, mostRepetitions } from "./fixed.ts";
import { kindOf } from "./kinds.ts";
import type { NamedEntry } from "./names.ts";
import { calledEntry, dependenciesOf, distinct, type Ordered, reportUnknownRule } from "./order.ts";
import type { RuleScope } from "./scope.ts";

/** When a rule runs: what it waits for, and its times. */
export interface Timing {
  readonly after: readonly CheckedDependency[];
  readonly schedule: CheckedSchedule;
}

/** The value of an expression where one of some types is needed. What may be missing is waited for. */
function valueOfType(
  node: Expression,
  where: string,
  expected: string,
  types: readonly PlainTypeName[],
  scope: RuleScope,
): CheckedExpression | undefined {
  const [only] = types;
  const checked = checkExpression(
    node,
    scope,
    types.length === 1 && only !== undefined ? plain(only) : undefined,
  );
  const type = present(checked.type);
  if (type.kind === "unknown") return undefined;
  if (is(type, ...types)) return checked;
  const wanted = types.map((one) => asCalendarOf(node, kindOf(plain(one)))).find((one) => one !== undefined);
  const words = { where, expected, found: describeType(type) };
  scope.report(diagnostic("OS2053", node, words, wanted?.fixes));
  return undefined;
}

function addFields(value: CheckedExpression, fields: Set<string>): void {
  if (value.kind === "field") fields.add(value.path.map((step) => step.name).join("."));
  else for (const child of childrenOf(value)) addFields(child, fields);
}

/** Paths of the fields of the item that values are worked out from. */
function fieldsOf(...values: readonly (CheckedExpression | undefined)[]): readonly string[] {
  const fields = new Set<string>();
  for (const value of values) if (value !== undefined) addFields(value, fields);
  return [...fields];
}

/** `at X`: a time of day stands for itself, a day or a moment is counted from. */
function checkMoment(node: Expression, scope: RuleScope): CheckedMoment | undefined {
  const expected = "a time of day, a date or a moment";
  const value = valueOfType(node, "`at`", expected, ["Time", "Date", "DateTime"], scope);
  if (value === undefined) return undefined;
  const fields = fieldsOf(value);
  return is(present(value.type), "Time") ? { time: value, fields } : { anchor: value, fields };
}

function checkAt(node: AtClause, scope: RuleScope): CheckedMoment | undefined {
  const { time, offset, anchor } = node;
  if (offset === undefined && (time === undefined || anchor === undefined)) {
    const only = time ?? anchor;
    return only && checkMoment(only, scope);
  }
  const of = time && valueOfType(time, "`at … on`", "a time of day", ["Time"], scope);
  const duration = offset && checkLength(offset.duration, `\`${offset.direction}\``, scope);
  const place = offset === undefined ? "`on`" : `\`${offset.direction}\``;
  const from = anchor && valueOfType(anchor, place, "a date or a moment", ["Date", "DateTime"], scope);
  if (from === undefined || (time !== undefined && of === undefined)) return undefined;
  if (offset !== undefined && duration === undefined) return undefined;
  return {
    ...(of === undefined ? {} : { time: of }),
    anchor: from,
    ...(offset === undefined || duration === undefined
      ? {}
      : { offset: { duration, direction: offset.direction } }),
    fields: fieldsOf(of, from),
  };
}

function checkWithin(node: WithinClause, scope: RuleScope): CheckedSchedule["within"] {
  if (node.of === undefined) return {};
  const of = valueOfType(node.of, "`within working hours of`", "a user", ["User"], scope);
  return of && { of };
}

function checkRepeat(node: RepeatClause, scope: RuleScope): CheckedSchedule["repeat"] {
  const every = checkLength(node.every, "`every`", scope);
  const times = checkCount(node.times, "`up to`", mostRepetitions, scope);
  const until = node.until && checkCondition(node.until, scope);
  if (every === undefined || times === undefined) return undefined;
  return { every, times, ...(until === undefined ? {} : { until }) };
}

type TimeClause = Exclude<ScheduleClause, AfterClause>;

/** Names of constants that are lengths of time. */
function durationNames(scope: RuleScope): readonly string[] {
  return [...scope.declared()].filter((name) => {
    const meaning = scope.names(name);
    return meaning?.kind === "constant" && is(present(meaning.type), "Duration");
  });
}

/** `after NAME` where no rule is called that: the name of a constant that is a length of time. */
function asDelay(clause: AfterClause, scope: RuleScope): TimeClause | undefined {
  const { target } = clause;
  if (target.kind !== "Name" || clause.outcome !== "ended") return undefined;
  const meaning = scope.names(target.text);
  if (meaning === undefined || meaning.kind === "function" || meaning.kind === "group") return undefined;
  const { start, end } = target;
  const duration: Expression = { kind: "Reference", path: [target], start, end };
  return { kind: "Delay", duration, start: clause.start, end: clause.end };
}

/** What clauses of order say, and those that are about times. A name behind `after` is a rule's before it is a constant's. */
export function checkOrder(
  entry: NamedEntry,
  ordered: Ordered,
  scope: RuleScope,
): { readonly after: readonly CheckedDependency[]; readonly times: readonly TimeClause[] } {
  const after: CheckedDependency[] = [];
  const times: TimeClause[] = [];
  for (const clause of entry.node.schedule) {
    if (clause.broken === true) continue;
    if (clause.kind !== "After") {
      times.push(clause);
      continue;
    }
    const { target } = clause;
    const called = target.kind === "Name" ? calledEntry(target, entry, ordered) : undefined;
    const delay = called === undefined ? asDelay(clause, scope) : undefined;
    if (delay !== undefined) times.push(delay);
    else if (target.kind === "Name" && called === undefined) {
      reportUnknownRule(target, entry, ordered, durationNames(scope), scope);
    } else after.push(...dependenciesOf(clause, entry, called, ordered, scope.report));
  }
  return { after: distinct(after), times };
}

const atOnce: Timing = { after: [], schedule: {} };

/** Checks everything that stands before the action of a rule. */
export function checkTiming(entry: NamedEntry, ordered: Ordered, scope: RuleScope): Timing {
  if (entry.node.schedule.length === 0) return atOnce;
  const { after, times } = checkOrder(entry, ordered, scope);
  let schedule: CheckedSchedule = {};
  for (const [index, clause] of times.entries()) {
    // A constant is told from a rule only here, so that a second length of time is.
    if (times.findIndex((other) => other.kind === clause.kind) < index) {
      scope.report(diagnostic("OS1026", clause, { clause: "after …" }));
      continue;
    }
    switch (clause.kind) {
      case "Delay": {
        const delay = checkLength(clause.duration, "`after`", scope);
        if (delay !== undefined) schedule = { ...schedule, delay };
        break;
      }
      case "At": {
        const at = checkAt(clause, scope);
        if (at !== undefined) schedule = { ...schedule, at };
        break;
      }
      case "Within": {
        const within = checkWithin(clause, scope);
        if (within !== undefined) schedule = { ...schedule, within };
        break;
      }
      case "Repeat": {
        const repeat = checkRepeat(clause, scope);
        if (repeat !== undefined) schedule = { ...schedule, repeat };
        break;
      }
    }
  }
  return { after, schedule };
}

/** The expressions that a schedule is worked out from. */
export function scheduleExpressions(schedule: CheckedSchedule): readonly CheckedExpression[] {
  if (schedule === atOnce.schedule) return [];
  const { at, within, repeat } = schedule;
  return [at?.time, at?.anchor, within?.of, repeat?.until].filter((value) => value !== undefined);
}
