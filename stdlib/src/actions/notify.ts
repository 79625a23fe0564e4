import { type ActionContext, PermanentError, type Text, type User } from "@onstage/runtime/actions";
import { notices } from "../providers/notices.ts";
import { cleanText } from "../text/clean.ts";

/**
 * Tells an employee something about the item.
 *
 * @param user whom to tell, by name or address, or a field such as `responsible`
 * @param message what to say
 * @uses mail
 * @group Employee alerts
 * @example notify(responsible, "{title} waits for you")
 */
export async function notify(context: ActionContext, user: User, message: Text): Promise<void> {
  const text = cleanText(message);
  if (text === "") throw new PermanentError(`The message to ${user.name} is empty.`);
  await context.use(notices).tell(
    {
      user,
      about: { item: `${context.item.entity}/${context.item.id}`, title: context.item.title },
      message: text,
      key: context.run.key,
    },
    context.signal,
  );
}
