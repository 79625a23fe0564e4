import { diagnostic } from "../diagnostics/diagnostic.ts";
import { findField } from "../schema/lookups.ts";
import type { Call } from "../syntax/tree.ts";
import type { ActionSignature } from "../types/signatures.ts";
import { accepts, describeType, fieldType, present } from "../types/types.ts";
import type { CheckedArgument } from "./checked.ts";
import type { RuleScope } from "./scope.ts";

/** What keeps an action from writing the field that it always writes, in the words of a message. */
function obstacle(
  { parameters, effects }: ActionSignature,
  field: string,
  scope: RuleScope,
): string | undefined {
  const found = scope.entity && findField(scope.entity.entity, field);
  if (found === undefined) return "has not";
  if (found.field.readOnly === true) return "has for reading only";
  const value = parameters.find((one) => one.name === effects.writes?.value);
  const type = present(fieldType(found.name, found.field));
  return value === undefined || accepts(type, value.type) ? undefined : `has as ${describeType(type)}`;
}

/**
 * Reports an action that always writes one field, such as `assign`, for items that do not have it. A field that the
 * rule names itself is looked at where it is named.
 */
export function checkWrites(action: ActionSignature, call: Call, scope: RuleScope): void {
  const field = action.effects.writes?.field;
  if (field === undefined || scope.entity === undefined) return;
  if (action.parameters.some((one) => one.name === field)) return;
  const problem = obstacle(action, field, scope);
  if (problem === undefined) return;
  const words = { action: action.name, field, item: scope.entity.entity.item, problem };
  scope.report(diagnostic("OS5312", call.callee, words));
}

/** Reports an action that is called for items that it is not for. */
export function checkServes(action: ActionSignature, call: Call, scope: RuleScope): void {
  const serves = action.listing?.serves;
  if (serves === undefined || scope.entity === undefined || serves.includes(scope.entity.name)) return;
  const known = serves.filter((name) => Object.hasOwn(scope.world.schema.entities, name));
  const words = { action: action.name, entity: scope.entity.name, serves: known.length > 0 ? known : serves };
  scope.report(diagnostic("OS2134", call.callee, words));
}

/** Reports an action that takes the value away of a field that has to have one: the CRM would refuse it each time. */
export function checkClears(
  { effects }: ActionSignature,
  args: readonly CheckedArgument[],
  scope: RuleScope,
): void {
  const cleared = args.find(({ parameter }) => parameter.name === effects.clears)?.value;
  if (cleared?.kind !== "fieldName") return;
  const field = scope.entity && findField(scope.entity.entity, cleared.name)?.field;
  // What nobody may write is told already.
  if (field?.required !== true || field.readOnly === true) return;
  scope.report(
    diagnostic("OS2130", cleared, { name: cleared.name, item: scope.entity?.entity.item ?? "item" }),
  );
}
