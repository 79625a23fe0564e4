import { type Fix, insert, replace } from "../diagnostics/diagnostic.ts";
import type { Expression, Span } from "../syntax/tree.ts";
import { present, type Type } from "../types/types.ts";
import type { CheckedExpression } from "./checked.ts";
import { type Kind, kindOf } from "./kinds.ts";
import { bare, constantText } from "./literals.ts";
import { memberOf } from "./members.ts";
import type { RuleScope } from "./scope.ts";

/** One side of a comparison that does not fit the other. */
export interface Side {
  readonly node: Expression;
  readonly value: CheckedExpression;
}

/** How to mend two values that cannot be compared, in words and as changes. */
export interface Mending {
  readonly help?: string;
  readonly fixes: readonly Fix[];
}

const none: Mending = { fixes: [] };

/** What stands between the two sides of a comparison: its operator. */
function between(left: Expression, right: Expression): Span {
  return left.start < right.start
    ? { start: left.end, end: right.start }
    : { start: right.end, end: left.start };
}

/** Asks for a part of a value, where it is named and not computed. */
function askFor(part: string, { node }: Side): readonly Fix[] {
  return node.kind === "Reference" ? [insert(`Ask for \`.${part}\``, node.end, `.${part}`, false)] : [];
}

/** Text in quotes that would be a value of the other side's kind without them. */
function unquoted(text: Side, wanted: Kind | undefined): Mending {
  const node = bare(text.node);
  const value = node.kind === "Text" ? constantText(node)?.trim() : undefined;
  if (value === undefined) return none;
  const write = (code: string, help: string): Mending => ({
    help,
    fixes: [replace(`Write \`${code}\``, node, code, false)],
  });
  switch (wanted) {
    case "number":
    case "money": {
      const number = value.replaceAll(/[ _']/g, "");
      if (/^\d+(\.\d+)?$/.test(number)) return write(number, "numbers are written without quotes");
      return wanted === "money" && /^[A-Z]{3}$/.test(value)
        ? { help: "ask for the currency alone: `amount.currency`", fixes: [] }
        : none;
    }
    case "boolean": {
      const isYes = ["true", "yes"].includes(value.toLowerCase());
      const isNo = ["false", "no"].includes(value.toLowerCase());
      return isYes || isNo
        ? write(String(isYes), "yes and no are written `true` and `false`, without quotes")
        : none;
    }
    case "date":
      return /^\d{4}-\d{2}-\d{2}$/.test(value) ? write(value, "dates are written without quotes") : none;
    case "moment":
      return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(value)
        ? write(value, "moments are written without quotes")
        : none;
    case "time":
      return /^\d{2}:\d{2}(:\d{2})?$/.test(value)
        ? write(value, "times of day are written without quotes")
        : none;
    case "duration": {
      const isLength = /^\d+ (working )?(second|minute|hour|day|week|month|year)s?$/.test(value);
      return isLength ? write(value, "lengths of time are written without quotes") : none;
    }
    default:
      return none;
  }
}

/** A text beside something that has a name: the two are compared by that name. */
function named(other: Side, scope: RuleScope): Mending {
  const type = present(other.value.type);
  const name = ["name", "title"].find((one) => memberOf(type, one, scope.world.schema) !== undefined);
  return name === undefined ? none : { help: `compare its \`${name}\``, fixes: askFor(name, other) };
}

function dayAndMoment(day: Side, moment: Side): Mending {
  if (moment.value.kind === "now") {
    const fix = replace("Write `today`", moment.node, "today", false);
    return { help: "days are compared with days: `today` is the day of `now`", fixes: [fix] };
  }
  if (day.value.kind === "today") {
    const fix = replace("Write `now`", day.node, "now", false);
    return {
      help: "moments are compared with moments, and days with days: `now`, or `.date` behind the moment",
      fixes: [...askFor("date", moment), fix],
    };
  }
  return {
    help: "days are compared with days: `.date` behind a moment is its day",
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
    either("text", "item", (_, item) => named(item, scope)) ??
    either("text", "user", (_, user) => named(user, scope)) ??
    either("text", "option", () => ({
      help: "an option is compared with the titles of its field, in quotes",
      fixes: [],
    }));
  if (found !== undefined) return found;
  if (kinds[0] === "text") return unquoted(left, kinds[1]);
  if (kinds[1] === "text") return unquoted(right, kinds[0]);
  return none;
}
