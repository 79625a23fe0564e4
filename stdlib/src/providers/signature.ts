import { createHmac } from "node:crypto";

/**
 * The bytes of a secret that is written `whsec_` and the base64 of 24 to 64 bytes; undefined where it is none.
 */
export function signingKey(secret: string): Uint8Array | undefined {
  const [, text] = /^whsec_([A-Za-z0-9+/]+={0,2})$/u.exec(secret) ?? [];
  const key = Buffer.from(text ?? "", "base64");
  return key.length >= 24 && key.length <= 64 ? key : undefined;
}

/**
 * The headers that sign a message as Standard Webhooks says: HMAC-SHA256 over id, moment and body.
 *
 * @param key the bytes of the secret
 * @param id the same for every attempt, so that the receiver can tell a repetition
 * @param now milliseconds since 1970
 */
export function signatureHeaders(
  key: Uint8Array,
  id: string,
  now: number,
  body: string,
): Readonly<Record<string, string>> {
  const seconds = String(Math.floor(now / 1000));
  const signature = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": `v1,${signature}` };
}
