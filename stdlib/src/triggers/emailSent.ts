import type { Email, Text } from "@onstage/runtime/actions";
import { holdsText } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface EmailSent {
  readonly to?: Email;
  readonly subject?: Text;
}

/**
 * Somebody, or a rule, has sent the client an e-mail.
 *
 * @param subject only mails with these words in their subject; any if left out
 * @group Client communication
 */
export function emailSent(event: EmailSent, subject?: Text): boolean {
  return holdsText(event.subject, subject);
}
