import { present } from "../../../types/types.ts";
import type { CheckedExpression, Computation } from "../../checked.ts";
import { someChild } from "../../children.ts";
import { day, dayOf, lengthOf, momentOf, secondsOf } from "./calendar.ts";
import { dividedBy, type Exact, isZero, parseExact, plus, times, whole, zero } from "./exact.ts";
import { all, any, type Formula, isThere, literal, no, not, yes } from "./formula.ts";
import { placeId, placesOf, placeType } from "./places.ts";
import { type Reader, type Unit, unitOf, variableOf } from "./reader.ts";
import { anyValue, type Summand, type Variable } from "./values.ts";

/** A value as far as it can be reckoned with. */
export type Term =
  /** A sum of variables, each times a number, and a number. `needs`: there is a value only where all of these are. */
  | {
      readonly kind: "sum";
      readonly unit: Unit;
      readonly parts: readonly Summand[];
      readonly constant: Exact;
      readonly needs: readonly Variable[];
    }
  /** Money of a literal in a currency that is not that of the project. */
  | { readonly kind: "foreign"; readonly amount: Exact; readonly currency: string }
  | { readonly kind: "text"; readonly text: string }
  /** A user or an option, by its id. */
  | { readonly kind: "id"; readonly id: string }
  /** A stage or a pipeline: all stages that are meant. */
  | { readonly kind: "places"; readonly ids: readonly string[] }
  | { readonly kind: "variable"; readonly variable: Variable }
  | { readonly kind: "formula"; readonly formula: Formula }
  | { readonly kind: "list"; readonly items: readonly CheckedExpression[] };

/** What a value is under a condition. The conditions of a value exclude each other, and one of them always holds. */
export interface Case {
  readonly when: Formula;
  readonly term: Term;
}

/** More cases than these are not told apart. */
const mostCases = 24;

/** Reads a yes or no. */
export type ReadCondition = (value: CheckedExpression, reader: Reader) => Formula;

type Sum = Extract<Term, { kind: "sum" }>;

function constant(unit: Unit, value: Exact | undefined): Term | undefined {
  return value && { kind: "sum", unit, parts: [], constant: value, needs: [] };
}

const ofNumber = (value: number | undefined): Exact | undefined =>
  value === undefined || !Number.isSafeInteger(value) ? undefined : whole(value);

function variable(value: CheckedExpression, reader: Reader): Term {
  const found = variableOf(value, reader);
  const unit = unitOf(value.type);
  return unit === undefined
    ? { kind: "variable", variable: found }
    : { kind: "sum", unit, parts: [{ variable: found, factor: whole(1) }], constant: zero, needs: [found] };
}

function added(a: Sum, b: Sum, unit: Unit, sign: Exact): Sum {
  const factors = new Map<string, Summand>();
  const scaled = b.parts.map((part) => ({ ...part, factor: times(part.factor, sign) }));
  for (const part of [...a.parts, ...scaled]) {
    const known = factors.get(part.variable.key)?.factor ?? zero;
    factors.set(part.variable.key, { variable: part.variable, factor: plus(known, part.factor) });
  }
  return {
    kind: "sum",
    unit,
    parts: [...factors.values()].filter((part) => !isZero(part.factor)),
    constant: plus(a.constant, times(b.constant, sign)),
    needs: [...a.needs, ...b.needs],
  };
}

function scaled(a: Sum, by: Exact, unit: Unit): Sum {
  const parts = isZero(by) ? [] : a.parts.map((part) => ({ ...part, factor: times(part.factor, by) }));
  return { ...a, unit, parts, constant: times(a.constant, by) };
}

/** The difference of two sums; undefined where they cannot be compared as numbers. */
export function difference(a: Term, b: Term): Sum | undefined {
  if (a.kind !== "sum" || b.kind !== "sum") return undefined;
  // A bare number beside money is in the currency of the project.
  return added(a, b, a.unit, whole(-1));
}

