import { type ActionContext, PermanentError, type Phone, type Text } from "@onstage/runtime/actions";
import { portal } from "../portal.ts";

/**
 * Sends the client of the item a short message.
 *
 * @param text what to say
 * @param to the number to send to; that of the first client who has one if left out
 * @messages client
 * @repeatable
 */
export async function textClient(context: ActionContext, text: Text, to?: Phone): Promise<void> {
  const { clients, item, run, signal } = context;
  const phone = to ?? clients.find((client) => client.phone !== undefined)?.phone;
  if (phone === undefined) throw new PermanentError(`“${item.title}” has no client with a mobile phone.`);
  await context.use(portal).create("messages", { text, to: phone }, run.key, signal);
}
