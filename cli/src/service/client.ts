import { printable } from "../output/printable.ts";
import { UsageError } from "../usage-error.ts";

/** Where `onstage serve` listens if nothing else is said. */
export const usualUrl = "http://127.0.0.1:4400";

/** How long an answer may take, in milliseconds. */
const patience = 30_000;

/** The service has understood, and cannot do it as things stand: exit code 1. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

/** A running service, as verbs call it. */
export interface ServiceClient {
  readonly url: string;
  /** What an address answers, as JSON. */
  readonly get: (path: string) => Promise<unknown>;
  readonly post: (path: string, body?: unknown) => Promise<unknown>;
  readonly remove: (path: string) => Promise<unknown>;
  /**
   * What an address answers, as bytes that are still coming.
   *
   * @param limit milliseconds that it may take
   */
  readonly stream: (path: string, limit: number) => Promise<Response>;
}

function readUrl(given: string | undefined): URL {
  const text = given ?? process.env.ONSTAGE_URL;
  const url = URL.parse(text === undefined || text === "" ? usualUrl : text);
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "")
    return url;
  throw new UsageError(
    "the address of the service is none",
    `write it as ${usualUrl}, with --url or in ONSTAGE_URL; the token goes into ONSTAGE_TOKEN`,
  );
}

function readToken(): string {
  const token = process.env.ONSTAGE_TOKEN?.trim() ?? "";
  if (/^[\x21-\x7E]+$/.test(token)) return token;
  throw new UsageError(
    token === "" ? "no token is set" : "the token holds signs that no token has",
    "set ONSTAGE_TOKEN to the token of the service, or to one that was made for you",
  );
}

/** The sentence of a problem document. */
function detailOf(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("detail" in body)) return undefined;
  return typeof body.detail === "string" ? body.detail : undefined;
}

function foreign(url: string): UsageError {
  return new UsageError(
    `what answers at ${url} is no Onstage service`,
    "name the address of the service with --url or in ONSTAGE_URL",
  );
}

function failure(status: number, body: unknown, url: string): Error {
  const detail = detailOf(body);
  if (detail === undefined) return foreign(url);
  const sentence = printable(detail);
  switch (status) {
    case 401:
      return new UsageError(
        "the service does not know this token",
        "set ONSTAGE_TOKEN to its admin token, or to one that was made for you",
      );
    case 403:
      return new UsageError(sentence, "use a token with the scope that this needs");
    case 404:
    case 409:
    case 422:
      return new Refusal(status, sentence);
    case 400:
      return new UsageError(sentence, "`--help` shows how this is written");
    default:
      return new UsageError(`the service answers ${status}: ${sentence}`, "see its log, and try again");
  }
}

async function readBody(response: Response, url: string): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw foreign(url);
    throw error;
  }
}

function unreachable(error: unknown, url: string): Error {
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return new UsageError(
      `the service at ${url} did not answer in time`,
      "see whether it is well: its log says",
    );
  }
  // `fetch` has one kind of error for all that can go wrong on the way.
  if (!(error instanceof TypeError)) return error instanceof Error ? error : new Error(String(error));
  return new UsageError(
    `no service answers at ${url}`,
    "start one with `onstage serve`, or name its address with --url or in ONSTAGE_URL",
  );
}

/**
 * Makes the client of the service that is meant: `--url`, or `ONSTAGE_URL`, with the token of `ONSTAGE_TOKEN`. Its
 * calls throw `Refusal` where the service says no, and `UsageError` where the caller can mend it.
 */
export function serviceClient(given: string | undefined): ServiceClient {
  const { origin, pathname } = readUrl(given);
  const url = `${origin}${pathname.replace(/\/+$/, "")}`;
  const token = readToken();

  async function send(method: string, path: string, body: unknown, limit: number): Promise<Response> {
    const init = {
      method,
      // An answer that leads elsewhere would take the token along.
      redirect: "error",
      signal: AbortSignal.timeout(limit),
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    } satisfies RequestInit;
    try {
      const response = await fetch(`${url}${path}`, init);
      if (!response.ok) throw failure(response.status, await readBody(response, url), url);
      return response;
    } catch (error) {
      throw unreachable(error, url);
    }
  }

  const call = async (method: string, path: string, body?: unknown): Promise<unknown> =>
    readBody(await send(method, path, body, patience), url);
  return {
    url,
    get: (path) => call("GET", path),
    post: (path, body) => call("POST", path, body),
    remove: (path) => call("DELETE", path),
    stream: (path, limit) => send("GET", path, undefined, limit),
  };
}