const units: Partial<Readonly<Record<Computation, Unit>>> = {
  add: "number",
  subtract: "number",
  multiply: "number",
  divide: "number",
  negate: "number",
  addMoney: "money",
  subtractMoney: "money",
  scaleMoney: "money",
  divideMoney: "money",
  negateMoney: "money",
  daysBetween: "duration",
  timeBetween: "duration",
  addDurations: "duration",
  subtractDurations: "duration",
  negateDuration: "duration",
};

/** Whether a month stands in it, whose length depends on what it stands beside. */
function hasMonths(value: CheckedExpression): boolean {
  return (value.kind === "duration" && value.value.months !== 0) || someChild(value, hasMonths);
}

/** A day or a moment moved by a fixed length of time that always counts for the same. */
function moved(base: Sum, by: CheckedExpression | undefined, sign: 1 | -1): Term | undefined {
  if (by?.kind !== "duration") return undefined;
  const { months, days, milliseconds, workingDays, workingMilliseconds } = by.value;
  if (months !== 0 || workingDays !== 0 || workingMilliseconds !== 0) return undefined;
  const step =
    base.unit === "day" ? (milliseconds === 0 ? days : undefined) : days === 0 ? milliseconds : undefined;
  const shift = ofNumber(step);
  return shift && { ...base, constant: plus(base.constant, times(shift, whole(sign))) };
}

function computed(
  operation: Computation,
  operands: readonly CheckedExpression[],
  terms: readonly Term[],
): Term | undefined {
  const [a, b] = terms;
  const unit = units[operation];
  if (a?.kind !== "sum") return undefined;
  switch (operation) {
    case "addToDate":
    case "addToMoment":
      return moved(a, operands[1], 1);
    case "subtractFromDate":
    case "subtractFromMoment":
      return moved(a, operands[1], -1);
    case "negate":
    case "negateMoney":
    case "negateDuration":
      return operands.some(hasMonths) ? undefined : scaled(a, whole(-1), a.unit);
    default:
      break;
  }
  if (b?.kind !== "sum" || unit === undefined) return undefined;
  switch (operation) {
    case "add":
    case "addMoney":
      return added(a, b, unit, whole(1));
    case "subtract":
    case "subtractMoney":
      return added(a, b, unit, whole(-1));
    case "addDurations":
    case "subtractDurations":
      return operands.some(hasMonths)
        ? undefined
        : added(a, b, unit, whole(operation === "addDurations" ? 1 : -1));
    case "multiply":
    case "scaleMoney":
      if (b.parts.length === 0 && b.needs.length === 0) return scaled(a, b.constant, unit);
      return a.parts.length === 0 && a.needs.length === 0 ? scaled(b, a.constant, unit) : undefined;
    case "divide":
    case "divideMoney":
      return b.parts.length > 0 || b.needs.length > 0 || isZero(b.constant)
        ? undefined
        : scaled(a, dividedBy(whole(1), b.constant), unit);
    case "daysBetween":
      return scaled(added(a, b, unit, whole(-1)), whole(day), unit);
    case "timeBetween":
      return added(a, b, unit, whole(-1));
    default:
      return undefined;
  }
}

/** Every choice of one case of each value; undefined where there are too many. */
function combined(values: readonly (readonly Case[])[]): readonly (readonly Case[])[] | undefined {
  let found: readonly (readonly Case[])[] = [[]];
  for (const cases of values) {
    found = found.flatMap((before) => cases.map((one) => [...before, one]));
    if (found.length > mostCases) return undefined;
  }
  return found;
}

/** That a term is there and not empty. */
export function isSet(term: Term): Formula {
  switch (term.kind) {
    case "sum":
      return all(...term.needs.map(isThere));
    case "foreign":
    case "id":
    case "places":
    case "formula":
      return yes;
    case "text":
      return term.text === "" ? no : yes;
    case "list":
      return term.items.length === 0 ? no : yes;
    case "variable": {
      const { domain } = term.variable;
      const values = anyValue(domain);
      if (values.kind === "text") {
        return literal(term.variable, { ...values, must: [{ kind: "filled" }] });
      }
      if (values.kind === "list") return literal(term.variable, { ...values, filled: true });
      return isThere(term.variable);
    }
  }
}

