import { PermanentError, UncertainError } from "../actions/errors.ts";
import { codeOf, property } from "../unknown.ts";
import { TooLarge } from "./body.ts";
import type { Hop } from "./redirect.ts";

/** What no second attempt asks of the other side: to change something. */
const safe: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
const certificate = /^(?:ERR_TLS_CERT|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/u;

/** An answer that nothing can be done with: by then, the other side has done what it was asked for. */
function useless(message: string, method: string): Error {
  return safe.has(method) ? new PermanentError(message) : new UncertainError(message);
}

/**
 * What to throw where a request has failed. Errors of the network stay as they are: what follows from them is the same
 * for all that an action may use.
 *
 * @param limit how many bytes the answer might have
 */
export function failedRequest(error: unknown, { url, method }: Hop, limit: number): unknown {
  const cause = property(error, "cause");
  if (cause instanceof PermanentError) return cause;
  if (error instanceof TooLarge) {
    return useless(`The answer of ${url.host} is larger than the ${limit} bytes that are read.`, method);
  }
  const code = codeOf(cause);
  if (typeof code === "string" && certificate.test(code)) {
    // What Node advises behind a semicolon is for who started it.
    const [what] = String(property(cause, "message")).split(";", 1);
    return new PermanentError(`${url.host} does not prove who it is: ${what}.`);
  }
  if (code === "UND_ERR_HEADERS_OVERFLOW" || property(cause, "name") === "HTTPParserError") {
    return useless(`The answer of ${url.host} is not to be understood as HTTP.`, method);
  }
  return error;
}
