import type { CheckedExpression, PathStep } from "../check/checked.ts";
import { kindOf } from "../check/kinds.ts";
import { is, isTextLike, present, type Type } from "../types/types.ts";
import { type Code, call, joined } from "./code.ts";
import { emitAs, titleOf } from "./conversions.ts";
import { keptDuration, keptMoney, keptNumber, keptUser } from "./kept.ts";
import { key, literal, member, optionalMember } from "./literals.ts";
import { safeName } from "./names.ts";
import { looking, onMoments } from "./operators.ts";
import { readJson, readPath } from "./read-json.ts";
import { type ExpressionScope, placed } from "./scope.ts";
import { emitComparison, emitTest } from "./tests.ts";
import { emitText } from "./texts.ts";

type Of<K extends CheckedExpression["kind"]> = Extract<CheckedExpression, { readonly kind: K }>;

/** An expression without the parentheses around it: the code has its own. */
export function bare(value: CheckedExpression): CheckedExpression {
  let inner = value;
  while (inner.kind === "group") inner = inner.inner;
  return inner;
}

/** An expression as TypeScript; `s` is the scope it is computed from. */
export function emitExpression(value: CheckedExpression, scope: ExpressionScope): Code {
  // Chains such as `a + b + c + …` lean to the left and may be as long as a rule: they are taken link by link.
  const chain: (Of<"compute"> | Of<"orElse">)[] = [];
  let left = bare(value);
  while (left.kind === "compute" || left.kind === "orElse") {
    chain.push(left);
    left = bare(firstOf(left));
  }
  let code = placed(emitOne(left, scope), left.start, scope);
  for (const link of chain.toReversed()) {
    const own = link.kind === "compute" ? emitComputation(link, code, scope) : emitOrElse(link, code, scope);
    code = placed(own, link.start, scope);
  }
  return code;
}

function firstOf(value: Of<"compute"> | Of<"orElse">): CheckedExpression {
  const first = value.kind === "compute" ? value.operands[0] : value.left;
  if (first === undefined) throw new Error("a computation of nothing was emitted");
  return first;
}

function emitOne(value: CheckedExpression, scope: ExpressionScope): Code {
  const emit = (one: CheckedExpression): Code => emitExpression(one, scope);
  switch (value.kind) {
    case "number":
      return keptNumber(value, scope);
    case "money":
      return keptMoney(value, scope);
    case "text":
      return emitText(value, scope);
    case "boolean":
      return String(value.value);
    case "duration":
      return keptDuration(value.value, scope);
    case "time":
    case "date":
      return literal(value.value);
    case "moment":
      return call(scope.use("momentIn"), [literal(value.value), scope.looking()]);
    case "list":
      return emitList(value.items, value.type.kind === "list" ? value.type.of : value.type, scope);
    case "record":
      return emitRecord(value, scope);
    case "user":
      return keptUser(value.user, scope);
    case "stage":
      return emitStage(value, scope);
    case "pipeline":
      return `{ id: ${literal(value.id)}, title: ${literal(value.title)} }`;
    case "option":
      return emitOption(value);
    case "fieldName":
      return literal(value.name);
    case "this":
      return `${scope.looking()}.item`;
    case "field":
      return read(`${scope.looking()}.item`, value.path);
    case "previous":
      return read(`${scope.looking()}.previous`, value.path);
    case "event":
    case "result":
      return emitJson(value, scope);
    case "parameter":
      return [safeName(value.name), steps(value.path)];
    case "constant": {
      const { code, form } = scope.declared(value.of);
      return form.value ? code : call(code, form.looks ? [scope.looking()] : []);
    }
    case "call": {
      const { code, form } = scope.declared(value.of);
      const args = value.args.map((one, index) => emitAs(one, form.parameters[index] ?? one.type, scope));
      return call(code, form.looks ? [scope.looking(), ...args] : args);
    }
    case "now":
      return `${scope.looking()}.now`;
    case "today":
      return call(scope.use("today"), [scope.looking()]);
    case "part":
      return emitPart(value, scope);
    case "member":
      return [emit(value.operand), steps(value.path)];
    case "not":
      return ["!", inParentheses(value.operand, emitTruth(value.operand, scope))];
    case "and":
      return [
        "(",
        joined(
          value.operands.map((one) => emitTruth(one, scope)),
          " && ",
        ),
        ")",
      ];
    case "or":
      return [
        "(",
        joined(
          value.operands.map((one) => emitTruth(one, scope)),
          " || ",
        ),
        ")",
      ];
    case "compare":
      return emitComparison(value, scope);
    case "test":
      return emitTest(value, scope);
    case "present":
      return [value.wanted === "set" ? "" : "!", call(scope.use("isSet"), [emitAsked(value.operand, scope)])];
    case "if": {
      const [then, otherwise] = [value.then, value.otherwise].map((one) => emitAs(one, value.type, scope));
      return ["(", emitTruth(value.condition, scope), " ? ", then ?? "", " : ", otherwise ?? "", ")"];
    }
    case "group":
    case "compute":
    case "orElse":
    case "range":
    case "broken":
      throw new Error(`an expression that is ${value.kind} was emitted`);
  }
}

