import { diagnostic } from "../diagnostics/diagnostic.ts";
import type { Field, Pipeline } from "../schema/format.ts";
import { findEntity, findPipeline, type NamedEntity } from "../schema/lookups.ts";
import type { Call, Expression, Span } from "../syntax/tree.ts";
import type { ActionSignature, Parameter } from "../types/signatures.ts";
import {
  describeType,
  fieldType,
  isReference,
  optional,
  plain,
  present,
  referenceTo,
  type Type,
  unknownType,
} from "../types/types.ts";
import type { CheckedArgument, CheckedExpression } from "./checked.ts";
import { checkExpression } from "./expressions.ts";
import { reportNoEntity } from "./header.ts";
import { bare, constantText } from "./literals.ts";
import { fixedText } from "./patterns.ts";
import type { RuleScope } from "./scope.ts";

/** Parameters whose arguments say what the ones behind them are about. */
const namesEntity = ({ type }: Parameter): boolean => type.kind === "entityName" || isReference(type);

/** In which order arguments are checked: those first that others are checked by. */
export function rankOf({ type }: Parameter): number {
  if (type.kind === "entityName" || isReference(type)) return 0;
  return type.kind === "pipelineName" ? 1 : 2;
}

function entityNamed(name: string, scope: RuleScope): NamedEntity | undefined {
  const { entities } = scope.world.schema;
  const entity = Object.hasOwn(entities, name) ? entities[name] : undefined;
  return entity && { name, entity };
}

/**
 * The name of an entity, where an action asks for one: `createItem("contractPrep", …)`.
 *
 * @param what the place, for messages
 */
export function checkEntityName(node: Expression, what: string, scope: RuleScope): CheckedExpression {
  const place: Span = { start: node.start, end: node.end };
  const value = checkExpression(node, scope, { kind: "entityName" });
  const text = fixedText(value);
  const broken: CheckedExpression = { kind: "broken", type: unknownType, ...place };
  if (text === undefined) {
    const type = present(value.type);
    const expected = describeType({ kind: "entityName" });
    const help = 'write it in quotes, as in `"deals"`: everything behind it is checked against it';
    if (type.kind !== "unknown") {
      scope.report(diagnostic("OS2101", node, { what, expected, found: describeType(type), help }));
    }
    return broken;
  }
  const found = findEntity(scope.world.schema, text);
  if (found === undefined) {
    reportNoEntity(text, true, node, scope.world, scope.report);
    return broken;
  }
  return {
    kind: "text",
    parts: [{ kind: "chars", value: found.name }],
    type: { kind: "entityName" },
    ...place,
  };
}

/** What the parameters before one name: an entity, none since nothing is given, or one that is not known. */
type Named = NamedEntity | "own" | "unknown";

function namedBefore(
  parameter: Parameter,
  parameters: readonly Parameter[],
  checked: ReadonlyMap<string, CheckedArgument>,
  scope: RuleScope,
): Named {
  const naming = parameters.slice(0, parameters.indexOf(parameter)).findLast(namesEntity);
  const value = naming && checked.get(naming.name)?.value;
  if (naming === undefined || (value === undefined && naming.optional)) return "own";
  const type = value && present(value.type);
  const text = value && fixedText(value);
  const name =
    type?.kind === "entityName"
      ? text
      : type?.kind === "item" || type?.kind === "record"
        ? type.entity
        : undefined;
  return (name === undefined ? undefined : entityNamed(name, scope)) ?? "unknown";
}

/** A value of a link can be the item, or what an action returned that has made one. */
function valueType(name: string, field: Field): Type {
  const type = present(fieldType(name, field));
  if (field.type !== "Link" || field.entity === undefined) return type;
  const reference = referenceTo(field.entity);
  if (type.kind !== "list") return { kind: "union", of: [type, reference] };
  return { kind: "list", of: { kind: "union", of: [type.of, reference] } };
}

/** What can be written into a field by an action. */
export const writtenType = valueType;

function askedType(type: Type): Type {
  const one = type.kind === "list" ? type.of : type;
  return { kind: "union", of: [one, { kind: "list", of: one }] };
}

