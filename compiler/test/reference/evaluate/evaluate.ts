import { Temporal } from "temporal-polyfill";
import type {
  CheckedExpression,
  CheckedFunction,
  DeclaredName,
  PathStep,
} from "../../../src/check/checked.ts";
import { present, type Type } from "../../../src/types/types.ts";
import { localDate, momentInCalendar } from "./calendar.ts";
import { compareValues, isSame } from "./comparing.ts";
import { computed } from "./computing.ts";
import { exact } from "./exact.ts";
import { partOf } from "./parts.ts";
import { readJson, stepInto } from "./read.ts";
import { formatted, shown } from "./texts.ts";
import { turned } from "./turned.ts";
import { flag, type Json, type Surroundings, text, type Value } from "./values.ts";

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
      return isSame(a, b, by, context.around);
    case "!=":
      return !isSame(a, b, by, context.around);
    case "<":
      return compareValues(a, b, context.around) < 0;
    case "<=":
      return compareValues(a, b, context.around) <= 0;
    case ">":
      return compareValues(a, b, context.around) > 0;
    case ">=":
      return compareValues(a, b, context.around) >= 0;
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
      return compareValues(one, from, context.around) >= 0 && compareValues(one, to, context.around) <= 0;
    }
    const isAfter = compareValues(one, from, context.around) >= 0;
    const isBefore = compareValues(one, to, context.around) < 0;
    return compareValues(from, to, context.around) < 0 ? isAfter && isBefore : isAfter || isBefore;
  }
  const two = evaluate(right, context);
  if (one === undefined || two === undefined) return undefined;
  const small = (value: Value): string => shown(value, context.around).toLowerCase();
  switch (test) {
    case "inList":
      return two.kind === "list" && two.members.some((member) => isSame(one, member, by, context.around));
    case "listContains":
      return one.kind === "list" && one.members.some((member) => isSame(two, member, by, context.around));
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

function compute({ operation, operands, type }: Of<"compute">, context: Context): Value | undefined {
  const [first, second] = operands.map((operand) => evaluate(operand, context));
  const wanted = present(type);
  const isMoment = wanted.kind === "plain" && wanted.name === "DateTime";
  return computed(operation, first, second, isMoment, context.around);
}

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
      return partOf(evaluate(expression.operand, context), expression.part, around);
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