/** A field of something that is there, and what it leads to. */
function read(owner: string, [first, ...rest]: readonly PathStep[]): Code {
  return [owner, first === undefined ? "" : member(first.name), steps(rest)];
}

const steps = (path: readonly PathStep[]): string => path.map((step) => optionalMember(step.name)).join("");

/** What an action returned, or an event brought, read as a value of the language. */
function emitJson(value: Of<"event"> | Of<"result">, scope: ExpressionScope): Code {
  const { code, type, isRead } = pathOf(value, scope);
  return isRead ? code : readJson(code, type, scope);
}

function pathOf(value: Of<"event"> | Of<"result">, scope: ExpressionScope) {
  return value.kind === "event"
    ? readPath(`${scope.looking()}.event`, scope.eventType, value.path, true, scope)
    : readPath(
        `${scope.looking()}.results${member(value.rule)}`,
        scope.resultType(value.rule),
        value.path,
        false,
        scope,
      );
}

/**
 * A value for a place that takes JSON as well: what an action returned is handed on as it is, and an option or a text
 * asks for no more than it.
 */
export function emitRaw(value: CheckedExpression, scope: ExpressionScope): Code {
  if (value.kind === "group") return emitRaw(value.inner, scope);
  if (value.kind !== "result") return emitExpression(value, scope);
  return placed(pathOf(value, scope).code, value.start, scope);
}

/**
 * A value that is only asked whether it is there, or shown as it is. What an action returned need not be read for that
 * where it is text, or a record: of other kinds, JSON is not what the language makes of it.
 */
export function emitAsked(value: CheckedExpression, scope: ExpressionScope): Code {
  const type = present(value.type);
  const isText = isTextLike(type) || kindOf(type) === undefined;
  return isText ? emitRaw(value, scope) : emitExpression(value, scope);
}

/** An option by itself is what its field would hold. */
function emitOption(value: Of<"option">): Code {
  const options = value.type.kind === "option" ? value.type.options : [];
  const title = options.find((one) => one.id === value.id)?.title ?? value.id;
  return `{ id: ${literal(value.id)}, title: ${literal(title)} }`;
}

/** A stage by itself: what it is to an action, what people call it, and what it is compared by. */
function emitStage(value: Of<"stage">, scope: ExpressionScope): Code {
  return call(scope.use("stageOf"), [literal(value.id), literal(value.title), stageKeys(value)]);
}

/** What a stage is compared by: the one that it is, or all that have its title. */
export function stageKeys({ places }: Of<"stage">): string {
  const [first, ...others] = places.map(({ pipeline, stage }) => literal(`${pipeline}/${stage}`));
  return others.length === 0 ? (first ?? "[]") : `[${[first, ...others].join(", ")}]`;
}

export function emitList(items: readonly CheckedExpression[], of: Type, scope: ExpressionScope): Code {
  const codes = items.map((item) => emitAs(item, of, scope));
  const isWhole = items.every((item) => item.type.kind !== "optional" && isFixed(item));
  return isWhole ? ["[", joined(codes, ", "), "]"] : call(scope.use("list"), codes);
}

