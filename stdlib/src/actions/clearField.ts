import type { ActionContext, Field } from "@onstage/runtime/actions";

/**
 * Takes the value of a field of the item away. A field that is empty already stays as it is, and wakes nobody.
 *
 * @param field the field, by its name without quotes
 * @clears field
 * @repeatable
 * @group Items
 * @example clearField(closeDate)
 */
export async function clearField(context: ActionContext, field: Field): Promise<void> {
  context.change({ kind: "set", fields: { [field]: null } });
}
