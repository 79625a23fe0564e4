import type { CheckedExpression, Computation, PathStep } from "../../checked.ts";
import { day, dayOf, lengthOf, momentOf, secondsOf, shownAt } from "./calendar.ts";
import { compute, part } from "./compute.ts";
import { compare, parseExact } from "./exact.ts";
import type { Answer, Looking, Value } from "./items.ts";
import { fieldOf, partOf } from "./items.ts";
import { placeId, placesOf, placeType } from "./places.ts";
import { passes, type TextTest } from "./text-tests.ts";

type Verdict = boolean | "unclear";

const not = (verdict: Verdict): Verdict => (verdict === "unclear" ? verdict : !verdict);

function along(start: Answer, path: readonly PathStep[], looking: Looking): Answer {
  let value = start;
  for (const step of path) {
    if (value === undefined || value === "unclear") return value;
    value = partOf(value, step.name, looking);
  }
  return value;
}

function read(
  fields: ReadonlyMap<string, Value> | undefined,
  path: readonly PathStep[],
  looking: Looking,
): Answer {
  const [first, ...rest] = path;
  if (first === undefined || fields === undefined) return "unclear";
  return along(fields.get(first.name), rest, looking);
}

const known = <K extends Value["kind"]>(kind: K, at: number | undefined) =>
  at === undefined ? ("unclear" as const) : { kind, at };

function joined(value: Extract<CheckedExpression, { kind: "text" }>, looking: Looking): Answer {
  let text = "";
  for (const one of value.parts) {
    if (one.kind === "chars") text += one.value;
    else {
      const hole = evaluate(one.value, looking);
      // Numbers, dates and the like are written by the locale.
      if (hole === "unclear" || (hole !== undefined && (hole.kind !== "text" || one.format !== undefined))) {
        return "unclear";
      }
      text += hole?.text ?? "";
    }
  }
  return { kind: "text", text };
}

/** A value; `unclear` where it depends on what only the runtime knows. */
export function evaluate(value: CheckedExpression, looking: Looking): Answer {
  const of = (one: CheckedExpression): Answer => evaluate(one, looking);
  switch (value.kind) {
    case "number": {
      const exact = parseExact(value.value);
      return exact === undefined ? "unclear" : { kind: "number", value: exact };
    }
    case "money": {
      const exact = parseExact(value.value);
      return exact === undefined || value.currency !== looking.currency
        ? "unclear"
        : { kind: "money", value: exact };
    }
    case "text":
      return joined(value, looking);
    case "boolean":
      return { kind: "boolean", value: value.value };
    case "duration":
      return { kind: "duration", value: value.value };
    case "time":
      return known("time", secondsOf(value.value));
    case "date":
      return known("day", dayOf(value.value));
    case "moment":
      return known("moment", momentOf(value.value, looking.timezone));
    case "now":
      return { kind: "moment", at: looking.now };
    case "today":
      return { kind: "day", at: Math.floor(shownAt(looking.now, looking.timezone) / day) };
    case "user":
      return { kind: "id", id: String(value.user.id) };
    case "stage":
      return { kind: "places", ids: value.places.map((one) => placeId(one.pipeline, one.stage)) };
    case "pipeline": {
      const pipelines = placeType(value.type)?.pipelines ?? [];
      return { kind: "places", ids: placesOf(pipelines.filter((one) => one.id === value.id)) };
    }
    case "option":
      return { kind: "id", id: value.id };
    case "this":
      return { kind: "item", item: looking.item };
    case "field": {
      const [first, ...rest] = value.path;
      return first === undefined ? "unclear" : along(fieldOf(looking.item, first.name), rest, looking);
    }
    case "previous":
      return read(looking.previous, value.path, looking);
    case "result":
      return value.path.length === 0 ? { kind: "something" } : "unclear";
    case "member":
      return along(of(value.operand), value.path, looking);
    case "group":
      return of(value.inner);
    case "constant":
      return of(value.value);
    case "list":
      return listed(value.items.map(of));
    case "part": {
      const operand = of(value.operand);
      return operand === undefined || operand === "unclear" ? operand : part(value.part, operand, looking);
    }
    case "compute":
      return computed(value.operation, value.operands.map(of), looking);
    case "orElse": {
      const left = of(value.left);
      if (left === "unclear") return left;
      return isSet(left) ? left : of(value.right);
    }
    case "if": {
      const verdict = holds(value.condition, looking);
      if (verdict === "unclear") return verdict;
      return of(verdict ? value.then : value.otherwise);
    }
    case "not":
    case "and":
    case "or":
    case "compare":
    case "test":
    case "present": {
      const verdict = holds(value, looking);
      return verdict === "unclear" ? verdict : { kind: "boolean", value: verdict };
    }
    case "record":
    case "event":
    case "fieldName":
    case "parameter":
    case "call":
    case "range":
    case "broken":
      return "unclear";
  }
}

