import {
  type ActionContext,
  PermanentError,
  type Text,
  UncertainError,
  type User,
} from "@onstage/runtime/actions";
import { notices } from "../providers/notices.ts";
import { cleanText } from "../text/clean.ts";
import { employeeEmail } from "../text/employee-address.ts";

/**
 * Tells several employees something about the item, each once. It fails before anybody is told where one of them cannot be
 * reached.
 *
 * @param users whom to tell, by names or addresses, or a field such as `observers`
 * @param message what to say
 * @uses mail
 * @group Employee alerts
 * @example notifyAll(["Anna", "Max"], "{title} waits for you")
 */
export async function notifyAll(
  context: ActionContext,
  users: readonly User[],
  message: Text,
): Promise<void> {
  const text = cleanText(message);
  const all = [...new Map(users.map((user) => [user.id, user])).values()];
  if (text === "") throw new PermanentError("The message is empty.");
  if (all.length === 0) throw new PermanentError("There is nobody to tell it to.");
  for (const user of all) employeeEmail(user);
  const { item, run, signal } = context;
  const about = { item: `${item.entity}/${item.id}`, title: item.title };
  const told: string[] = [];
  for (const user of all) {
    try {
      const key = `${run.key}-${user.id}`;
      await context.use(notices).tell({ user, about, message: text, key }, signal);
    } catch (error) {
      if (told.length === 0) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new UncertainError(
        `${told.join(", ")} ${told.length === 1 ? "was" : "were"} told, and ${user.name} was not: ${why}`,
        { cause: error },
      );
    }
    told.push(user.name);
  }
}
