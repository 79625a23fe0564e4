import { type Outbound, retryAfter } from "@onstage/runtime/actions";
import type { JsonObject } from "@onstage/runtime/rules";

/** What came back. */
export interface Answer {
  readonly status: number;
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown;
  /** Milliseconds from now that `Retry-After` asks to wait, at most a day. */
  readonly retryAfter?: number;
}

/** How much time and space an answer may take. */
export interface Limits {
  readonly milliseconds: number;
  readonly bytes: number;
  /** Ends the call early. */
  readonly signal: AbortSignal;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

/**
 * Posts JSON and reads the answer, whatever its status. Redirects are answers like any other.
 *
 * @throws what the way out throws: see `OutboundFetch`
 */
export async function postJson(
  outbound: Outbound,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: JsonObject,
  limits: Limits,
): Promise<Answer> {
  const response = await outbound.fetch(url, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
    redirect: "manual",
    signal: limits.signal,
    timeout: limits.milliseconds,
    maxBytes: limits.bytes,
  });
  const wait = retryAfter(response.headers.get("retry-after"), Date.now());
  return {
    status: response.status,
    json: parse(await response.text()),
    ...(wait !== undefined && { retryAfter: wait }),
  };
}
