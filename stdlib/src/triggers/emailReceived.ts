import type { Email, Text } from "@onstage/runtime/actions";
import { holdsText } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface EmailReceived {
  readonly from?: Email;
  readonly subject?: Text;
  /** What it says, without formatting. */
  readonly text?: Text;
  /** Its Message-ID. */
  readonly messageId?: Text;
  /** The Message-ID of the mail that it answers. */
  readonly inReplyTo?: Text;
  /** Those of all mails of the conversation before it. */
  readonly references?: readonly Text[];
  /** Whether no person has written it: an out-of-office note (`Auto-Submitted`). */
  readonly automatic?: boolean;
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
