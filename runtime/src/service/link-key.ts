import { createHmac } from "node:crypto";

/**
 * What links to the service are signed with: `ONSTAGE_LINK_KEY`, or made of the admin token, which cannot be found out
 * from it. Links end with the key that they were signed with.
 *
 * @param environment `process.env`
 */
export function linkKeyOf(token: string, environment: Readonly<Record<string, string | undefined>>): string {
  const { ONSTAGE_LINK_KEY: given = "" } = environment;
  return given === "" ? createHmac("sha256", token).update("onstage links").digest("base64url") : given;
}
