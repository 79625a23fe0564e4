import { type Link, PermanentError, type Text } from "@onstage/runtime/actions";
import { cleanLine, cleanText } from "./clean.ts";
import { escapeHtml, type LinkTarget, textToHtml } from "./html.ts";
import { webAddress } from "./web-address.ts";

const MAX_SUBJECT = 200;
const MAX_MESSAGE = 100_000;

/** What a mail says, ready to be sent. */
export interface Letter {
  /** One line. */
  readonly subject: string;
  readonly text: string;
  /** The same as HTML, with nothing from outside as markup. */
  readonly html: string;
}

/** How it is noticed that a mail is read. */
export interface Tracking {
  /** Where links of the mail lead. */
  readonly targetOf: LinkTarget;
  /** The picture that is loaded when the mail is opened. */
  readonly pixel: string;
}

function linkLine(url: string): string {
  return `Please open this link: ${url}`;
}

function body(message: Text | Link): string {
  if (typeof message !== "string") {
    const url = webAddress(message.url);
    if (url === undefined) {
      throw new PermanentError(
        `“${cleanLine(message.url, 80)}” is no web address. A link has to begin with https:// or http://.`,
      );
    }
    return linkLine(url);
  }
  const text = cleanText(message);
  const url = webAddress(text);
  return url === undefined ? text : linkLine(url);
}

/** A subject as it is sent: one line of at most 200 characters. */
export function subjectLine(subject: Text): string {
  return cleanLine(subject, MAX_SUBJECT);
}

/**
 * Writes a mail: a link becomes a line that asks to open it, text stays as it is.
 *
 * @param message text, or something to open
 * @param subject what the mail is about; what is over 200 characters is cut
 * @param tracking how it is noticed that the mail is read; nothing is noticed if left out
 * @throws PermanentError where there is nothing to say, or more than 100,000 characters
 */
export function writeLetter(message: Text | Link, subject: Text, tracking?: Tracking): Letter {
  const text = body(message);
  if (text === "") throw new PermanentError("The message is empty. Give it a text or a link to send.");
  if (text.length > MAX_MESSAGE) {
    throw new PermanentError(
      `The message has ${text.length} characters; at most ${MAX_MESSAGE} can be sent. Make it shorter.`,
    );
  }
  const pixel = tracking && `\n<img src="${escapeHtml(tracking.pixel)}" width="1" height="1" alt="">`;
  const html = `${textToHtml(text, tracking?.targetOf)}${pixel ?? ""}`;
  return { subject: subjectLine(subject), text, html };
}
