import { diagnostic } from "../../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../../near.ts";
import { findField, type NamedEntity } from "../../schema/lookups.ts";
import type { Expression, Name, RecordEntry, RecordLiteral } from "../../syntax/tree.ts";
import { fieldType, is, isTextLike, plain, present, type Type } from "../../types/types.ts";
import type { CheckedExpression } from "../checked.ts";
import { checkExpression } from "../expressions.ts";
import { fit } from "../fitting.ts";
import { fixedText } from "../patterns.ts";
import type { RuleScope } from "../scope.ts";
import { isBroken } from "../soften.ts";
import { nearFix, reportFormerField } from "../suggestions.ts";
import type { TestFields, TestValue } from "./written.ts";

const json = (value: string | number | boolean): TestValue => ({ kind: "json", value });

/** More digits than a number of JSON keeps exactly stay text. */
const exactDigits = 15;

function numberJson(text: string): TestValue {
  return json(text.replace(/[-.]/g, "").length <= exactDigits ? Number(text) : text);
}

function allOf(values: readonly CheckedExpression[]): readonly TestValue[] | undefined {
  const found = values.map(writtenValue);
  return found.every((one) => one !== undefined) ? found : undefined;
}

function entriesOf(
  entries: readonly { readonly name: string; readonly value: CheckedExpression }[],
): TestFields | undefined {
  const found: [string, TestValue][] = [];
  for (const { name, value } of entries) {
    const one = writtenValue(value);
    if (one === undefined) return undefined;
    found.push([name, one]);
  }
  return Object.fromEntries(found);
}

/** A value that is written out, as data. Undefined for what is known only while a rule runs. */
export function writtenValue(value: CheckedExpression): TestValue | undefined {
  switch (value.kind) {
    case "number":
      return numberJson(value.value);
    case "money":
      return { kind: "money", amount: value.value, currency: value.currency };
    case "text": {
      const text = fixedText(value);
      return text === undefined ? undefined : json(text);
    }
    case "boolean":
      return json(value.value);
    case "date":
    case "time":
      return json(value.value);
    case "moment":
      return { kind: "moment", value: value.value };
    case "duration":
      return { kind: "duration", value: value.value };
    case "user":
      return { kind: "user", id: value.user.id, name: value.user.name };
    case "option":
      return { kind: "option", id: value.id, title: titleOf(value) };
    case "stage":
      return { kind: "stage", id: value.id, title: value.title };
    case "fieldName":
      return json(value.name);
    case "list": {
      const items = allOf(value.items);
      return items && { kind: "list", items };
    }
    case "record": {
      const entries = entriesOf(value.entries);
      return entries && { kind: "record", entries };
    }
    case "constant":
      return writtenValue(value.value);
    case "group":
      return writtenValue(value.inner);
    case "compute":
      return computed(value);
    default:
      return undefined;
  }
}

function titleOf(value: Extract<CheckedExpression, { readonly kind: "option" }>): string {
  const options = value.type.kind === "option" ? value.type.options : [];
  return options.find(({ id }) => id === value.id)?.title ?? value.id;
}

/** `-5`, `-5 EUR`, and a number where money is wanted. */
function computed({
  operation,
  operands: [operand, second],
}: Extract<CheckedExpression, { readonly kind: "compute" }>): TestValue | undefined {
  const inner = operand === undefined ? undefined : writtenValue(operand);
  if (operation === "negate" && inner?.kind === "json") return numberJson(`-${String(inner.value)}`);
  if (operation === "negateMoney" && inner?.kind === "money") return { ...inner, amount: `-${inner.amount}` };
  const number = second && writtenValue(second);
  if (
    operation === "scaleMoney" &&
    inner?.kind === "money" &&
    inner.amount === "1" &&
    number?.kind === "json"
  ) {
    return { ...inner, amount: String(number.value) };
  }
  return undefined;
}

/**
 * A value as a test says it: of the type that its place asks for, and written out.
 *
 * @param what in words: “`amount`”
 * @returns undefined where it is none, which is reported
 */
export function checkValue(
  node: Expression,
  wanted: Type,
  what: string,
  scope: RuleScope,
): TestValue | undefined {
  if (node.kind === "Missing") return undefined;
  const expected = present(wanted);
  const value = fit(checkExpression(node, scope, expected), node, expected, { what }, scope);
  return fixedValue(value, node, scope);
}

