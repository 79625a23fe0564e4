import type { Text } from "@onstage/runtime/actions";
import { holdsText, isText } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface MessageReceived {
  /** Name of the channel: `WhatsApp`. */
  readonly channel?: Text;
  /** What the client wrote. */
  readonly text?: Text;
}

/**
 * The client has written a message in a chat.
 *
 * @param channel only this channel, by its name; any if left out
 * @param text only messages with these words in them; any if left out
 * @group Client communication
 */
export function messageReceived(event: MessageReceived, channel?: Text, text?: Text): boolean {
  return isText(event.channel, channel) && holdsText(event.text, text);
}
