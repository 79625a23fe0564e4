import { createHash } from "node:crypto";

/**
 * The Message-ID of the mail that a run sends: the same for every attempt.
 *
 * @param key the key of the run
 * @param domain the domain of the sender
 */
export function messageIdOf(key: string, domain: string): string {
  const plain = /^[\w-]{1,64}$/u.test(key);
  return `<${plain ? key : createHash("sha256").update(key).digest("hex").slice(0, 40)}@${domain}>`;
}
