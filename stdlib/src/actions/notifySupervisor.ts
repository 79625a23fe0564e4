import { type ActionContext, PermanentError, type Text } from "@onstage/runtime/actions";
import { notices } from "../providers/notices.ts";
import { cleanText } from "../text/clean.ts";
import { supervisorOf } from "../text/responsible.ts";

/**
 * Tells the supervisor of who is responsible for the item something about it.
 *
 * @param message what to say
 * @uses mail
 * @group Control and tasks
 * @example notifySupervisor("Nobody has called the client of {title} for a week")
 */
export async function notifySupervisor(context: ActionContext, message: Text): Promise<void> {
  const text = cleanText(message);
  if (text === "") throw new PermanentError("The message to the supervisor is empty.");
  const { id, name, email } = await supervisorOf(context);
  const { item, run } = context;
  await context.use(notices).tell(
    {
      user: { id, name, ...(email !== undefined && { email }) },
      about: { item: `${item.entity}/${item.id}`, title: item.title },
      message: text,
      key: run.key,
    },
    context.signal,
  );
}
