import type { ActionContext, Field, FieldValue } from "@onstage/runtime/actions";
import { storedValue } from "../text/stored-value.ts";

/**
 * Writes a field of the item. Writing the value that the field has already changes nothing, and wakes nobody.
 *
 * @param field the field, by its name without quotes
 * @param value what to write: of the type that the field has
 * @writes field value
 * @repeatable
 * @group Items
 * @example setField(closeDate, today + 14 days)
 */
export async function setField(context: ActionContext, field: Field, value: FieldValue): Promise<void> {
  context.change({ kind: "set", fields: { [field]: storedValue(value) } });
}
