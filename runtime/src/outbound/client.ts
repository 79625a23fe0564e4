import type { Dispatcher } from "undici";
import { PermanentError } from "../actions/errors.ts";
import type { Outbound, OutboundRequest } from "../actions/outbound.ts";
import { type Allowed, readAllowed } from "./allowed.ts";
import { readBounded } from "./body.ts";
import { checkLiteral, guardedConnect, type Resolve, resolveBySystem } from "./connect.ts";
import { failedRequest } from "./failed.ts";
import { type Hop, nextHop } from "./redirect.ts";
import { type Sockets, socketsOfThread } from "./sockets.ts";

export interface OutboundOptions {
  /** See `outbound.allow` in onstage.json. */
  readonly allow?: readonly string[];
  readonly resolve?: Resolve;
  /** Milliseconds that a connection may take to stand; 10,000 if left out. */
  readonly connectLimit?: number;
  /** Counts the connections; those of this thread if left out. */
  readonly sockets?: Sockets;
}

const CONNECT_MS = 10_000;
const TIME_MS = 30_000;
const MOST_BYTES = 10 * 1024 * 1024;
const MOST_REDIRECTS = 5;
const LARGEST_HEAD = 64 * 1024;
/** How long a connection is kept for the next request, in milliseconds. */
const IDLE_MS = 10_000;
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);
/** What the client says itself, of the connection or of a body that is unpacked by then. */
const ownRequestHeaders = ["host", "connection", "content-length", "transfer-encoding", "expect", "upgrade"];
const ownAnswerHeaders = ["content-encoding", "content-length", "transfer-encoding"];

function readUrl(text: string | URL): URL {
  const url = URL.parse(String(text));
  if (url === null) throw new PermanentError(`“${String(text).slice(0, 200)}” is no web address.`);
  return url;
}

/** Throws where an address must not be called, as far as it says so itself. */
function checkUrl(url: URL, allowed: Allowed): void {
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new PermanentError(`“${url.protocol}//” cannot be called: only https and http can.`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new PermanentError(
      `The address of ${url.host} holds a user or a password. Send them in a header instead.`,
    );
  }
  checkLiteral(url.hostname, portOf(url), allowed);
}

function portOf(url: URL): number {
  return Number(url.port) || (url.protocol === "https:" ? 443 : 80);
}

function firstHop(text: string | URL, request: OutboundRequest): Hop {
  const headers = new Headers(request.headers);
  for (const name of ownRequestHeaders) headers.delete(name);
  const { body } = request;
  if (body instanceof URLSearchParams && !headers.has("content-type")) {
    headers.set("content-type", "application/x-www-form-urlencoded;charset=UTF-8");
  }
  return {
    url: readUrl(text),
    method: (request.method ?? "GET").toUpperCase(),
    headers,
    body: body instanceof URLSearchParams ? String(body) : body,
  };
}

/** Makes the way out. Nothing is connected, nor loaded, before the first request. */
export function createOutbound(options: OutboundOptions = {}): Outbound {
  return outboundTo(readAllowed(options.allow ?? []), options);
}

function outboundTo(allowed: Allowed, options: OutboundOptions): Outbound {
  const { resolve = resolveBySystem, connectLimit = CONNECT_MS, sockets = socketsOfThread() } = options;
  let opened:
    | Promise<{ readonly agent: Dispatcher; readonly call: typeof import("undici").fetch }>
    | undefined;

  async function open() {
    const { Agent, buildConnector, fetch: call } = await import("undici");
    const connect = guardedConnect(allowed, resolve, connectLimit, sockets, buildConnector);
    const kept = new Agent({
      connect,
      keepAliveTimeout: IDLE_MS,
      maxHeaderSize: LARGEST_HEAD,
      // The signal of each request is its limit.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    // Where many are open, each is closed behind its request: who waits for one does not wait for what nobody uses.
    const agent = kept.compose(
      (dispatch) => (request, handler) =>
        dispatch(sockets.areMany() ? { ...request, reset: true } : request, handler),
    );
    return { agent, call };
  }

  async function send(hop: Hop, signal: AbortSignal) {
    checkUrl(hop.url, allowed);
    opened ??= open().catch((error: unknown) => {
      // No file may be opened at the moment, for one: the next request tries again.
      opened = undefined;
      throw error;
    });
    const { agent, call } = await opened;
    const { url, method, headers, body } = hop;
    return call(url, {
      method,
      headers: [...headers],
      ...(body !== undefined && { body }),
      redirect: "manual",
      signal,
      dispatcher: agent,
    });
  }

  /** One request with its answer; the next request instead, where the answer leads on. */
  async function ask(hop: Hop, request: OutboundRequest, signal: AbortSignal): Promise<Response | Hop> {
    const limit = request.maxBytes ?? MOST_BYTES;
    try {
      const answer = await send(hop, signal);
      const location = answer.headers.get("location");
      const next = request.redirect === "manual" ? undefined : nextHop(hop, answer.status, location);
      if (next !== undefined) {
        await answer.body?.cancel();
        return next;
      }
      // What a refusal says beside its status is for people, and the beginning of it will do.
      const bytes = await readBounded(answer.body, limit, answer.status < 400);
      const headers = new Headers([...answer.headers]);
      for (const name of ownAnswerHeaders) headers.delete(name);
      const { status, statusText } = answer;
      return new Response(bodiless.has(status) ? null : bytes, { status, statusText, headers });
    } catch (error) {
      throw failedRequest(error, hop, limit);
    }
  }

  async function follow(start: Hop, request: OutboundRequest, signal: AbortSignal): Promise<Response> {
    let hop = start;
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      const next = await ask(hop, request, signal);
      if (next instanceof Response) return next;
      hop = next;
    }
    throw new PermanentError(`${start.url.host} redirects more than ${MOST_REDIRECTS} times.`);
  }

  return {
    fetch: async (text, request = {}) => {
      const start = firstHop(text, request);
      const limit = request.timeout ?? TIME_MS;
      const over = AbortSignal.timeout(limit);
      const signal = request.signal ? AbortSignal.any([request.signal, over]) : over;
      try {
        return await sockets.using(() => follow(start, request, signal));
      } catch (error) {
        if (over.aborted && request.signal?.aborted !== true) {
          const what = `${start.url.host} did not answer within ${limit / 1000} s`;
          throw new DOMException(what, "TimeoutError");
        }
        throw error;
      }
    },
    to: (url) => {
      const host: Allowed["host"] = (name, port) =>
        (name === url.hostname && port === portOf(url)) || allowed.host(name, port);
      return outboundTo({ ...allowed, host }, options);
    },
  };
}
