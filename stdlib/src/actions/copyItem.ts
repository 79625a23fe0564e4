import type { ActionContext, Fields, Pipeline, Ref, Stage } from "@onstage/runtime/actions";
import { copiedFields } from "../text/copied-fields.ts";
import { storedFields } from "../text/stored-fields.ts";

/**
 * Creates another item of the same entity with the values that this one has, except those that only the CRM may write.
 *
 * @param fields values that are to be others
 * @param pipeline the pipeline to create it in; the first one if left out
 * @param stage the stage to create it in; the first one if left out
 * @returns the copy
 * @repeatable
 * @group Items
 * @example copyItem({ title: "Renewal of {title}", isRepeat: true })
 */
export async function copyItem(
  context: ActionContext,
  fields: Fields = {},
  pipeline?: Pipeline,
  stage?: Stage,
): Promise<Ref> {
  const { entity } = context.item;
  const copied = await copiedFields(context, entity);
  const item = await context.crm.reserve(entity);
  context.change({
    kind: "create",
    item,
    fields: { ...copied, ...storedFields(fields) },
    ...(pipeline !== undefined && { pipeline }),
    ...(stage !== undefined && { stage }),
  });
  return item;
}
