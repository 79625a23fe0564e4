import { type ActionContext, type CrmUser, PermanentError } from "@onstage/runtime/actions";
import { cleanLine } from "./clean.ts";

/** Id of the user to whom the item belongs; undefined where nobody is responsible for it. */
export function responsibleOf({ item }: Pick<ActionContext, "item">): number | undefined {
  const { responsible } = item.fields;
  return typeof responsible === "number" ? responsible : undefined;
}

/**
 * The supervisor of the user to whom the item belongs.
 *
 * @throws PermanentError where the item belongs to nobody, or to somebody without a supervisor
 */
export async function supervisorOf(context: ActionContext): Promise<CrmUser> {
  const id = responsibleOf(context);
  const title = cleanLine(context.item.title, 80);
  if (id === undefined) throw new PermanentError(`Nobody is responsible for “${title}”.`);
  const [user] = await context.crm.users([id]);
  if (user === undefined)
    throw new PermanentError(`The user ${id}, who is responsible for “${title}”, is not in the CRM.`);
  const [manager] = user.manager === undefined ? [] : await context.crm.users([user.manager]);
  if (manager === undefined) throw new PermanentError(`${user.name} has no supervisor in the CRM.`);
  return manager;
}
