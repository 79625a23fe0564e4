import type { FastifyInstance, FastifyRequest } from "fastify";
import { asPartOf } from "./current.ts";
import { readTraceparent } from "./traceparent.ts";
import type { OpenSpan, Tracer } from "./tracer.ts";

/**
 * Makes each request a part of the trace that its `traceparent` names, and what follows from it a part of the request.
 * Without a tracer the trace is only handed on.
 */
export function traceRequests(app: FastifyInstance, tracer: Tracer | undefined): void {
  const spans = new WeakMap<FastifyRequest, OpenSpan>();
  app.addHook("onRequest", (request, _, done) => {
    const of = readTraceparent(request.headers.traceparent);
    const { method, routeOptions } = request;
    const attributes = { "http.request.method": method, "http.route": routeOptions.url ?? "none" };
    const name = `${method} ${routeOptions.url ?? "none"}`;
    const span = tracer?.begin(name, "server", { kind: "part", of }, attributes);
    if (span) spans.set(request, span);
    asPartOf(span?.trace ?? of, done);
  });
  if (tracer === undefined) return;
  app.addHook("onResponse", async (request, { statusCode }) => {
    const failure = statusCode >= 500 ? "failed" : undefined;
    spans.get(request)?.end({ "http.response.status_code": statusCode }, failure);
  });
}