/** What is known of a checked value before anything runs; anything else is reported. */
export function fixedValue(
  value: CheckedExpression,
  node: Expression,
  scope: RuleScope,
): TestValue | undefined {
  if (value.type.kind === "unknown" || isBroken(value)) return undefined;
  const written = writtenValue(value);
  if (written === undefined)
    scope.report(diagnostic("OS2201", node, { isText: isTextLike(present(value.type)) }));
  return written;
}

/** A field by its name; one that there is not is reported. */
export function fieldNamed(name: Name, { entity }: NamedEntity, scope: RuleScope): string | undefined {
  const found = findField(entity, name.text);
  if (found === undefined) {
    const known = Object.keys(entity.fields);
    const near = didYouMeanName(name.text, known);
    const words = { name: name.text, item: entity.item, near, known };
    scope.report(diagnostic("OS2028", name, words, nearFix(near, name)));
    return undefined;
  }
  if (found.name !== name.text) reportFormerField(name, found.name, scope);
  return found.name;
}

/** A linked item that is written out: `contact: { name: "Ann" }`. */
function linkedItem(node: RecordLiteral, entity: string, scope: RuleScope): TestValue | undefined {
  const found = Object.hasOwn(scope.world.schema.entities, entity)
    ? scope.world.schema.entities[entity]
    : undefined;
  if (found === undefined) return undefined;
  return {
    kind: "item",
    entity,
    fields: checkFieldValues(node.entries, { name: entity, entity: found }, scope),
  };
}

function fieldValue(node: Expression, type: Type, what: string, scope: RuleScope): TestValue | undefined {
  if (type.kind === "item") {
    if (node.kind === "Record") return linkedItem(node, type.entity, scope);
    scope.report(diagnostic("OS2202", node, { what }));
    return undefined;
  }
  if (type.kind === "list" && node.kind === "List" && present(type.of).kind === "item") {
    const of = present(type.of);
    const items = node.items.map((one) => fieldValue(one, of, what, scope));
    return items.every((one) => one !== undefined) ? { kind: "list", items } : undefined;
  }
  // An empty list says by its place what it would hold.
  if (type.kind === "list" && node.kind === "List" && node.items.length === 0)
    return { kind: "list", items: [] };
  return checkValue(node, type, what, scope);
}

/** Fields with their values: `title: "Acme", amount: 60000`. What is wrong with one leaves the others as they are. */
export function checkFieldValues(
  entries: readonly RecordEntry[],
  entity: NamedEntity,
  scope: RuleScope,
  mayWrite = true,
): TestFields {
  const found = new Map<string, TestValue>();
  for (const { name, value } of entries) {
    const field = fieldNamed(name, entity, scope);
    const definition = field === undefined ? undefined : entity.entity.fields[field];
    if (field === undefined || definition === undefined) continue;
    if (found.has(field)) {
      scope.report(diagnostic("OS2105", name, { name: field }));
      continue;
    }
    if (!mayWrite && definition.readOnly === true) scope.report(diagnostic("OS2021", name, { name: field }));
    const written = fieldValue(value, present(fieldType(field, definition)), `\`${field}\``, scope);
    if (written !== undefined) found.set(field, written);
  }
  return Object.fromEntries(found);
}

/** A whole number from 0 on, such as the one before `times`. */
export function checkTimes(node: Expression, scope: RuleScope): number | undefined {
  const value = checkValue(node, plain("Number"), "`times`", scope);
  if (value === undefined) return undefined;
  const count = value.kind === "json" ? Number(value.value) : Number.NaN;
  if (Number.isSafeInteger(count) && count >= 0) return count;
  scope.report(diagnostic("OS2203", node, {}));
  return undefined;
}

/** A moment, as `YYYY-MM-DDTHH:MM:SS`; where it may be, also a time of day as `HH:MM:SS`. */
export function checkMoment(node: Expression, scope: RuleScope, takesTime = false): string | undefined {
  if (node.kind === "Missing") return undefined;
  const checked = checkExpression(node, scope, plain("DateTime"));
  const isTime = takesTime && is(present(checked.type), "Time");
  const value = isTime ? checked : fit(checked, node, plain("DateTime"), { what: "`at`" }, scope);
  const written = fixedValue(value, node, scope);
  if (written?.kind === "moment") return written.value;
  return written?.kind === "json" && isTime ? String(written.value) : undefined;
}
