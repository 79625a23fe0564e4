import { diagnostic, type Fix, insert, replace } from "../diagnostics/diagnostic.ts";
import type { Expression, Reference } from "../syntax/tree.ts";
import { walkExpression } from "../syntax/walk.ts";
import {
  accepts,
  describeType,
  is,
  isNumber,
  isTextLike,
  optional,
  present,
  type Type,
  unknownType,
} from "../types/types.ts";
import { asCalendarOf } from "./as-numbers.ts";
import type { CheckedExpression } from "./checked.ts";
import { childrenOf } from "./children.ts";
import { kindOf } from "./kinds.ts";
import { memberNames, memberOf } from "./members.ts";
import { askFor } from "./mismatch.ts";
import { asMoney } from "./money.ts";
import { partOf } from "./parts.ts";
import { fixedText } from "./patterns.ts";
import type { RuleScope } from "./scope.ts";
import { type Mending, withoutQuotes } from "./unquoted.ts";

/** Where a value is needed. */
export interface NeededFor {
  /** In words: “`to` of sendEmail”. */
  readonly what: string;
  /** How to see to it that a value is there, by its path. Nothing where there is no condition to put it into. */
  readonly whenSet?: ((path: string) => Fix) | undefined;
}

/** Puts `path is set` into the condition behind a call, or gives it one. */
export function askWhetherSet(
  path: string,
  call: { readonly end: number },
  condition: Expression | undefined,
): Fix {
  const title = `Run it only when ${path} is set`;
  if (condition === undefined) return insert(title, call.end, ` when ${path} is set`, false);
  // What follows an `or` or an `else` would belong to it alone.
  if (condition.kind !== "Or" && condition.kind !== "If") {
    return insert(title, condition.end, ` and ${path} is set`, false);
  }
  return {
    title,
    safe: false,
    edits: () => [
      { start: condition.start, end: condition.start, text: "(" },
      { start: condition.end, end: condition.end, text: `) and ${path} is set` },
    ],
  };
}

/** Values that are read: where one of them is missing, a condition can ask for it. */
const isRead = (value: CheckedExpression): boolean =>
  ["field", "result", "previous", "event", "parameter", "part", "member", "constant"].includes(value.kind);