function simple(value: CheckedExpression, reader: Reader): Term | undefined {
  switch (value.kind) {
    case "number":
      return constant("number", parseExact(value.value));
    case "money": {
      const amount = parseExact(value.value);
      if (value.currency === reader.currency) return constant("money", amount);
      return amount && { kind: "foreign", amount, currency: value.currency };
    }
    case "duration":
      return constant("duration", ofNumber(lengthOf(value.value)));
    case "time":
      return constant("time", ofNumber(secondsOf(value.value)));
    case "date":
      return constant("day", ofNumber(dayOf(value.value)));
    case "moment":
      return constant("moment", ofNumber(momentOf(value.value, reader.timezone)));
    case "text": {
      const texts = value.parts.map((part) => (part.kind === "chars" ? part.value : undefined));
      return texts.includes(undefined) ? undefined : { kind: "text", text: texts.join("") };
    }
    case "user":
      return { kind: "id", id: String(value.user.id) };
    case "option":
      return { kind: "id", id: value.id };
    case "stage":
      return { kind: "places", ids: value.places.map((one) => placeId(one.pipeline, one.stage)) };
    case "pipeline": {
      const pipelines = placeType(value.type)?.pipelines ?? [];
      return { kind: "places", ids: placesOf(pipelines.filter((one) => one.id === value.id)) };
    }
    case "list":
      return { kind: "list", items: value.items };
    default:
      return undefined;
  }
}

/**
 * What a value may be, by conditions.
 *
 * @param value with constants and functions replaced by what they stand for
 * @param condition reads a yes or no
 */
export function casesOf(value: CheckedExpression, reader: Reader, condition: ReadCondition): readonly Case[] {
  const always = (term: Term): readonly Case[] => [{ when: yes, term }];
  const of = (one: CheckedExpression) => casesOf(one, reader, condition);
  const within = (when: Formula, cases: readonly Case[]): readonly Case[] =>
    cases.map((one) => ({ ...one, when: all(when, one.when) }));
  const bounded = (cases: readonly Case[]): readonly Case[] =>
    cases.length > mostCases ? always(variable(value, reader)) : cases;
  switch (value.kind) {
    case "group":
      return of(value.inner);
    case "constant":
      return isAnswer(value)
        ? always({ kind: "formula", formula: condition(value, reader) })
        : of(value.value);
    case "boolean":
    case "not":
    case "and":
    case "or":
    case "compare":
    case "test":
    case "present":
      return always({ kind: "formula", formula: condition(value, reader) });
    case "orElse": {
      const right = of(value.right);
      const cases = of(value.left).flatMap((left) => {
        const set = isSet(left.term);
        const taken: readonly Case[] = [{ when: all(left.when, set), term: left.term }];
        return set === yes ? taken : [...taken, ...within(all(left.when, not(set)), right)];
      });
      return bounded(cases.filter((one) => one.when !== no));
    }
    case "if": {
      const when = condition(value.condition, reader);
      const cases = [...within(when, of(value.then)), ...within(not(when), of(value.otherwise))];
      return bounded(cases.filter((one) => one.when !== no));
    }
    case "compute": {
      const choices = combined(value.operands.map(of));
      const cases = choices?.map((choice) => ({
        when: all(...choice.map((one) => one.when)),
        term: computed(
          value.operation,
          value.operands,
          choice.map((one) => one.term),
        ),
      }));
      const whole = cases?.flatMap(({ when, term }) => (term === undefined ? [] : [{ when, term }]));
      return whole === undefined || whole.length !== cases?.length ? always(variable(value, reader)) : whole;
    }
    default:
      return always(simple(value, reader) ?? variable(value, reader));
  }
}

/** Whether values of a type are yes or no. */
export function isAnswer(value: CheckedExpression): boolean {
  const type = present(value.type);
  return type.kind === "plain" && type.name === "Boolean";
}

/** Some of the cases, each with what follows in it. */
export function inEachCase(cases: readonly Case[], read: (term: Term) => Formula): Formula {
  const [first, second] = cases;
  if (first !== undefined && second === undefined) return all(first.when, read(first.term));
  return any(...cases.map(({ when, term }) => all(when, read(term))));
}