/** What is missing is left out of a list. */
function listed(items: readonly Answer[]): Answer {
  if (items.includes("unclear")) return "unclear";
  return { kind: "list", items: items.filter((one) => one !== undefined && one !== "unclear") };
}

function computed(operation: Computation, operands: readonly Answer[], looking: Looking): Answer {
  if (operands.includes(undefined) && operation !== "join") return undefined;
  if (operands.includes("unclear")) return "unclear";
  return compute(
    operation,
    operands.filter((one) => one !== "unclear"),
    looking,
  );
}

function isSet(value: Value | undefined): boolean {
  if (value === undefined) return false;
  return value.kind === "text" ? value.text !== "" : value.kind !== "list" || value.items.length > 0;
}

/** Below zero, zero or above; undefined where the two have no order that is known here. */
function order(a: Value, b: Value): number | undefined {
  const isAmount = (one: Value) => one.kind === "number" || one.kind === "money";
  if ((a.kind === "number" || a.kind === "money") && (b.kind === "number" || b.kind === "money")) {
    return isAmount(a) && isAmount(b) ? compare(a.value, b.value) : undefined;
  }
  if (a.kind === "text" && b.kind === "text") return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
  if (a.kind === "duration" && b.kind === "duration") return lengthOf(a.value) - lengthOf(b.value);
  if ("at" in a && "at" in b && a.kind === b.kind) return a.at - b.at;
  return undefined;
}

/** Whether two values are the same; `unclear` for what cannot be compared here. */
export function sameValue(a: Value, b: Value): Verdict {
  if (a.kind === "boolean" && b.kind === "boolean") return a.value === b.value;
  if (a.kind === "id" && b.kind === "id") return a.id === b.id;
  if (a.kind === "id" && b.kind === "places") return b.ids.includes(a.id);
  if (a.kind === "places" && b.kind === "id") return a.ids.includes(b.id);
  if (a.kind === "item" && b.kind === "item") {
    return a.item.id === b.item.id && a.item.entity === b.item.entity;
  }
  if (a.kind === "list" && b.kind === "list") {
    const verdicts = a.items.map((one, index) => {
      const other = b.items[index];
      return other === undefined ? false : sameValue(one, other);
    });
    if (a.items.length !== b.items.length || verdicts.includes(false)) return false;
    return verdicts.includes("unclear") ? "unclear" : true;
  }
  const sign = order(a, b);
  return sign === undefined ? "unclear" : sign === 0;
}

function comparison(value: Extract<CheckedExpression, { kind: "compare" }>, looking: Looking): Verdict {
  const [a, b] = [evaluate(value.left, looking), evaluate(value.right, looking)];
  if (a === undefined || b === undefined) return false;
  if (a === "unclear" || b === "unclear") return "unclear";
  // Two pipelines are known here by a stage of each, which says nothing of whether they are the same.
  if (a.kind === "id" && b.kind === "id" && placeType(value.left.type)?.of === "pipeline") return "unclear";
  if (value.operator === "==") return sameValue(a, b);
  if (value.operator === "!=") return not(sameValue(a, b));
  const sign = order(a, b);
  if (sign === undefined) return "unclear";
  switch (value.operator) {
    case "<":
      return sign < 0;
    case "<=":
      return sign <= 0;
    case ">":
      return sign > 0;
    case ">=":
      return sign >= 0;
  }
}

