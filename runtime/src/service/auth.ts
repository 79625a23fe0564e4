import { timingSafeEqual } from "node:crypto";
import { type Caller, scopes } from "./scopes.ts";
import { digest, type Tokens } from "./tokens.ts";

/** The shortest token that may guard a service, in characters. */
export const shortestToken = 16;

/** How many calls a second may be made with the admin token. */
const adminRate = 50_000;

/** Says who a request comes from by its `Authorization` header; nobody where its token is not known. */
export type Authenticate = (header: string | undefined) => Caller | undefined;

/** The token in an `Authorization` header. */
function tokenIn(header: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1];
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
  return (header) => {
    const given = tokenIn(header);
    const isAdmin = timingSafeEqual(digest(given ?? ""), expected) && given !== undefined;
    return isAdmin ? admin : tokens.callerOf(given ?? "");
  };
}
