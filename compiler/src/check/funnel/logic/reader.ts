import type { CrmSchema, Entity } from "../../../schema/format.ts";
import type { NamedEntity } from "../../../schema/lookups.ts";
import { present, type Type } from "../../../types/types.ts";
import type { CheckedExpression, PathStep } from "../../checked.ts";
import { childrenOf } from "../../children.ts";
import { domainOf, wholeFrom, yesOrNo } from "./domains.ts";
import type { FindFunction } from "./expand.ts";
import { keyOf } from "./key.ts";
import { isPlaceName } from "./places.ts";
import type { Recollection } from "./recollection.ts";
import type { Domain, Variable } from "./values.ts";

/** What conditions are read with. */
export interface Reader {
  readonly schema: CrmSchema;
  /** ISO 4217 code of bare numbers beside money. */
  readonly currency: string;
  /** IANA name of the zone of dates and times. */
  readonly timezone: string;
  readonly entity: NamedEntity;
  readonly find: FindFunction;
  /** What was read before. */
  readonly known: Recollection;
}

type Field = Extract<CheckedExpression, { kind: "field" | "previous" }>;

/** The parts of a user that every user has. */
const ofEveryUser: ReadonlySet<string> = new Set(["id", "name"]);

interface Owner {
  readonly variable?: Variable;
  readonly entity: Entity | undefined;
}

/** The variable of a path from the item, with those of everything that it leads over. */
function pathVariable(value: Field, reader: Reader): Variable {
  let owner: Owner = { entity: reader.entity.entity };
  for (const [index, step] of value.path.entries()) {
    const path = value.path.slice(0, index + 1);
    const isLast = index === value.path.length - 1;
    const field =
      owner.entity !== undefined && Object.hasOwn(owner.entity.fields, step.name)
        ? owner.entity.fields[step.name]
        : undefined;
    const isPlace = isPlaceName(step.name, owner.entity);
    // The pipeline of an item is known by its stage, so both are one variable.
    const place = isPlace ? [...path.slice(0, -1), { ...step, name: "stage" }] : path;
    const expression: Field = { ...value, path: place };
    const everyone = owner.entity === undefined ? ofEveryUser.has(step.name) : step.name === "id" || isPlace;
    const optional = value.kind === "previous" || (field === undefined ? !everyone : field.required !== true);
    const variable: Variable = {
      key: keyOf(expression),
      domain: isLast ? domainOf(value.type, field) : { kind: "choice" },
      optional,
      needs: owner.variable === undefined ? [] : [owner.variable],
      expression,
    };
    const target = field?.type === "Link" ? field.entity : undefined;
    const schema = reader.schema.entities;
    owner = {
      variable,
      entity: target !== undefined && Object.hasOwn(schema, target) ? schema[target] : undefined,
    };
  }
  return owner.variable ?? derived(value, reader);
}

const parts: Partial<Readonly<Record<string, Domain>>> = {
  month: wholeFrom(1, 12),
  day: wholeFrom(1, 31),
  weekday: wholeFrom(1, 7),
  hour: wholeFrom(0, 23),
  minute: wholeFrom(0, 59),
  length: wholeFrom(0, 64 * 1024),
};

/** Whether a value is always there when what it is made of is. */
function isTotal(value: CheckedExpression): boolean {
  switch (value.kind) {
    case "part":
      return value.part !== "first" && value.part !== "last";
    case "compute":
      return value.operation === "daysBetween" || value.operation === "timeBetween";
    default:
      return false;
  }
}

/** Whether a value is missing where one of those that it is made of is. */
function isStrict(value: CheckedExpression): boolean {
  switch (value.kind) {
    case "part":
    case "member":
    case "compare":
    case "test":
    case "range":
      return true;
    case "compute":
      return value.operation !== "join";
    default:
      return false;
  }
}

/** What has to be there so that a value can be. */
export function needsOf(value: CheckedExpression, reader: Reader): readonly Variable[] {
  switch (value.kind) {
    case "field":
    case "previous":
    case "event":
    case "result":
      return [variableOf(value, reader)];
    case "group":
      return needsOf(value.inner, reader);
    default:
      return isStrict(value) ? childrenOf(value).flatMap((child) => needsOf(child, reader)) : [];
  }
}

/** A variable for what is worked out in a way that is not reckoned with. */
function derived(value: CheckedExpression, reader: Reader): Variable {
  const isAlways =
    value.kind === "text" || value.kind === "now" || value.kind === "today" || value.kind === "this";
  const domain = (value.kind === "part" ? parts[value.part] : undefined) ?? domainOf(value.type);
  return {
    key: keyOf(value),
    domain,
    optional: !(isAlways || isTotal(value)),
    needs: needsOf(value, reader),
    expression: value,
  };
}

/** The variable of a value that is no sum and has no alternatives. */
export function variableOf(value: CheckedExpression, reader: Reader): Variable {
  switch (value.kind) {
    case "field": {
      const key = value.path.length === 1 ? (value.path[0]?.name ?? "") : keyOf(value);
      let known = reader.known.variables.get(key);
      if (known === undefined) {
        known = pathVariable(value, reader);
        reader.known.variables.set(key, known);
      }
      return known;
    }
    case "previous":
      return pathVariable(value, reader);
    case "event":
    case "result":
      return {
        key: keyOf(value),
        domain: domainOf(value.type),
        optional: value.kind === "result" || value.type.kind === "optional",
        needs: [],
        expression: value,
      };
    default:
      return derived(value, reader);
  }
}

/** A variable for a yes or no that is worked out in a way that is not reckoned with: missing where a part of it is. */
export function opaqueAnswer(value: CheckedExpression, reader: Reader): Variable {
  return {
    key: keyOf(value),
    domain: yesOrNo,
    optional: value.kind !== "constant",
    needs: needsOf(value, reader),
    expression: value,
  };
}

/** How a type is counted, where it is: two values can be compared as numbers only in the same unit. */
export type Unit = "number" | "money" | "day" | "moment" | "time" | "duration";

/** The unit of a type; undefined where its values are no numbers. */
export function unitOf(type: Type): Unit | undefined {
  const kind = present(type);
  if (kind.kind !== "plain") return undefined;
  switch (kind.name) {
    case "Number":
    case "Integer":
      return "number";
    case "Money":
      return "money";
    case "Date":
      return "day";
    case "DateTime":
      return "moment";
    case "Time":
      return "time";
    case "Duration":
      return "duration";
    default:
      return undefined;
  }
}

/** The path of a field, for looking it up in an item. */
export function pathNames(path: readonly PathStep[]): readonly string[] {
  return path.map((step) => step.name);
}