function among(list: Answer, member: Answer): Verdict | undefined {
  if (list === undefined || member === undefined) return undefined;
  if (list === "unclear" || member === "unclear" || list.kind !== "list") return "unclear";
  const verdicts = list.items.map((one) => sameValue(one, member));
  return verdicts.includes(true) ? true : verdicts.includes("unclear") ? "unclear" : false;
}

function inRange(value: Extract<CheckedExpression, { kind: "test" }>, looking: Looking): Verdict | undefined {
  if (value.right.kind !== "range") return "unclear";
  const x = evaluate(value.left, looking);
  const from = evaluate(value.right.from, looking);
  const to = evaluate(value.right.to, looking);
  if (x === undefined || from === undefined || to === undefined) return undefined;
  if (x === "unclear" || from === "unclear" || to === "unclear") return "unclear";
  const [low, high, span] = [order(x, from), order(x, to), order(from, to)];
  if (low === undefined || high === undefined || span === undefined) return "unclear";
  if (x.kind !== "time") return low >= 0 && high <= 0;
  return span < 0 ? low >= 0 && high < 0 : low >= 0 || high < 0;
}

const textTests = { textContains: "contains", startsWith: "starts", endsWith: "ends" } as const;

function textTest(
  value: Extract<CheckedExpression, { kind: "test" }>,
  looking: Looking,
): Verdict | undefined {
  const [left, right] = [evaluate(value.left, looking), evaluate(value.right, looking)];
  if (left === undefined || right === undefined) return undefined;
  if (left === "unclear" || right === "unclear" || right.kind !== "text") return "unclear";
  const kind = value.test in textTests ? textTests[value.test as keyof typeof textTests] : "matches";
  const test: TextTest = { kind, text: right.text };
  const type = value.left.type.kind === "optional" ? value.left.type.of : value.left.type;
  const title =
    left.kind === "id" && type.kind === "option"
      ? type.options.find((option) => option.id === left.id)?.title
      : undefined;
  const text = left.kind === "text" ? left.text : title;
  return text === undefined ? "unclear" : (passes(test, text) ?? "unclear");
}

function test(value: Extract<CheckedExpression, { kind: "test" }>, looking: Looking): Verdict {
  const answer = (): Verdict | undefined => {
    switch (value.test) {
      case "inRange":
        return inRange(value, looking);
      case "inList":
        return among(evaluate(value.right, looking), evaluate(value.left, looking));
      case "listContains":
        return among(evaluate(value.left, looking), evaluate(value.right, looking));
      case "textContains":
      case "startsWith":
      case "endsWith":
      case "matches":
        return textTest(value, looking);
    }
  };
  const verdict = answer();
  if (verdict === undefined) return false;
  return value.negated ? not(verdict) : verdict;
}

/** Whether a condition holds; `unclear` where that depends on what only the runtime knows. */
export function holds(value: CheckedExpression, looking: Looking): Verdict {
  switch (value.kind) {
    case "and":
    case "or": {
      const decisive = value.kind === "or";
      const verdicts = value.operands.map((operand) => holds(operand, looking));
      if (verdicts.includes(decisive)) return decisive;
      return verdicts.includes("unclear") ? "unclear" : !decisive;
    }
    case "not":
      return not(holds(value.operand, looking));
    case "group":
      return holds(value.inner, looking);
    case "compare":
      return comparison(value, looking);
    case "test":
      return test(value, looking);
    case "present": {
      const operand = evaluate(value.operand, looking);
      return operand === "unclear" ? operand : isSet(operand) === (value.wanted === "set");
    }
    default: {
      const answer = evaluate(value, looking);
      if (answer === undefined || answer === "unclear") return answer ?? false;
      return answer.kind === "boolean" ? answer.value : "unclear";
    }
  }
}