/** The first value that makes another one one that may be missing. */
function culpritOf(value: CheckedExpression): CheckedExpression | undefined {
  if (value.type.kind !== "optional") return undefined;
  if (isRead(value)) return value;
  for (const child of childrenOf(value)) {
    const found = culpritOf(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The path of the value that may be missing, as it stands in the text. */
function missingPath(value: CheckedExpression, node: Expression): string | undefined {
  const culprit = culpritOf(value);
  if (culprit === undefined) return undefined;
  const found: Reference[] = [];
  walkExpression(node, (one) => {
    if (one.kind === "Reference" && one.start === culprit.start && one.end === culprit.end) found.push(one);
  });
  return found[0]?.path.map((name) => name.text).join(".");
}

/** A number where money is wanted becomes money. */
function converted(value: CheckedExpression, expected: Type, scope: RuleScope): CheckedExpression {
  const type = present(expected);
  const wantsMoney =
    is(type, "Money") ||
    (type.kind === "union" && type.of.some((one) => is(one, "Money")) && !type.of.some(isNumber));
  return wantsMoney ? asMoney(value, scope) : value;
}

function inside<K extends Type["kind"]>(
  kind: K,
  expected: Type,
): Extract<Type, { readonly kind: K }> | undefined {
  const isWanted = (type: Type): type is Extract<Type, { readonly kind: K }> => type.kind === kind;
  const type = present(expected);
  if (isWanted(type)) return type;
  return type.kind === "union" ? type.of.find(isWanted) : undefined;
}

/** A list or a record that is written down: each of its parts has to fit by itself. Undefined for anything else. */
function fitParts(
  value: CheckedExpression,
  node: Expression,
  expected: Type,
  place: NeededFor,
  scope: RuleScope,
): CheckedExpression | undefined {
  if (value.kind === "group" && node.kind === "Group") {
    const inner = fitParts(value.inner, node.inner, expected, place, scope);
    return inner && { ...value, inner, type: inner.type };
  }
  if (value.kind === "list" && node.kind === "List") {
    const list = inside("list", expected);
    if (list === undefined) return undefined;
    const each: NeededFor = { what: `each of ${place.what}` };
    const items = value.items.map((item, index) => {
      const one = node.items[index];
      // What is missing is left out of a list.
      return one === undefined ? item : fit(item, one, optional(list.of), each, scope);
    });
    return { ...value, items, type: list };
  }
  if (value.kind === "record" && node.kind === "Record") {
    const record = inside("record", expected);
    if (record === undefined) return undefined;
    const entries = value.entries.map((entry) => {
      const one = node.entries.find(({ name }) => name.text === entry.name)?.value;
      const type = Object.hasOwn(record.fields, entry.name) ? record.fields[entry.name] : undefined;
      if (one === undefined || type === undefined) return entry;
      const within = { ...place, what: `\`${entry.name}\` in ${place.what}` };
      return { ...entry, value: fit(entry.value, one, type, within, scope) };
    });
    return { ...value, entries, type: record };
  }
  return undefined;
}

/** Puts a value into a text. What is computed may hold quotes, which would have to be changed. */
function intoText(node: Expression): Mending {
  const fix: Fix = {
    title: "Put it into a text",
    safe: false,
    edits: () => [
      { start: node.start, end: node.start, text: '"{' },
      { start: node.end, end: node.end, text: '}"' },
    ],
  };
  const help = 'put it into a text, in braces: `"{amount}"`';
  return { help, fixes: node.kind === "Reference" ? [fix] : [] };
}

/** Whether an expression is worked out from the moment at which the rule looks. */
function nowIn(node: Expression): Expression | undefined {
  let found: Expression | undefined;
  walkExpression(node, (one) => {
    if (one.kind === "Reference" && one.path.length === 1 && one.path[0]?.text === "now") found = one;
  });
  return found;
}

/** A day where a moment is wanted, or the other way round: what was computed has no `.date`. */
function asCalendar(value: CheckedExpression, node: Expression, expected: Type): Mending | undefined {
  const type = present(value.type);
  if (is(type, "Date") && is(expected, "DateTime")) {
    const fixes = node.kind === "If" ? [] : [insert("Add `9 hours`", node.end, " + 9 hours", false)];
    return {
      help: "a day with hours added to it is a moment, counted from midnight: `today + 9 hours`",
      fixes,
    };
  }
  if (!is(type, "DateTime") || !is(expected, "Date") || node.kind === "Reference") return undefined;
  const now = nowIn(node);
  return now === undefined
    ? { help: "days go with days: add days to a day, and no hours", fixes: [] }
    : {
        help: "days go with days: `today` is the day of `now`",
        fixes: [replace("Write `today`", now, "today", false)],
      };
}

/** How to give a value where another kind of it is wanted: without quotes, inside a text, or by one of its parts. */
function mend(value: CheckedExpression, node: Expression, expected: Type, scope: RuleScope): Mending {
  const type = present(value.type);
  if (isTextLike(type)) return withoutQuotes(node, kindOf(expected));
  const isPlainValue =
    type.kind === "list" || type.kind === "place" || (type.kind === "plain" && !is(type, "User"));
  if (is(expected, "Text") && isPlainValue) return intoText(node);
  const calendar =
    asCalendar(value, node, expected) ?? (isNumber(type) ? asCalendarOf(node, kindOf(expected)) : undefined);
  if (calendar !== undefined) return calendar;
  const { schema } = scope.world;
  const part = memberNames(type, schema).find((name) => {
    const member = memberOf(type, name, schema)?.type ?? partOf(type, name)?.type;
    return member !== undefined && !isNumber(expected) && accepts(expected, present(member));
  });
  return part === undefined
    ? { fixes: [] }
    : { help: `give its \`.${part}\``, fixes: askFor(part, { node }) };
}

/**
 * Fits a value to the type that its place asks for. What does not fit is reported.
 *
 * @returns the value, with numbers turned into money where money is wanted
 */
export function fit(
  value: CheckedExpression,
  node: Expression,
  expected: Type,
  place: NeededFor,
  scope: RuleScope,
): CheckedExpression {
  const ofParts = fitParts(value, node, expected, place, scope);
  if (ofParts !== undefined) return ofParts;
  if (accepts(expected, value.type)) return converted(value, expected, scope);
  const choice = inside("choice", expected);
  const text = choice && fixedText(value);
  if (text !== undefined && choice?.texts.includes(text)) return { ...value, type: choice };
  if (accepts(expected, present(value.type))) {
    const path = missingPath(value, node);
    const fixes = path === undefined || place.whenSet === undefined ? [] : [place.whenSet(path)];
    scope.report(diagnostic("OS2107", value, { text: path, for: place.what }, fixes));
    // It is told once: whoever goes on with the value takes it for there.
    return { ...converted(value, expected, scope), type: present(expected) };
  }
  const found = describeType(present(value.type));
  const words = { what: place.what, expected: describeType(present(expected)), found };
  const { help, fixes } = mend(value, node, present(expected), scope);
  scope.report(diagnostic("OS2101", value, { ...words, ...(help === undefined ? {} : { help }) }, fixes));
  return { ...value, type: unknownType };
}
