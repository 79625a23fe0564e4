import { createHash, timingSafeEqual } from "node:crypto";

/** The shortest token that may guard a service, in characters. */
export const shortestToken = 16;

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/**
 * Makes the check of a request's `Authorization` header. It takes the same time whatever the header holds: digests
 * are compared, and all of them.
 *
 * @param token the admin token
 */
export function bearerCheck(token: string): (header: string | undefined) => boolean {
  const expected = digest(token);
  return (header) => {
    const given = /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1];
    return timingSafeEqual(digest(given ?? ""), expected) && given !== undefined;
  };
}