const fixedKinds: ReadonlySet<CheckedExpression["kind"]> = new Set([
  "number",
  "money",
  "boolean",
  "duration",
  "time",
  "date",
  "text",
  "option",
  "stage",
  "pipeline",
]);

/** Whether a value is written down as it is, and so is always there. */
function isFixed(value: CheckedExpression): boolean {
  return fixedKinds.has(value.kind);
}

function emitRecord({ entries, type }: Of<"record">, scope: ExpressionScope): Code {
  const wanted = type.kind === "record" ? type.fields : {};
  const fields = entries.map(({ name, value }): Code => {
    const of = Object.hasOwn(wanted, name) ? wanted[name] : undefined;
    return [`${key(name)}: `, emitAs(value, of ?? value.type, scope)];
  });
  return fields.length === 0 ? "{}" : ["{ ", joined(fields, ", "), " }"];
}

function emitPart({ part, operand }: Of<"part">, scope: ExpressionScope): Code {
  const value = emitExpression(operand, scope);
  const isMoment = is(present(operand.type), "DateTime");
  const day = (): Code => (isMoment ? call(scope.use("dateOf"), [value, scope.looking()]) : value);
  const time = (): Code => (isMoment ? call(scope.use("timeOf"), [value, scope.looking()]) : value);
  switch (part) {
    case "date":
      return day();
    case "time":
      return time();
    case "year":
      return call(scope.use("yearOf"), [day()]);
    case "month":
      return call(scope.use("monthOf"), [day()]);
    case "day":
      return call(scope.use("dayOf"), [day()]);
    case "weekday":
      return call(scope.use("weekdayOf"), [day()]);
    case "hour":
      return call(scope.use("hourOf"), [time()]);
    case "minute":
      return call(scope.use("minuteOf"), [time()]);
    case "length":
      return call(scope.use("lengthOf"), [value]);
    case "count":
      return call(scope.use("countOf"), [value]);
    case "first":
      return call(scope.use("firstOf"), [value]);
    case "last":
      return call(scope.use("lastOf"), [value]);
    case "amount":
    case "currency":
      return [value, `?.${part}`];
  }
}

function emitComputation(value: Of<"compute">, left: Code, scope: ExpressionScope): Code {
  const { operation, operands, type } = value;
  const done = (is(present(type), "DateTime") ? onMoments.get(operation) : undefined) ?? operation;
  const isDay = done !== operation && is(present(firstOf(value).type), "Date");
  const start = isDay ? call(scope.use("midnight"), [left, scope.looking()]) : left;
  const others = operands.slice(1).map((operand) => emitExpression(operand, scope));
  return call(scope.use(done), [start, ...others, ...(looking.has(done) ? [scope.looking()] : [])]);
}

/** `a ?? b`: the second is worked out only where it is needed. */
function emitOrElse({ left, right, type }: Of<"orElse">, code: Code, scope: ExpressionScope): Code {
  // The left side is emitted already: only an option has another text where text is wanted.
  const isTitle = present(left.type).kind === "option" && isTextLike(present(type));
  const first = isTitle ? titleOf(left, scope) : code;
  return ["(", call(scope.use("filled"), [first]), " ?? ", emitAs(right, type, scope), ")"];
}

/** Whether an expression is yes or no, and never missing. */
function isDefinite(value: CheckedExpression): boolean {
  return ["boolean", "not", "and", "or", "compare", "test", "present"].includes(value.kind);
}

/** An expression as a yes or no that is never missing. */
export function emitTruth(value: CheckedExpression, scope: ExpressionScope): Code {
  if (value.kind === "group") return emitTruth(value.inner, scope);
  const code = emitExpression(value, scope);
  return isDefinite(value) ? code : call(scope.use("isTrue"), [code]);
}

function inParentheses(value: CheckedExpression, code: Code): Code {
  const bare = value.kind === "group" ? value.inner : value;
  return bare.kind === "test" ? ["(", code, ")"] : code;
}
