import type { Text } from "@onstage/runtime/actions";
import { holdsText, isText } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface ChatStarted {
  /** Name of the channel: `WhatsApp`. */
  readonly channel?: Text;
  /** What the client wrote first. */
  readonly text?: Text;
}

/**
 * The client has begun a chat.
 *
 * @param channel only this channel, by its name; any if left out
 * @param text only where the client wrote these words; anything if left out
 * @group Client communication
 */
export function chatStarted(event: ChatStarted, channel?: Text, text?: Text): boolean {
  return isText(event.channel, channel) && holdsText(event.text, text);
}
