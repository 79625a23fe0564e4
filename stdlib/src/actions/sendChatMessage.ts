import type { ActionContext, Text } from "@onstage/runtime/actions";
import { chats, type SentChatMessage } from "../providers/chats.ts";
import { reachable } from "../text/opted-out.ts";
import { shortMessage } from "../text/short-message.ts";

/** What Telegram and the others take in one message. */
const LONGEST_MESSAGE = 4096;

/**
 * Writes to the client of the item in a messenger or an open channel: in the chat that `to` names, or in the one that the
 * provider knows of the client. Most messengers let nobody write who was not written to before.
 *
 * @param message what to say, in at most 4096 characters
 * @param to the chat, as the messenger knows it: mostly a field of the contact, such as `contact.telegram`
 * @param channel the channel, where the provider has several: `whatsapp`
 * @returns the message as the provider took it
 * @messages client
 * @uses chats
 * @group Client communication
 * @limit message 4096
 * @example sendChatMessage("Your order {title} is ready")
 */
export async function sendChatMessage(
  context: ActionContext,
  message: Text,
  to?: Text,
  channel?: Text,
): Promise<SentChatMessage> {
  const text = shortMessage(message, "chat message", LONGEST_MESSAGE);
  const { item, clients, run, signal } = context;
  const client = clients[0] && reachable(clients[0]);
  const { entity, id, name, phone } = client ?? {};
  const known = entity !== undefined && id !== undefined && name !== undefined;
  return context.use(chats).send(
    {
      text,
      ...(to !== undefined && to.trim() !== "" && { to: to.trim() }),
      ...(channel !== undefined && { channel }),
      ...(known && { client: { entity, id, name, ...(phone !== undefined && { phone }) } }),
      item: `${item.entity}/${item.id}`,
      key: run.key,
    },
    signal,
  );
}
