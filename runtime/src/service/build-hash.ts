import { createHash } from "node:crypto";

/** What the hash of a build is made of: its code, in this order. */
export const hashed = ["calls.js", "rules.js"] as const;

/**
 * The hash of a build: SHA-256 of its code, in hexadecimal. Two builds of one hash do the same.
 *
 * @param contentOf the content of a file of the build
 */
export function hashOfBuild(contentOf: (name: (typeof hashed)[number]) => Uint8Array | string): string {
  const hash = createHash("sha256");
  for (const name of hashed) hash.update(name).update(contentOf(name));
  return hash.digest("hex");
}