/** A record of fields: of those that are named, no value may be missing, but for a new item, which needs its own. */
function fieldsOf(
  { name: entity, entity: { fields, item, pipelines } }: NamedEntity,
  use: Extract<Type, { kind: "fieldValues" }>["use"],
  named: ReadonlySet<string>,
): Type {
  const asked = (type: Type, key: string): Type => (named.has(key) ? type : optional(type));
  const all = Object.entries(fields).map(([name, field]): readonly [string, Type] => {
    const type = valueType(name, field);
    if (use === "where") return [name, asked(askedType(type), name)];
    if (use === "set") return [name, asked(type, name)];
    return [name, field.required === true && field.readOnly !== true ? type : optional(type)];
  });
  const place = (of: "stage" | "pipeline"): Type => ({
    kind: "place",
    of,
    entity,
    pipelines: pipelines ?? [],
  });
  const places: readonly (readonly [string, Type])[] =
    use !== "where"
      ? []
      : [
          ["id", asked(askedType(plain("Integer")), "id")],
          ...(pipelines === undefined
            ? []
            : (["stage", "pipeline"] as const).map((of) => [of, asked(askedType(place(of)), of)] as const)),
        ];
  return { kind: "record", name: item, fields: Object.fromEntries([...places, ...all]) };
}

/** Tells of fields that nobody may write. */
function checkReadOnly(node: Expression, { entity }: NamedEntity, scope: RuleScope): void {
  for (const { name } of node.kind === "Record" ? node.entries : []) {
    const field = Object.hasOwn(entity.fields, name.text) ? entity.fields[name.text] : undefined;
    if (field?.readOnly === true) scope.report(diagnostic("OS2021", name, { name: name.text }));
  }
}

/** The pipeline that is given beside a stage: the stage is one of its own. */
function pipelineBeside(
  parameters: readonly Parameter[],
  checked: ReadonlyMap<string, CheckedArgument>,
): CheckedExpression | undefined {
  const naming = parameters.find((one) => one.type.kind === "pipelineName");
  return naming && checked.get(naming.name)?.value;
}

function pipelinesIn({ entity }: NamedEntity, pipeline: CheckedExpression | undefined): readonly Pipeline[] {
  const only = pipeline?.kind === "pipeline" ? findPipeline(entity, pipeline.id) : undefined;
  return only === undefined ? (entity.pipelines ?? []) : [only];
}

/**
 * The type of a parameter that depends on what is given for others: a stage, a pipeline or fields of the entity that one
 * before it names. Its own type where it does not.
 *
 * @param node what is given for it
 * @param checked what is given for others, as far as it is checked
 */
export function dependentType(
  parameter: Parameter,
  node: Expression,
  parameters: readonly Parameter[],
  checked: ReadonlyMap<string, CheckedArgument>,
  scope: RuleScope,
): Type {
  const { type } = parameter;
  const isStage = type.kind === "plain" && type.name === "Stage";
  if (!isStage && type.kind !== "pipelineName" && type.kind !== "fieldValues") return type;
  const before = namedBefore(parameter, parameters, checked, scope);
  const beside = isStage ? pipelineBeside(parameters, checked) : undefined;
  if (isStage && before === "own" && beside === undefined) return type;
  const named = before === "own" ? scope.entity : before;
  if (named === undefined || named === "unknown") return unknownType;
  if (type.kind === "fieldValues") {
    const inner = bare(node);
    if (type.use !== "where") checkReadOnly(inner, named, scope);
    const given = inner.kind === "Record" ? inner.entries.map((entry) => entry.name.text) : [];
    return fieldsOf(named, type.use, new Set(given));
  }
  const pipelines = pipelinesIn(named, beside);
  return { kind: "place", of: isStage ? "stage" : "pipeline", entity: named.name, pipelines };
}

/** What is written for a parameter in a call, before anything is checked. */
function writtenFor(parameter: Parameter, action: ActionSignature, call: Call): Expression | undefined {
  const byName = call.args.find((one) => one.name?.text === parameter.name);
  if (byName !== undefined) return byName.value;
  const byPlace = call.args[action.parameters.indexOf(parameter)];
  return byPlace?.name === undefined ? byPlace?.value : undefined;
}

/** The type of what an action returns: of a reference to an item, with its entity where the call says which one. */
export function resultType(action: ActionSignature, call: Call, scope: RuleScope): Type {
  const { result } = action;
  if (!isReference(present(result))) return result;
  const naming = action.parameters.find(namesEntity);
  const node = naming && writtenFor(naming, action, call);
  const inner = node && bare(node);
  const isOwn = inner === undefined ? naming === undefined || naming.optional : inner.kind === "This";
  const text = inner?.kind === "Text" ? constantText(inner) : undefined;
  const name = isOwn
    ? scope.entity?.name
    : text === undefined
      ? undefined
      : findEntity(scope.world.schema, text)?.name;
  if (name === undefined) return result;
  return result.kind === "optional" ? optional(referenceTo(name)) : referenceTo(name);
}
