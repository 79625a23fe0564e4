import {
  type ActionContext,
  type Email,
  type Link,
  PermanentError,
  type Text,
} from "@onstage/runtime/actions";
import { mail } from "../providers/mail.ts";
import { cleanLine } from "../text/clean.ts";
import { isEmailAddress } from "../text/email-address.ts";
import { writeLetter } from "../text/letter.ts";

/** A mail that the server took. */
export interface SentEmail {
  /** Its Message-ID, by which a reply can be recognised. */
  readonly messageId: Text;
}

function singular(entity: string): string {
  if (entity.endsWith("ies")) return `${entity.slice(0, -3)}y`;
  return entity.endsWith("s") ? entity.slice(0, -1) : entity;
}

function clientAddress(context: ActionContext): Email {
  const { clients, item } = context;
  const email = clients.find((client) => client.email !== undefined && client.email.trim() !== "")?.email;
  if (email !== undefined) return email.trim();
  const [first, ...others] = clients.map(
    (client) => `${singular(client.entity)} “${cleanLine(client.name, 80)}”`,
  );
  if (first === undefined) {
    throw new PermanentError(
      `“${cleanLine(item.title, 80)}” has no client. Link a contact or a company with an e-mail address to it.`,
    );
  }
  const who = others.length === 0 ? `${first} has` : `${[first, ...others].join(" and ")} have`;
  throw new PermanentError(`${who} no e-mail address. Add one, then retry.`);
}

/**
 * Sends an e-mail to the client of the item: to the contact, or to the company where the contact has no address.
 *
 * @param message what to say, or a link to open
 * @param subject what the mail is about; the title of the item if left out
 * @param to the address to send to instead of the client's
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
): Promise<SentEmail> {
  const address = to === undefined ? clientAddress(context) : to.trim();
  if (!isEmailAddress(address)) {
    throw new PermanentError(
      `“${cleanLine(address, 80)}” is not a valid e-mail address. Write it as name@example.com.`,
    );
  }
  const letter = writeLetter(message, subject ?? context.item.title);
  return context.use(mail).send({ ...letter, to: address, key: context.run.key }, context.signal);
}
