import { PermanentError } from "@onstage/runtime/actions";
import { escapeHtml } from "./html.ts";

/** Puts a message into the HTML that all mails have around it. */
export type MailLayout = (letter: { readonly subject: string; readonly html: string }) => string;

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/gu;

/**
 * Reads a layout: HTML with `{{message}}` where the message stands, and `{{subject}}` where its subject does, as text.
 *
 * @throws PermanentError where it has no place for the message, or another placeholder
 */
export function readLayout(text: string): MailLayout {
  const names = Array.from(text.matchAll(PLACEHOLDER), ([, name = ""]) => name);
  const unknown = names.find((name) => name !== "message" && name !== "subject");
  if (unknown !== undefined) {
    throw new PermanentError(
      `The layout of mails has {{${unknown}}}, which is filled by nothing. There are {{message}} and {{subject}}.`,
    );
  }
  if (!names.includes("message")) {
    throw new PermanentError("The layout of mails has no {{message}}, so nobody could read what is sent.");
  }
  return ({ subject, html }) =>
    text.replace(PLACEHOLDER, (_all, name: string) => (name === "message" ? html : escapeHtml(subject)));
}
