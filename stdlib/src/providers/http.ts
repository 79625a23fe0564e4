import { type Outbound, retryAfter } from "@onstage/runtime/actions";

/** A request to a provider. */
export interface HttpRequest {
  /** `POST` if left out. */
  readonly method?: "GET" | "POST" | "DELETE";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON as text, or a form. */
  readonly body?: string | URLSearchParams;
}

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
 * Asks, and reads the answer as JSON, whatever its status. Redirects are answers like any other.
 *
 * @throws what the way out throws: see `OutboundFetch`
 */
export async function request(outbound: Outbound, asked: HttpRequest, limits: Limits): Promise<Answer> {
  const { method = "POST", url, headers = {}, body } = asked;
  const response = await outbound.fetch(url, {
    method,
    headers: {
      ...(typeof body === "string" && { "content-type": "application/json" }),
      accept: "application/json",
      ...headers,
    },
    ...(body !== undefined && { body }),
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
