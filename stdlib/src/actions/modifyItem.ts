import type { ActionContext, Fields } from "@onstage/runtime/actions";
import { storedFields } from "../text/stored-fields.ts";

/**
 * Writes several fields of the item at once, so that rules which listen to them start once. What they have already is not
 * written.
 *
 * @param fields what to write, by the names of the fields
 * @param append whether fields with several values keep those that they have; they lose them if left out
 * @repeatable
 * @group Items
 * @example modifyItem({ discount: 0, priority: "High" }) when amount > 50000
 */
export async function modifyItem(context: ActionContext, fields: Fields, append?: boolean): Promise<void> {
  context.change({ kind: "set", fields: storedFields(fields), ...(append === true && { append }) });
}
