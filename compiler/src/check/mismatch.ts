import { type Fix, insert, replace } from "../diagnostics/diagnostic.ts";
import type { Expression, Span } from "../syntax/tree.ts";
import { present, type Type } from "../types/types.ts";
import { asCalendarOf } from "./as-numbers.ts";
import type { CheckedExpression } from "./checked.ts";
import { type Kind, kindOf } from "./kinds.ts";
import { bare, constantText } from "./literals.ts";
import { memberOf } from "./members.ts";
import type { RuleScope } from "./scope.ts";
import { type Mending, withoutQuotes } from "./unquoted.ts";

/** One side of a comparison that does not fit the other. */
export interface Side {
  readonly node: Expression;
  readonly value: CheckedExpression;
}

const none: Mending = { fixes: [] };

/** What stands between the two sides of a comparison: its operator. */
function between(left: Expression, right: Expression): Span {
  return left.start < right.start
    ? { start: left.end, end: right.start }
    : { start: right.end, end: left.start };
}

/** Asks for a part of a value, where it is named and not computed. */
export function askFor(part: string, { node }: Pick<Side, "node">): readonly Fix[] {
  return node.kind === "Reference" ? [insert(`Ask for \`.${part}\``, node.end, `.${part}`, false)] : [];
}

/** Names that people give to days and months, which are numbers here. */
const namedNumbers: Readonly<Record<string, readonly string[]>> = {
  weekday: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
  month: "january february march april may june july august september october november december".split(" "),
};

/** A text beside a value that it cannot be: it may be one without its quotes, or the name of a day. */
function asText(text: Side, other: Side): Mending {
  const part = other.value.kind === "part" ? other.value.part : "";
  const names = Object.hasOwn(namedNumbers, part) ? namedNumbers[part] : undefined;
  const node = bare(text.node);
  const word = node.kind === "Text" ? constantText(node)?.toLowerCase() : undefined;
  if (names === undefined || word === undefined) {
    return withoutQuotes(text.node, kindOf(present(other.value.type)));
  }
  const number = word.length < 3 ? 0 : names.findIndex((name) => name.startsWith(word)) + 1;
  return {
    help: `a ${part} is a number, 1 for ${part === "month" ? "January" : "Monday"}`,
    fixes: number === 0 ? [] : [replace(`Write \`${number}\``, node, String(number), false)],
  };
}

/** A text beside something that has a name: the two are compared by that name. */
function named(other: Side, scope: RuleScope): Mending {
  const type = present(other.value.type);
  const name = ["name", "title"].find((one) => memberOf(type, one, scope.world.schema) !== undefined);
  return name === undefined ? none : { help: `compare its \`${name}\``, fixes: askFor(name, other) };
}

/** How to bring a day and a moment together. */
export function dayAndMoment(day: Side, moment: Side): Mending {
  if (moment.value.kind === "now") {
    const fix = replace("Write `today`", moment.node, "today", false);
    return { help: "days go with days: `today` is the day of `now`", fixes: [fix] };
  }
  if (day.value.kind === "today") {
    const fix = replace("Write `now`", day.node, "now", false);
    return {
      help: "days go with days, and moments with moments: `.date` behind the moment, or `now`",
      fixes: [...askFor("date", moment), fix],
    };
  }
  return {
    help: "days go with days: `.date` behind a moment is its day",
    fixes: askFor("date", moment),
  };
}

/** A number without its unit beside a length of time. */
function withUnit(number: Side): Mending {
  const node = bare(number.node);
  const help = "say what is counted: `3 days`";
  return node.kind === "Number"
    ? { help, fixes: [insert("Write `days` behind it", node.end, " days", false)] }
    : { help, fixes: [] };
}

function listAndOne(list: Side, one: Side, operator: string): Mending {
  const help = "ask whether the list contains it: `list contains value`";
  const isInOrder = list.node.start < one.node.start && operator === "==";
  const fix = replace("Write `contains`", between(list.node, one.node), " contains ", false);
  return { help, fixes: isInOrder ? [fix] : [] };
}

/**
 * How to mend a comparison of two values that do not go together. It is worked out only where there is such a mistake.
 *
 * @param operator the operator between them, as it stands there
 */
export function mendComparison(left: Side, right: Side, operator: string, scope: RuleScope): Mending {
  const kinds = [kindOf(present(left.value.type)), kindOf(present(right.value.type))] as const;
  const either = (
    one: Kind,
    other: Kind,
    mend: (first: Side, second: Side) => Mending,
  ): Mending | undefined => {
    if (kinds[0] === one && kinds[1] === other) return mend(left, right);
    return kinds[1] === one && kinds[0] === other ? mend(right, left) : undefined;
  };
  const isList = (type: Type): boolean => type.kind === "list";
  if (isList(present(left.value.type)) !== isList(present(right.value.type))) {
    return isList(present(left.value.type))
      ? listAndOne(left, right, operator)
      : listAndOne(right, left, operator);
  }
  const found =
    either("date", "moment", dayAndMoment) ??
    either("time", "moment", (_, moment) => ({
      help: "times of day are compared with times of day: `.time` behind a moment is its own",
      fixes: askFor("time", moment),
    })) ??
    either("duration", "number", (_, number) => withUnit(number)) ??
    either("date", "number", (_, number) => asCalendarOf(number.node, "date") ?? none) ??
    either("moment", "number", (_, number) => asCalendarOf(number.node, "moment") ?? none) ??
    either("time", "number", (_, number) => asCalendarOf(number.node, "time") ?? none) ??
    either("text", "item", (_, item) => named(item, scope)) ??
    either("text", "user", (_, user) => named(user, scope)) ??
    either("text", "option", () => ({
      help: "an option is compared with the titles of its field, in quotes",
      fixes: [],
    })) ??
    either("text", "stage", () => ({
      help: "a stage is compared with titles of stages, in quotes",
      fixes: [],
    })) ??
    either("text", "pipeline", () => ({
      help: "a pipeline is compared with titles of pipelines, in quotes",
      fixes: [],
    }));
  if (found !== undefined) return found;
  if (kinds[0] === "text") return asText(left, right);
  if (kinds[1] === "text") return asText(right, left);
  return none;
}
