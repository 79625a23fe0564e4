import { Temporal } from "temporal-polyfill";
import type {
  CheckedExpression,
  CheckedFunction,
  Computation,
  DeclaredName,
  DurationValue,
  PathStep,
} from "../../../src/check/checked.ts";
import { present, type Type } from "../../../src/types/types.ts";
import { localDate, localTime, midnight, momentInCalendar, movedDate, movedMoment } from "./calendar.ts";
import { exact, negative, order, over, plus, times } from "./exact.ts";
import { addLengths, compareLengths, lengthOf, oppositeLength, scaleLength } from "./lengths.ts";
import { readJson, stepInto } from "./read.ts";
import { formatted, shown, takesText } from "./texts.ts";
import { flag, type Json, type Surroundings, text, Undecidable, type Value } from "./values.ts";

/** Where the functions of a program are found, and what the rules of a block return. */
export interface Declarations {
  readonly functionOf: (of: DeclaredName) => CheckedFunction;
  readonly resultType: (rule: string) => Type;
  readonly eventType: Type;
}

interface Context {
  readonly around: Surroundings;
  readonly declarations: Declarations;
  /** What the parameters of the function stand for that is being worked out. */
  readonly parameters: ReadonlyMap<string, Value | undefined>;
}

type Of<K extends CheckedExpression["kind"]> = Extract<CheckedExpression, { readonly kind: K }>;

/** A value where a type is wanted that it turns into: a number into money, an option into text. */
export function turned(value: Value | undefined, wanted: Type, currency: string): Value | undefined {
  const type = present(wanted);
  switch (value?.kind) {
    case "number":
      return type.kind === "plain" && type.name === "Money" ? { ...value, kind: "money", currency } : value;
    case "option":
      return takesText(type) ? text(value.title) : value;
    case "list":
      if (type.kind !== "list") return value;
      return { ...value, members: value.members.flatMap((one) => turned(one, type.of, currency) ?? []) };
    case "record": {
      if (type.kind !== "record") return value;
      const fields = [...value.fields].map(([name, one]) => {
        const of = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
        return [name, of === undefined ? one : turned(one, of, currency)] as const;
      });
      return { ...value, fields: new Map(fields) };
    }
    default:
      return value;
  }
}

/** An amount in the currency of the project. */
function worth(money: Extract<Value, { kind: "money" }>, { around }: Context) {
  if (money.currency === around.currency) return money.exact;
  const day = localDate(Temporal.Instant.from(around.now), around.timezone)?.toString() ?? "";
  const history = Object.hasOwn(around.rates, money.currency) ? (around.rates[money.currency] ?? {}) : {};
  const since = Object.keys(history)
    .filter((from) => from <= day)
    .toSorted()
    .at(-1);
  const rate = since === undefined ? undefined : history[since];
  if (rate === undefined) throw new Undecidable(`there is no rate for ${money.currency} on ${day}`);
  return times(money.exact, exact(rate));
}

