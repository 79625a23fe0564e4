import type { ActionContext, Email, Link, StoredFile, Text } from "@onstage/runtime/actions";
import { mail } from "../providers/mail.ts";
import { publicLinks } from "../providers/public-links.ts";
import { attachmentsOf } from "../text/attachments.ts";
import { clientEmail } from "../text/client-address.ts";
import { subjectLine, type Tracking, writeLetter } from "../text/letter.ts";
import { named } from "../text/opted-out.ts";
import { copies, validAddress } from "../text/recipients.ts";

/** A mail that the server took. */
export interface SentEmail {
  /** Its Message-ID, by which a reply can be recognised. */
  readonly messageId: Text;
}

/** Links that say that the mail was opened, and which of its links were followed. */
function trackingOf(context: ActionContext, messageId: string, subject: string): Tracking {
  const { entity, id } = context.item;
  const links = context.use(publicLinks);
  const about = { item: `${entity}/${id}`, mail: messageId };
  return {
    targetOf: (url) => links.of({ kind: "clicked", ...about, url }),
    pixel: links.of({ kind: "opened", ...about, subject }),
  };
}

/**
 * Sends an e-mail to the client of the item: to one address, that of the contact, or of the company where the contact has
 * none. To somebody who has opted out of messages it sends nothing, and fails. It goes as text and as HTML, in which nothing that comes from the item is markup.
 *
 * @param message what to say, or a link to open
 * @param subject what the mail is about; the title of the item if left out
 * @param to the address to send to instead of the client's
 * @param type only to an address of this kind, without which it fails; that of work before others if left out
 * @param cc who gets a copy
 * @param bcc who gets a copy that nobody sees
 * @param from the sender instead of that of the settings; the mail server has to let it be
 * @param replyTo where answers go instead of to the sender
 * @param attachments files that go along: at most 20, of 15 MiB together
 * @param track `true` to hear of it (`emailOpened`, `linkClicked`) when the client reads it; nobody is watched if left out
 * @returns the mail as the server took it
 * @messages client
 * @uses mail
 * @group Client communication
 * @example sendEmail("Your order {title} is ready.", subject: "Your order")
 */
export async function sendEmail(
  context: ActionContext,
  message: Text | Link,
  subject?: Text,
  to?: Email,
  type?: "work" | "home" | "other",
  cc?: readonly Email[],
  bcc?: readonly Email[],
  from?: Email,
  replyTo?: Email,
  attachments?: readonly StoredFile[],
  track?: boolean,
): Promise<SentEmail> {
  const address = validAddress(to === undefined ? clientEmail(context, type) : named(to, context));
  for (const one of [...(cc ?? []), ...(bcc ?? [])]) named(one, context);
  const about = subjectLine(subject ?? context.item.title);
  const { key } = context.run;
  const item = `${context.item.entity}/${context.item.id}`;
  const mailer = context.use(mail);
  const tracking = track === true ? trackingOf(context, mailer.messageIdOf(key, item), about) : undefined;
  return mailer.send(
    {
      ...writeLetter(message, about, tracking),
      to: address,
      ...(cc !== undefined && { cc: copies(cc) }),
      ...(bcc !== undefined && { bcc: copies(bcc) }),
      ...(from !== undefined && { from: validAddress(from) }),
      ...(replyTo !== undefined && { replyTo: validAddress(replyTo) }),
      ...(attachments !== undefined && { attachments: await attachmentsOf(context, attachments) }),
      key,
      item,
    },
    context.signal,
  );
}
