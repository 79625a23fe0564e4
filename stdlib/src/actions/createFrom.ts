import type { ActionContext, EntityName, Fields, Pipeline, Ref, Stage } from "@onstage/runtime/actions";
import { copiedFields, linkBack } from "../text/copied-fields.ts";
import { storedFields } from "../text/stored-fields.ts";

/**
 * Creates an item of another entity from this one: an invoice or an estimate from a deal, a deal or a contact from a lead.
 * Fields of the same name and type are carried over, and the first link by which the new item can point to this one does.
 *
 * @param entity the entity of the new item, by its name or title
 * @param fields values for other fields, or other values
 * @param pipeline the pipeline to create it in; the first one if left out
 * @param stage the stage to create it in; the first one if left out
 * @returns the new item
 * @repeatable
 * @group Items
 * @example createFrom("contractPrep", { title: "Contract for {title}" })
 */
export async function createFrom(
  context: ActionContext,
  entity: EntityName,
  fields: Fields = {},
  pipeline?: Pipeline,
  stage?: Stage,
): Promise<Ref> {
  const copied = await copiedFields(context, entity);
  const back = await linkBack(context, entity);
  const item = await context.crm.reserve(entity);
  context.change({
    kind: "create",
    item,
    fields: { ...copied, ...back, ...storedFields(fields) },
    ...(pipeline !== undefined && { pipeline }),
    ...(stage !== undefined && { stage }),
  });
  return item;
}
