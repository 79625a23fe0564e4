import { createHash } from "node:crypto";
import { mailIdOf } from "@onstage/runtime/actions";

/** How a Message-ID says which item its mail is about. */
export interface MailSubject {
  /** `deals/42` */
  readonly item: string;
  /** What the service signs links with. */
  readonly secret: string;
}

/**
 * The Message-ID of the mail that a run sends: the same for every attempt. It shows nothing of the key.
 *
 * @param key the key of the run
 * @param domain the domain of the sender
 * @param about the item, so that the service knows it from an answer; it names none if left out
 */
export function messageIdOf(key: string, domain: string, about?: MailSubject): string {
  const plain = createHash("sha256").update(key).digest("hex").slice(0, 40);
  return `<${about === undefined ? plain : mailIdOf(about.secret, plain, about.item)}@${domain}>`;
}
