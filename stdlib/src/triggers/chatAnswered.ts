import type { Integer, Text } from "@onstage/runtime/actions";
import { isText } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface ChatAnswered {
  /** Name of the channel: `WhatsApp`. */
  readonly channel?: Text;
  /** How long the client has waited. */
  readonly seconds?: Integer;
}

/**
 * Somebody has answered the client in a chat.
 *
 * @param channel only this channel, by its name; any if left out
 * @group Client communication
 */
export function chatAnswered(event: ChatAnswered, channel?: Text): boolean {
  return isText(event.channel, channel);
}
