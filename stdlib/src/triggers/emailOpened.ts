import type { Text } from "@onstage/runtime/actions";
import { holdsText } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface EmailOpened {
  /** The Message-ID of the mail, as `sendEmail` returned it. */
  readonly messageId?: Text;
  readonly subject?: Text;
}

/**
 * The client has opened an e-mail that was sent from the CRM.
 *
 * @param subject only mails with these words in their subject; any if left out
 * @group Client communication
 */
export function emailOpened(event: EmailOpened, subject?: Text): boolean {
  return holdsText(event.subject, subject);
}
