import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe, tracingChannel } from "node:diagnostics_channel";
import type { Attempt } from "../dispatch/attempt.ts";
import type { ActionCall } from "../dispatch/port.ts";
import { isRecord, property } from "../unknown.ts";
import type { Traceparent } from "./traceparent.ts";
import type { OpenSpan, Tracer } from "./tracer.ts";

/** Under this name mailers tell of the mails that they hand over: see `stdlib/src/providers/smtp.ts`. */
const mails = "onstage:smtp";

/** The trace that the code of an action works for. */
const here = new AsyncLocalStorage<Traceparent>();

/** A request as `fetch` and the client of actions tell of it. */
interface Outgoing {
  readonly origin: unknown;
  readonly method: unknown;
  readonly headers: unknown;
  readonly addHeader: (name: string, value: string) => unknown;
}

function isOutgoing(value: unknown): value is Outgoing {
  return isRecord(value) && typeof property(value, "addHeader") === "function";
}

function isTraced({ headers }: Outgoing): boolean {
  const text = Array.isArray(headers) ? headers.join("\n") : String(headers);
  return /^traceparent\b/im.test(text);
}

/** Where a request goes. Its path is not told: it may hold anything about anybody. */
function serverOf(origin: unknown) {
  const url = URL.parse(String(origin));
  return url === null ? {} : { "server.address": url.hostname, "url.scheme": url.protocol.replace(":", "") };
}

function watchRequests(tracer: Tracer | undefined): void {
  const spans = new WeakMap<object, { readonly span: OpenSpan; status?: number }>();
  const requestOf = (message: unknown): unknown => property(message, "request");
  const end = (request: unknown, failure?: string): void => {
    if (typeof request !== "object" || request === null) return;
    const known = spans.get(request);
    spans.delete(request);
    const status = known?.status;
    const attributes = status === undefined ? {} : { "http.response.status_code": status };
    known?.span.end(attributes, failure ?? (status !== undefined && status >= 400 ? "refused" : undefined));
  };
  subscribe("undici:request:create", (message) => {
    const of = here.getStore();
    const request = requestOf(message);
    if (of === undefined || !isOutgoing(request) || isTraced(request)) return;
    const method = String(request.method);
    const attributes = { "http.request.method": method, ...serverOf(request.origin) };
    const span = tracer?.begin(method, "client", { kind: "part", of }, attributes);
    if (span) spans.set(request, { span });
    request.addHeader("traceparent", span?.trace ?? of);
  });
  subscribe("undici:request:headers", (message) => {
    const request = requestOf(message);
    const status = property(property(message, "response"), "statusCode");
    const known = typeof request === "object" && request !== null ? spans.get(request) : undefined;
    if (known && typeof status === "number") known.status = status;
  });
  subscribe("undici:request:trailers", (message) => end(requestOf(message)));
  subscribe("undici:request:error", (message) => end(requestOf(message), "broken"));
}

function watchMails(tracer: Tracer): void {
  const spans = new WeakMap<object, OpenSpan>();
  const failed = new WeakSet<object>();
  tracingChannel(mails).subscribe({
    start: (mail) => {
      const of = here.getStore();
      if (of === undefined) return;
      const attributes = { "server.address": String(property(mail, "host")) };
      spans.set(mail, tracer.begin("SMTP", "client", { kind: "part", of }, attributes));
    },
    error: (mail) => void failed.add(mail),
    end: () => {},
    asyncStart: () => {},
    asyncEnd: (mail) => spans.get(mail)?.end({}, failed.has(mail) ? "failed" : undefined),
  });
}

/** Carries out attempts as parts of their traces. */
export type TraceAttempt = (call: ActionCall, work: () => Promise<Attempt>) => Promise<Attempt>;

/**
 * Makes what goes out from actions in this thread, requests and mails, part of the trace of their run. Without a tracer
 * the trace that came in is only handed on, in the header `traceparent`.
 */
export function traceActions(tracer: Tracer | undefined): TraceAttempt {
  watchRequests(tracer);
  if (tracer !== undefined) watchMails(tracer);
  return async (call, work) => {
    const of = call.trace?.parent;
    if (of === undefined) return work();
    const attributes = { "onstage.action": call.action };
    const span = tracer?.begin(`action ${call.action}`, "inside", { kind: "part", of }, attributes);
    const ended = await here.run(span?.trace ?? of, work);
    const { outcome } = ended;
    span?.end({}, outcome.kind === "done" ? undefined : outcome.how);
    return ended;
  };
}
