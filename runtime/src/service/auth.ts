import { timingSafeEqual } from "node:crypto";
import { type Caller, scopes } from "./scopes.ts";
import { digest, type Tokens } from "./tokens.ts";

/** The shortest token that may guard a service, in characters. */
export const shortestToken = 16;

/** How many calls a second may be made with the admin token. */
const adminRate = 50_000;

/**
 * Says who a request comes from by its `Authorization` header; nobody where its token is not known.
 *
 * @param browser whether the token may be the password that a browser asks for
 */
export type Authenticate = (header: string | undefined, browser?: boolean) => Caller | undefined;

/** The token in an `Authorization` header. */
function tokenIn(header: string | undefined, browser: boolean): string | undefined {
  const [, scheme, given] = /^(Bearer|Basic) +(\S+) *$/i.exec(header ?? "") ?? [];
  if (given === undefined || scheme?.toLowerCase() === "bearer") return given;
  if (!browser) return undefined;
  const pair = Buffer.from(given, "base64").toString();
  return pair.slice(pair.indexOf(":") + 1);
}

/**
 * Makes the check of a request's `Authorization` header. How long it takes says nothing of a secret: digests are
 * compared, and whole ones.
 *
 * @param token the admin token
 * @param tokens those that were made since
 */
export function authentication(token: string, tokens: Pick<Tokens, "callerOf">): Authenticate {
  const expected = digest(token);
  const admin: Caller = {
    by: "api",
    id: "admin",
    rate: adminRate,
    scopes: new Set(scopes),
    holds: () => true,
  };
  return (header, browser = false) => {
    const given = tokenIn(header, browser);
    const isAdmin = timingSafeEqual(digest(given ?? ""), expected) && given !== undefined;
    return isAdmin ? admin : tokens.callerOf(given ?? "");
  };
}
