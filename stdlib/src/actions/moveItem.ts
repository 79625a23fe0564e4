import {
  type ActionContext,
  type EntityName,
  type Integer,
  PermanentError,
  type Stage,
} from "@onstage/runtime/actions";

/**
 * Moves an item of any entity to another stage of its pipeline, by its id. What waits in the stage it leaves is cancelled,
 * and the rules of the new stage start. Moving to the stage the item is in changes nothing.
 *
 * @param entity the entity, by its name or title
 * @param id the id of the item, such as a field or the result of another rule has it
 * @param stage the stage to move to, by its title
 * @repeatable
 * @group Items
 * @example let prep = createItem("contractPrep", { title: title, deal: this });
 * after 3 days moveItem("contractPrep", prep.id, "Review")
 */
export async function moveItem(
  context: ActionContext,
  entity: EntityName,
  id: Integer,
  stage: Stage,
): Promise<void> {
  if (!(Number.isSafeInteger(id) && id > 0)) throw new PermanentError(`${id} is no id of an item.`);
  context.change({ kind: "move", stage, item: { entity, id } });
}
