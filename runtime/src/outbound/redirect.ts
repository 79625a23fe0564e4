import { PermanentError } from "../actions/errors.ts";

/** One request on its way: where to, and with what. */
export interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
}

const redirects = new Set([301, 302, 303, 307, 308]);
/** What another host may see of a request: nothing that says who we are. */
const harmless = new Set(["accept", "accept-language", "user-agent"]);

/**
 * The request that follows from an answer; undefined where it is no redirect.
 *
 * @throws PermanentError where it leads to what must not be followed
 */
export function nextHop(hop: Hop, status: number, location: string | null): Hop | undefined {
  if (!redirects.has(status) || location === null) return undefined;
  const from = hop.url.host;
  const url = URL.parse(location, hop.url.href);
  if (url === null) throw new PermanentError(`${from} redirects to something that is no web address.`);
  if (hop.url.protocol === "https:" && url.protocol === "http:") {
    throw new PermanentError(
      `${from} redirects from https to http, which is not followed: others could read along.`,
    );
  }
  const keeps = status === 307 || status === 308 || hop.method === "GET" || hop.method === "HEAD";
  const method = keeps ? hop.method : "GET";
  const body = keeps ? hop.body : undefined;
  if (url.origin === hop.url.origin) {
    const headers = new Headers(hop.headers);
    if (!keeps) headers.delete("content-type");
    return { url, method, headers, body };
  }
  if (body !== undefined) {
    throw new PermanentError(
      `${from} redirects to ${url.host}, and what is sent is not handed on to another host. Call it by its final address.`,
    );
  }
  const headers = new Headers([...hop.headers].filter(([name]) => harmless.has(name)));
  return { url, method, headers, body };
}