/** By code units, as the texts of dates in JSON are ordered. */
function compareTexts(a: string, b: string): number {
  for (let place = 0; place < Math.min(a.length, b.length); place += 1) {
    const difference = a.charCodeAt(place) - b.charCodeAt(place);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function compareValues(a: Value, b: Value, context: Context): number {
  if (a.kind === "number" && b.kind === "number") return order(a.exact, b.exact);
  if (a.kind === "money" && b.kind === "money") {
    if (a.currency === b.currency) return order(a.exact, b.exact);
    const [left, right] = [worth(a, context), worth(b, context)];
    if (left === undefined || right === undefined) throw new Error("an amount beyond all bounds");
    return order(left, right);
  }
  if (a.kind === "date" && b.kind === "date") return Temporal.PlainDate.compare(a.date, b.date);
  if (a.kind === "time" && b.kind === "time") return Temporal.PlainTime.compare(a.time, b.time);
  if (a.kind === "moment" && b.kind === "moment") return Temporal.Instant.compare(a.instant, b.instant);
  if (a.kind === "length" && b.kind === "length") return compareLengths(a.length, b.length);
  if (a.kind === "flag" && b.kind === "flag") return Number(a.flag) - Number(b.flag);
  return compareTexts(shown(a, context.around), shown(b, context.around));
}

/** Who somebody is: a user, an option, an item, a stage, which may be any of several. */
function identitiesOf(value: Value): readonly string[] {
  switch (value.kind) {
    case "user":
      return [`user ${value.user.id}`];
    case "option":
      return [`option ${value.id}`];
    case "stage":
      return value.keys;
    case "pipeline":
      return [`pipeline ${value.id}`];
    case "item":
      return [`item ${value.item.id}`];
    default:
      throw new Error(`${value.kind} is nobody`);
  }
}

function isSame(a: Value, b: Value, by: "value" | "identity", context: Context): boolean {
  if (by === "value") return compareValues(a, b, context) === 0;
  const identities = identitiesOf(b);
  return identitiesOf(a).some((one) => identities.includes(one));
}

function isFilled(value: Value | undefined): value is Value {
  if (value?.kind === "text") return value.text !== "";
  return value?.kind === "list" ? value.members.length > 0 : value !== undefined;
}

const isYes = (value: Value | undefined): boolean => value?.kind === "flag" && value.flag;

function follow(start: Value | undefined, path: readonly PathStep[], { around }: Context): Value | undefined {
  return path.reduce<Value | undefined>((value, { name }) => stepInto(value, name, around), start);
}

function followJson(start: Json | undefined, type: Type, path: readonly PathStep[], context: Context) {
  return follow(readJson(start, type, context.around), path, context);
}

function evaluateText({ parts }: Of<"text">, context: Context): Value {
  const texts = parts.map((part) => {
    if (part.kind === "chars") return part.value;
    const value = evaluate(part.value, context);
    return part.format === undefined
      ? shown(value, context.around)
      : formatted(value, part.format, context.around);
  });
  return text(texts.join(""));
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

function partOf({ part, operand }: Of<"part">, context: Context): Value | undefined {
  const value = evaluate(operand, context);
  const { timezone } = context.around;
  const number = (count: number): Value => ({ kind: "number", exact: exact(count) });
  if (value === undefined) return undefined;
  const date =
    value.kind === "date"
      ? value.date
      : value.kind === "moment"
        ? localDate(value.instant, timezone)
        : undefined;
  const time =
    value.kind === "time"
      ? value.time
      : value.kind === "moment"
        ? localTime(value.instant, timezone)
        : undefined;
  switch (part) {
    case "date":
      return date && { kind: "date", date };
    case "time":
      return time && { kind: "time", time };
    case "year":
    case "month":
    case "day":
      return date && number(date[part]);
    case "weekday":
      return date && number(date.dayOfWeek);
    case "hour":
    case "minute":
      return time && number(time[part]);
    case "length":
      return number([...graphemes.segment(shown(value, context.around))].length);
    case "count":
      return value.kind === "list" ? number(value.members.length) : undefined;
    case "first":
      return value.kind === "list" ? value.members[0] : undefined;
    case "last":
      return value.kind === "list" ? value.members.at(-1) : undefined;
    case "amount":
      return value.kind === "money" ? { kind: "number", exact: value.exact } : undefined;
    case "currency":
      return value.kind === "money" ? text(value.currency) : undefined;
  }
}

function compareSides({ operator, left, right, by }: Of<"compare">, context: Context): boolean {
  const { currency } = context.around;
  const [one, two] = [evaluate(left, context), evaluate(right, context)];
  if (one === undefined || two === undefined) return false;
  const isMoney = one.kind === "money" || two.kind === "money";
  const wanted: Type = isMoney ? { kind: "plain", name: "Money" } : { kind: "unknown" };
  const [a, b] = [turned(one, wanted, currency), turned(two, wanted, currency)];
  if (a === undefined || b === undefined) return false;
  switch (operator) {
    case "==":
      return isSame(a, b, by, context);
    case "!=":
      return !isSame(a, b, by, context);
    case "<":
      return compareValues(a, b, context) < 0;
    case "<=":
      return compareValues(a, b, context) <= 0;
    case ">":
      return compareValues(a, b, context) > 0;
    case ">=":
      return compareValues(a, b, context) >= 0;
  }
}

/** The answer to a test; missing where one of its values is. */
function answer({ test, left, right, by }: Of<"test">, context: Context): boolean | undefined {
  const one = evaluate(left, context);
  if (test === "inRange") {
    if (right.kind !== "range") throw new Error("a range has two ends");
    const [from, to] = [evaluate(right.from, context), evaluate(right.to, context)];
    if (one === undefined || from === undefined || to === undefined) return undefined;
    if (one.kind !== "time") {
      return compareValues(one, from, context) >= 0 && compareValues(one, to, context) <= 0;
    }
    const isAfter = compareValues(one, from, context) >= 0;
    const isBefore = compareValues(one, to, context) < 0;
    return compareValues(from, to, context) < 0 ? isAfter && isBefore : isAfter || isBefore;
  }
  const two = evaluate(right, context);
  if (one === undefined || two === undefined) return undefined;
  const small = (value: Value): string => shown(value, context.around).toLowerCase();
  switch (test) {
    case "inList":
      return two.kind === "list" && two.members.some((member) => isSame(one, member, by, context));
    case "listContains":
      return one.kind === "list" && one.members.some((member) => isSame(two, member, by, context));
    case "textContains":
      return small(one).includes(small(two));
    case "startsWith":
      return small(one).startsWith(small(two));
    case "endsWith":
      return small(one).endsWith(small(two));
    case "matches":
      return new RegExp(shown(two, context.around), "u").test(shown(one, context.around));
  }
}

const length = (found: DurationValue | undefined): Value | undefined =>
  found && { kind: "length", length: found };

function computed(
  operation: Computation,
  a: Value | undefined,
  b: Value | undefined,
  isMoment: boolean,
  context: Context,
): Value | undefined {
  const { around } = context;
  if (operation === "join") return text(shown(a, around) + shown(b, around));
  const isUnary = operation === "negate" || operation === "negateMoney" || operation === "negateDuration";
  if (a === undefined || (b === undefined && !isUnary)) return undefined;
  const numberOf = (found: ReturnType<typeof plus>): Value | undefined =>
    found && { kind: "number", exact: found };
  if (a.kind === "number") {
    if (operation === "negate") return numberOf(negative(a.exact));
    if (b?.kind !== "number") return undefined;
    if (operation === "add") return numberOf(plus(a.exact, b.exact));
    if (operation === "subtract") return numberOf(plus(a.exact, negative(b.exact)));
    return numberOf((operation === "multiply" ? times : over)(a.exact, b.exact));
  }
  if (a.kind === "money") {
    const moneyOf = (found: ReturnType<typeof plus>, currency = a.currency): Value | undefined =>
      found && { kind: "money", exact: found, currency };
    if (operation === "negateMoney") return moneyOf(negative(a.exact));
    if (b?.kind === "number") return moneyOf((operation === "scaleMoney" ? times : over)(a.exact, b.exact));
    if (b?.kind !== "money") return undefined;
    // Nothing goes into anything by zero, whatever its currency is worth.
    if (operation === "ratio" && b.exact.digits === 0n) return undefined;
    const isOne = a.currency === b.currency;
    const [left, right] = isOne ? [a.exact, b.exact] : [worth(a, context), worth(b, context)];
    if (left === undefined || right === undefined) return undefined;
    if (operation === "ratio") return numberOf(over(left, right));
    return moneyOf(
      plus(left, operation === "addMoney" ? right : negative(right)),
      isOne ? a.currency : around.currency,
    );
  }
  if (a.kind === "list")
    return b?.kind === "list" ? { kind: "list", members: [...a.members, ...b.members] } : undefined;
  if (a.kind === "length") {
    if (operation === "negateDuration") return length(oppositeLength(a.length));
    if (b?.kind === "number") return length(scaleLength(a.length, b.exact));
    if (b?.kind !== "length") return undefined;
    return length(addLengths(a.length, operation === "addDurations" ? b.length : oppositeLength(b.length)));
  }
  if (a.kind === "date" && b?.kind === "date")
    return length(lengthOf("days", b.date.until(a.date, { largestUnit: "day" }).days));
  if (a.kind === "moment" && b?.kind === "moment") {
    return length(lengthOf("milliseconds", a.instant.epochMilliseconds - b.instant.epochMilliseconds));
  }
  if (b?.kind !== "length") return undefined;
  const by = operation.startsWith("subtract") ? oppositeLength(b.length) : b.length;
  if (a.kind === "time") {
    const second = Math.floor(by.milliseconds / 1000);
    return { kind: "time", time: a.time.add({ seconds: second }) };
  }
  if (a.kind === "date" && !isMoment) {
    const date = movedDate(a.date, by, around.calendar);
    return date && { kind: "date", date };
  }
  const from =
    a.kind === "date" ? midnight(a.date, around.timezone) : a.kind === "moment" ? a.instant : undefined;
  const instant = from && movedMoment(from, by, around);
  return instant && { kind: "moment", instant };
}

function compute({ operation, operands, type }: Of<"compute">, context: Context): Value | undefined {
  const [first, second] = operands.map((operand) => evaluate(operand, context));
  const isMoment = present(type).kind === "plain" && describe(present(type)) === "DateTime";
  return computed(operation, first, second, isMoment, context);
}

const describe = (type: Type): string => (type.kind === "plain" ? type.name : type.kind);

/** The value of an expression. Throws `Undecidable` where there is no rate for a currency. */
function evaluate(expression: CheckedExpression, context: Context): Value | undefined {
  const { around, declarations } = context;
  const { currency } = around;
  switch (expression.kind) {
    case "number":
      return { kind: "number", exact: exact(expression.value) };
    case "money":
      return { kind: "money", exact: exact(expression.value), currency: expression.currency };
    case "text":
      return evaluateText(expression, context);
    case "boolean":
      return flag(expression.value);
    case "duration":
      return { kind: "length", length: expression.value };
    case "time":
      return { kind: "time", time: Temporal.PlainTime.from(expression.value) };
    case "date":
      return { kind: "date", date: Temporal.PlainDate.from(expression.value) };
    case "moment": {
      const local = Temporal.PlainDateTime.from(expression.value).toZonedDateTime(around.timezone);
      const instant = momentInCalendar(local.toInstant());
      return instant && { kind: "moment", instant };
    }
    case "list": {
      const members = expression.items.flatMap((item) => evaluate(item, context) ?? []);
      return turned({ kind: "list", members }, expression.type, currency);
    }
    case "record": {
      const fields = expression.entries.map(({ name, value }) => [name, evaluate(value, context)] as const);
      return turned({ kind: "record", fields: new Map(fields) }, expression.type, currency);
    }
    case "user":
      return { kind: "user", user: expression.user };
    case "stage": {
      const { id: name, title, places } = expression;
      return {
        kind: "stage",
        keys: places.map(({ pipeline, stage }) => `${pipeline}/${stage}`),
        name,
        title,
      };
    }
    case "pipeline":
      return { kind: "pipeline", id: expression.id, title: expression.title };
    case "option": {
      const options = expression.type.kind === "option" ? expression.type.options : [];
      return {
        kind: "option",
        id: expression.id,
        title: options.find(({ id }) => id === expression.id)?.title ?? "",
      };
    }
    case "fieldName":
      return text(expression.name);
    case "this":
      return { kind: "item", item: around.item };
    case "field":
      return follow({ kind: "item", item: around.item }, expression.path, context);
    case "previous": {
      const item = { ...around.item, fields: around.previous };
      return follow({ kind: "item", item }, expression.path, context);
    }
    case "event":
      return followJson(around.event, declarations.eventType, expression.path, context);
    case "result": {
      const result = Object.hasOwn(around.results, expression.rule)
        ? around.results[expression.rule]
        : undefined;
      return followJson(result, declarations.resultType(expression.rule), expression.path, context);
    }
    case "parameter":
      return follow(context.parameters.get(expression.name), expression.path, context);
    case "constant":
      return evaluate(expression.value, context);
    case "call": {
      const { parameters, body } = declarations.functionOf(expression.of);
      const given = parameters.map(({ name, type }, index) => {
        const argument = expression.args[index];
        return [name, argument && turned(evaluate(argument, context), type, currency)] as const;
      });
      return evaluate(body, { ...context, parameters: new Map(given) });
    }
    case "now":
      return { kind: "moment", instant: Temporal.Instant.from(around.now) };
    case "today": {
      const date = localDate(Temporal.Instant.from(around.now), around.timezone);
      return date && { kind: "date", date };
    }
    case "part":
      return partOf(expression, context);
    case "member":
      return follow(evaluate(expression.operand, context), expression.path, context);
    case "not":
      return flag(!isYes(evaluate(expression.operand, context)));
    case "and":
      return flag(expression.operands.every((operand) => isYes(evaluate(operand, context))));
    case "or":
      return flag(expression.operands.some((operand) => isYes(evaluate(operand, context))));
    case "compare":
      return flag(compareSides(expression, context));
    case "test": {
      const found = answer(expression, context);
      return flag(found !== undefined && found !== expression.negated);
    }
    case "present":
      return flag(isFilled(evaluate(expression.operand, context)) === (expression.wanted === "set"));
    case "compute":
      return compute(expression, context);
    case "orElse": {
      const left = evaluate(expression.left, context);
      return turned(isFilled(left) ? left : evaluate(expression.right, context), expression.type, currency);
    }
    case "if": {
      const holds = isYes(evaluate(expression.condition, context));
      return turned(
        evaluate(holds ? expression.then : expression.otherwise, context),
        expression.type,
        currency,
      );
    }
    case "group":
      return evaluate(expression.inner, context);
    case "range":
    case "broken":
      throw new Error(`${expression.kind} has no value`);
  }
}

/** The value of an expression of a rule. Throws `Undecidable` where there is no rate for a currency. */
export function evaluated(
  expression: CheckedExpression,
  around: Surroundings,
  declarations: Declarations,
): Value | undefined {
  return evaluate(expression, { around, declarations, parameters: new Map() });
}

/** Whether a condition holds. Throws `Undecidable` as `evaluated` does. */
export function isTrue(
  condition: CheckedExpression,
  around: Surroundings,
  declarations: Declarations,
): boolean {
  return isYes(evaluated(condition, around, declarations));
}
