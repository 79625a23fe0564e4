import type { CheckedExpression } from "../check/checked.ts";
import { is, isNumber, isTextLike, present, type Type } from "../types/types.ts";
import { type Code, call } from "./code.ts";
import { bare, emitExpression, emitList } from "./expressions.ts";
import { literal } from "./literals.ts";
import { type ExpressionScope, placed } from "./scope.ts";

/** The title of an option, where text is wanted. */
export function titleOf(value: CheckedExpression, scope: ExpressionScope): Code {
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
  if (from.kind === "list" && to.kind === "list") return emitListAs(value, from.of, to.of, scope);
  return emitExpression(value, scope);
}

/** A list whose members become what is wanted of them. */
function emitListAs(value: CheckedExpression, from: Type, to: Type, scope: ExpressionScope): Code {
  const list = bare(value);
  if (list.kind === "list") return placed(emitList(list.items, to, scope), list.start, scope);
  const code = emitExpression(list, scope);
  const [given, wanted] = [present(from), present(to)];
  if (given.kind === "option" && isTextLike(wanted)) return [code, "?.map((one) => one.title)"];
  if (!is(wanted, "Money") || !isNumber(given)) return code;
  return [code, "?.map((one) => ", call(scope.use("moneyOf"), ["one", scope.looking()]), ")"];
}

/** The id of an option; missing where it is. */
export function emitId(value: CheckedExpression, scope: ExpressionScope): Code {
  return value.kind === "option"
    ? placed(literal(value.id), value.start, scope)
    : [emitExpression(value, scope), "?.id"];
}
