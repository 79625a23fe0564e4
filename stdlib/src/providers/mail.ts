import type { Email, Provider, Text } from "@onstage/runtime/actions";
import { mailSettings } from "./mail-settings.ts";
import { openSmtp } from "./smtp.ts";

/** A file that goes along with a mail. */
export interface MailAttachment {
  readonly name: Text;
  /** `application/pdf` */
  readonly type: Text;
  readonly bytes: Uint8Array;
}

/** A mail to one address. */
export interface OutgoingMail {
  readonly to: Email;
  /** One line. */
  readonly subject: Text;
  readonly text: Text;
  /** The message as HTML, without the layout around it. */
  readonly html: Text;
  readonly cc?: readonly Email[];
  readonly bcc?: readonly Email[];
  /** The sender; that of the settings if left out. */
  readonly from?: Email;
  /** Where answers go; to the sender if left out. */
  readonly replyTo?: Email;
  readonly attachments?: readonly MailAttachment[];
  /** The key of the run: the Message-ID is derived from it, so that a repetition is recognisable. */
  readonly key: string;
  /** The item, `deals/42`: an answer to the mail is then known to be about it. */
  readonly item?: string;
}

/** Takes mails to where they go from here. */
export interface Mailer {
  /**
   * Hands the mail over, and returns when the server has taken it.
   *
   * @param signal ends the attempt
   * @throws TransientError where the server did not take it and may do so later, PermanentError where it never will,
   *   UncertainError where nobody knows whether it took it
   */
  readonly send: (mail: OutgoingMail, signal: AbortSignal) => Promise<{ readonly messageId: string }>;
  /** The Message-ID of the mail that a run sends, known before it is sent. */
  readonly messageIdOf: (key: string, item?: string) => string;
  /** Closes the connections that are kept open. */
  readonly close: () => void;
}

/**
 * The mail server. Two settings of the environment say where mail goes:
 *
 * - `ONSTAGE_SMTP_URL`: `smtp://user:password@mail.example:587` (with STARTTLS, which is a must where there is a
 *   password and the server is not on this machine), or `smtps://…` (TLS from the first byte, port 465 if left out).
 *   Signs such as `@` and `/` in the user and the password are percent-encoded.
 * - `ONSTAGE_MAIL_FROM`: the sender, `sales@acme.example` or `Acme <sales@acme.example>`.
 *
 * Others are optional: `ONSTAGE_SMTP_CA_FILE` names a file with certificates that are trusted beside the usual ones,
 * `ONSTAGE_MAIL_LAYOUT` a file of HTML with `{{message}}` in it that every mail is put into, and `ONSTAGE_DKIM_KEY_FILE` a
 * private key that mails are signed with for `ONSTAGE_DKIM_SELECTOR` and `ONSTAGE_DKIM_DOMAIN` (the sender's if left out).
 */
export const mail: Provider<Mailer> = {
  name: "mail",
  open: (environment) => openSmtp(mailSettings(environment)),
};
