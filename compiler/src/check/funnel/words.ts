import type { Field } from "../../schema/format.ts";
import type { CheckedExpression, CheckedRule } from "../checked.ts";
import { dateOf, shownAt, timeOf } from "./logic/calendar.ts";
import { textOf } from "./logic/exact.ts";
import { type Formula, variablesOf } from "./logic/formula.ts";
import { fieldOf, type Value } from "./logic/items.ts";
import { isPlaceName, standingOf } from "./logic/places.ts";
import type { Reader } from "./logic/reader.ts";
import type { Sample } from "./logic/sample.ts";
import type { Variable } from "./logic/values.ts";
import type { Site } from "./site.ts";

/** An expression as it stands in the rules, on one line. */
export function sourceOf(value: CheckedExpression, site: Site): string {
  const text = value.text ?? site.text.slice(site.offset + value.start, site.offset + value.end);
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

/** A rule by its name, as sentences call it. */
export function ruleName(rule: CheckedRule): string {
  return `\`${rule.name}\``;
}

function valueWords(value: Value, field: Field | undefined, reader: Reader): string {
  switch (value.kind) {
    case "number":
    case "money":
      return textOf(value.value);
    case "text":
      return `“${value.text}”`;
    case "boolean":
      return value.value ? "yes" : "no";
    case "day":
      return dateOf(value.at);
    case "moment":
      return new Date(shownAt(value.at, reader.timezone)).toISOString().slice(0, 16).replace("T", " ");
    case "time":
      return timeOf(value.at).replace(/:00$/, "");
    case "id": {
      if (field?.type === "Option")
        return field.options?.find((one) => one.id === value.id)?.title ?? value.id;
      return reader.schema.users?.find((one) => String(one.id) === value.id)?.name ?? value.id;
    }
    case "list":
      return value.items.map((one) => valueWords(one, field, reader)).join(", ");
    case "item":
    case "places":
    case "duration":
    case "something":
      return "a value";
  }
}

function pathsOf(variable: Variable, found: Set<string>): void {
  const { expression } = variable;
  if (expression.kind === "field") found.add(expression.path.map((step) => step.name).join("."));
  else if (expression.kind !== "previous") for (const need of variable.needs) pathsOf(need, found);
}

/** The fields that formulas say something of, without those that only lead to others. */
export function fieldPaths(...formulas: readonly Formula[]): readonly string[] {
  const found = new Set<string>();
  for (const formula of formulas) for (const variable of variablesOf(formula)) pathsOf(variable, found);
  return [...found].filter((path) => ![...found].some((other) => other.startsWith(`${path}.`)));
}

function fieldWords(path: string, sample: Sample, reader: Reader): string {
  let { item } = sample;
  const names = path.split(".");
  for (const [index, name] of names.entries()) {
    const value = fieldOf(item, name);
    if (value === undefined || value === "unclear") return `no ${path}`;
    if (value.kind === "list" && value.items.length === 0) return `no ${path}`;
    const entity = Object.hasOwn(reader.schema.entities, item.entity)
      ? reader.schema.entities[item.entity]
      : undefined;
    if (isPlaceName(name, entity) && value.kind === "id") {
      return `${path} "${standingOf(value.id, entity?.pipelines ?? [])?.stage.title ?? ""}"`;
    }
    if (value.kind === "item" && index < names.length - 1) item = value.item;
    else
      return value.kind === "item"
        ? `a ${path}`
        : `${path} ${valueWords(value, entity?.fields[name], reader)}`;
  }
  return path;
}

/** The most values that are told of an item. */
const mostFields = 6;

/** An item in words: `a Deal with amount 60000 and no source`. */
export function sampleWords(sample: Sample, paths: readonly string[], reader: Reader): string {
  const words = paths.slice(0, mostFields).map((path) => fieldWords(path, sample, reader));
  const item = `a ${reader.entity.entity.item}`;
  if (words.length === 0) return item;
  const last = words[words.length - 1] ?? "";
  return words.length === 1
    ? `${item} with ${last}`
    : `${item} with ${words.slice(0, -1).join(", ")} and ${last}`;
}
