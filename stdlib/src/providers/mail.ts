import type { Email, Provider, Text } from "@onstage/runtime/actions";
import { mailSettings } from "./mail-settings.ts";
import { openSmtp } from "./smtp.ts";

/** A mail to one address. */
export interface OutgoingMail {
  readonly to: Email;
  /** One line. */
  readonly subject: Text;
  readonly text: Text;
  readonly html: Text;
  /** The key of the run: the Message-ID is derived from it, so that a repetition is recognisable. */
  readonly key: string;
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
 */
export const mail: Provider<Mailer> = {
  name: "mail",
  open: (environment) => openSmtp(mailSettings(environment)),
};
