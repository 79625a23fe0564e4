import type { ActionContext, EntityName, NewFields, Pipeline, Ref, Stage } from "@onstage/runtime/actions";
import { storedFields } from "../text/stored-fields.ts";

/**
 * Creates an item of any entity, such as a contract beside a deal. It is there together with the end of the rule, and its
 * own rules start as on any creation.
 *
 * @param entity the entity, by its name or title
 * @param fields values for its fields; required ones have to be there
 * @param pipeline the pipeline to create it in; the first one if left out
 * @param stage the stage to create it in; the first one if left out
 * @returns the new item
 * @repeatable
 * @group Items
 * @example let prep = createItem("contractPrep", { title: "Contract for {title}", deal: this });
 * after previous createTask("Check contract {prep.id}", responsible)
 */
export async function createItem(
  context: ActionContext,
  entity: EntityName,
  fields: NewFields,
  pipeline?: Pipeline,
  stage?: Stage,
): Promise<Ref> {
  const item = await context.crm.reserve(entity);
  context.change({
    kind: "create",
    item,
    fields: storedFields(fields),
    ...(pipeline !== undefined && { pipeline }),
    ...(stage !== undefined && { stage }),
  });
  return item;
}
