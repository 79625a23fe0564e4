import { createHmac, timingSafeEqual } from "node:crypto";

/** Twelve bytes: nobody guesses 96 bits, and mail programs cut no line. */
const SIGN_BYTES = 12;
const NAMED = /^<?(.+)\.([A-Za-z_]\w*)-([1-9]\d{0,14})\.([\w-]{16})@[^@]+$/u;

function sign(secret: string, key: string, item: string): Buffer {
  return createHmac("sha256", secret).update(`mail\n${key}\n${item}`).digest().subarray(0, SIGN_BYTES);
}

/**
 * The first half of a Message-ID that names the item that the mail is about, so that an answer to it finds the item.
 *
 * @param secret what the service signs links with: `ONSTAGE_LINK_KEY` in the environment of actions
 * @param key the first half that it would have otherwise
 * @param item `deals/42`
 */
export function mailIdOf(secret: string, key: string, item: string): string {
  return `${key}.${item.replace("/", "-")}.${sign(secret, key, item).toString("base64url")}`;
}

/** The item that a Message-ID of ours names; undefined where it names none, or was not made with this secret. */
export function itemOfMailId(secret: string, messageId: string): string | undefined {
  const [, key = "", entity = "", id = "", signed = ""] = NAMED.exec(messageId.trim()) ?? [];
  if (key === "") return undefined;
  const item = `${entity}/${id}`;
  const given = Buffer.from(signed, "base64url");
  const expected = sign(secret, key, item);
  return given.length === expected.length && timingSafeEqual(given, expected) ? item : undefined;
}
