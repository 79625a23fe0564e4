import type { CheckedExpression, PathStep } from "../check/checked.ts";
import { kindOf } from "../check/kinds.ts";
import { is, isNumber, isTextLike, plain, present, type Type } from "../types/types.ts";
import { type Code, call, joined } from "./code.ts";
import { keptDuration, keptMoney, keptNumber, keptPattern, keptUser } from "./kept.ts";
import { key, literal, member, optionalMember } from "./literals.ts";
import { safeName } from "./names.ts";
import { comparisons, looking, onMoments, textTests } from "./operators.ts";
import { readJson, readPath } from "./read-json.ts";
import { type ExpressionScope, placed } from "./scope.ts";

type Of<K extends CheckedExpression["kind"]> = Extract<CheckedExpression, { readonly kind: K }>;

/** An expression without the parentheses around it: the code has its own. */
function bare(value: CheckedExpression): CheckedExpression {
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
      return literal(value.id);
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
      return [value.wanted === "set" ? "" : "!", call(scope.use("isSet"), [emitRaw(value.operand, scope)])];
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

/** The title of an option, where text is wanted. */
function titleOf(value: CheckedExpression, scope: ExpressionScope): Code {
  if (value.kind !== "option") return [emitExpression(value, scope), "?.title"];
  const options = value.type.kind === "option" ? value.type.options : [];
  return placed(literal(options.find((one) => one.id === value.id)?.title ?? value.id), value.start, scope);
}

/** A value where a type is wanted that it can become: a number as money, an option as text, each of a list by itself. */
export function emitAs(value: CheckedExpression, wanted: Type, scope: ExpressionScope): Code {
  const [from, to] = [present(value.type), present(wanted)];
  const takesText = isTextLike(to) || (to.kind === "union" && to.of.some(isTextLike));
  if (from.kind === "option" && takesText) return titleOf(value, scope);
  if (is(to, "Money") && isNumber(from)) {
    return call(scope.use("moneyOf"), [emitExpression(value, scope), scope.looking()]);
  }
  if (from.kind === "list" && to.kind === "list" && value.kind !== "list") {
    const code = emitExpression(value, scope);
    if (from.of.kind === "option" && isTextLike(present(to.of))) return [code, "?.map((one) => one.title)"];
    return code;
  }
  if (value.kind === "list" && to.kind === "list") {
    return placed(emitList(value.items, to.of, scope), value.start, scope);
  }
  return emitExpression(value, scope);
}

/** The id of an option; missing where it is. */
export function emitId(value: CheckedExpression, scope: ExpressionScope): Code {
  return value.kind === "option"
    ? placed(literal(value.id), value.start, scope)
    : [emitExpression(value, scope), "?.id"];
}

/** An option by itself is what its field would hold. */
function emitOption(value: Of<"option">): Code {
  const options = value.type.kind === "option" ? value.type.options : [];
  const title = options.find((one) => one.id === value.id)?.title ?? value.id;
  return `{ id: ${literal(value.id)}, title: ${literal(title)} }`;
}

function emitList(items: readonly CheckedExpression[], of: Type, scope: ExpressionScope): Code {
  const codes = items.map((item) => emitAs(item, of, scope));
  const isWhole = items.every((item) => item.type.kind !== "optional" && isFixed(item));
  return isWhole ? ["[", joined(codes, ", "), "]"] : call(scope.use("list"), codes);
}

/** Whether a value is written down as it is, and so is always there. */
function isFixed(value: CheckedExpression): boolean {
  return ["number", "money", "boolean", "duration", "time", "date", "text", "option", "stage"].includes(
    value.kind,
  );
}

function emitRecord({ entries, type }: Of<"record">, scope: ExpressionScope): Code {
  const wanted = type.kind === "record" ? type.fields : {};
  const fields = entries.map(({ name, value }): Code => {
    const of = Object.hasOwn(wanted, name) ? wanted[name] : undefined;
    return [`${key(name)}: `, emitAs(value, of ?? value.type, scope)];
  });
  return fields.length === 0 ? "{}" : ["{ ", joined(fields, ", "), " }"];
}

/** The kind of values whose text depends on the setting. */
const settled: ReadonlySet<string> = new Set(["moment", "time"]);

/** A value as a part of a text. */
export function emitShown(
  value: CheckedExpression,
  format: string | undefined,
  scope: ExpressionScope,
): Code {
  const type = present(value.type);
  const kind = kindOf(type.kind === "list" ? present(type.of) : type);
  const isName = kind === "option" || kind === "user" || kind === "stage";
  if (kind === undefined || (format === undefined && !settled.has(kind))) return emitRaw(value, scope);
  const args: Code[] = [emitExpression(value, scope), literal(isName ? "text" : kind), scope.looking()];
  return call(scope.use("formatted"), format === undefined ? args : [...args, literal(format)]);
}

function emitText({ parts }: Of<"text">, scope: ExpressionScope): Code {
  const [first] = parts;
  if (first === undefined) return '""';
  if (parts.length === 1 && first.kind === "chars") return literal(first.value);
  const codes = parts.map((part) =>
    part.kind === "chars" ? literal(part.value) : emitShown(part.value, part.format, scope),
  );
  return call(scope.use("join"), codes);
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

/** One side of a comparison by who somebody is: an option is known by its id. */
function emitIdentity(value: CheckedExpression, scope: ExpressionScope): Code {
  if (value.kind === "group") return emitIdentity(value.inner, scope);
  return value.kind === "option"
    ? placed(literal(value.id), value.start, scope)
    : emitExpression(value, scope);
}

/** The moment of looking, where amounts are compared: their currencies may differ. */
function rates(type: Type, scope: ExpressionScope): readonly Code[] {
  const one = present(type);
  return is(one.kind === "list" ? present(one.of) : one, "Money") ? [scope.looking()] : [];
}

function emitComparison({ operator, left, right, by }: Of<"compare">, scope: ExpressionScope): Code {
  if (by === "identity") {
    const sides = [left, right].map((side) => emitIdentity(side, scope));
    return call(scope.use(operator === "==" ? "same" : "other"), sides);
  }
  const isMoney = [left, right].some((side) => is(present(side.type), "Money"));
  const sides = [left, right].map((side) => emitAs(side, isMoney ? plain("Money") : side.type, scope));
  return call(scope.use(comparisons[operator]), [...sides, ...(isMoney ? [scope.looking()] : [])]);
}

/** The members of a list that is looked into. Those that never change are kept. */
function emitMembers(value: CheckedExpression, by: "value" | "identity", scope: ExpressionScope): Code {
  if (value.kind !== "list" || !value.items.every(isFixed)) return emitExpression(value, scope);
  const codes = value.items.map((item) =>
    by === "identity" ? emitIdentity(item, scope) : emitExpression(item, scope),
  );
  return placed(["[", joined(codes, ", "), "]"], value.start, scope);
}

function emitTest(value: Of<"test">, scope: ExpressionScope): Code {
  return [emitTested(value, scope), value.negated ? " === false" : " === true"];
}

function emitTested({ test, left, right, by }: Of<"test">, scope: ExpressionScope): Code {
  const emit = (one: CheckedExpression): Code => emitExpression(one, scope);
  switch (test) {
    case "inList":
    case "listContains": {
      const [one, many] = test === "inList" ? [left, right] : [right, left];
      const members = emitMembers(many, by, scope);
      return by === "identity"
        ? call(scope.use("among"), [emitIdentity(one, scope), members])
        : call(scope.use("inList"), [emit(one), members, ...rates(many.type, scope)]);
    }
    case "inRange": {
      if (right.kind !== "range") throw new Error("a range without ends was emitted");
      const args = [emit(left), emit(right.from), emit(right.to)];
      return is(present(left.type), "Time")
        ? call(scope.use("inHours"), args)
        : call(scope.use("between"), [...args, ...rates(left.type, scope)]);
    }
    case "matches":
      return call(scope.use("matches"), [emit(left), keptPattern(right, scope)]);
    default:
      if (!textTests.has(test)) throw new Error(`a test ${test} was emitted`);
      return call(scope.use(test), [emit(left), emit(right)]);
  }
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
