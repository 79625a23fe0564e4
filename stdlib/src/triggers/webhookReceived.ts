import type { Text } from "@onstage/runtime/actions";
import { isText } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface WebhookReceived {
  /** The code that tells one webhook from another. */
  readonly code?: Text;
  /** What the other system said, if it said anything. */
  readonly text?: Text;
}

/**
 * Another system has called the address of a webhook for the item.
 *
 * @param code only calls with this code; any if left out
 * @group Open ends
 */
export function webhookReceived(event: WebhookReceived, code?: Text): boolean {
  return isText(event.code, code);
}
