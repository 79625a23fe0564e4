import type { Email, Text } from "@onstage/runtime/actions";
import { holdsText } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface EmailReceived {
  readonly from?: Email;
  readonly subject?: Text;
  /** What it says, without formatting. */
  readonly text?: Text;
}

/**
 * The client has written an e-mail.
 *
 * @param subject only mails with these words in their subject; any if left out
 * @group Client communication
 */
export function emailReceived(event: EmailReceived, subject?: Text): boolean {
  return holdsText(event.subject, subject);
}
