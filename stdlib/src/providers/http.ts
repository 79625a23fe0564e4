import type { JsonObject } from "@onstage/runtime/rules";

/** What came back. */
export interface Answer {
  readonly status: number;
  /** The body as JSON; undefined where it is none, or was not read. */
  readonly json: unknown;
  /** True where the body has more bytes than allowed and was not read. */
  readonly tooLarge: boolean;
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

const DAY_MS = 24 * 60 * 60 * 1000;

function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const wait = /^\d{1,9}$/u.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), DAY_MS);
}

/** The body as text; undefined where it has more bytes than allowed. */
async function readBody(response: Response, limit: number): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > limit) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
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
 * @throws a `TimeoutError`, or what `fetch` throws where the other side cannot be reached
 */
export async function postJson(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: JsonObject,
  limits: Limits,
): Promise<Answer> {
  const response = await fetch(url, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
    redirect: "manual",
    signal: AbortSignal.any([limits.signal, AbortSignal.timeout(limits.milliseconds)]),
  });
  const wait = retryAfter(response.headers.get("retry-after"));
  const text = await readBody(response, limits.bytes);
  return {
    status: response.status,
    json: text === undefined ? undefined : parse(text),
    tooLarge: text === undefined,
    ...(wait !== undefined && { retryAfter: wait }),
  };
}
