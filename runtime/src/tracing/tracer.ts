import type { Attributes, Context, Link, Span, SpanContext } from "@opentelemetry/api";
import { type RunTrace, readTraceparent, type Traceparent } from "./traceparent.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What kind of work a span is, as far as it crosses to another program. */
export type SpanSort = "server" | "inside" | "client";

/** What a span goes back to: the one it is a part of, or one that it only points to. */
export type Origin =
  | { readonly kind: "part"; readonly of: Traceparent | undefined }
  | { readonly kind: "link"; readonly to: Traceparent };

/** A piece of work that is traced. */
export interface OpenSpan {
  /** For those who work for it. */
  readonly trace: Traceparent;
  readonly rename: (name: string) => void;
  /** @param failure a word for what went wrong; no text of errors, which may hold anything */
  readonly end: (attributes: Attributes, failure?: string) => void;
}

/** Writes traces for a collector. */
export interface Tracer {
  readonly begin: (name: string, sort: SpanSort, origin: Origin, attributes: Attributes) => OpenSpan;
  /** Hands over what is left. */
  readonly close: () => Promise<void>;
}

/** How long a collector may take for what is left when the service stops, in milliseconds. */
const patience = 2000;

/** What the log says then. */
export const noTraces = "traces could not be handed over";

/** Whether traces are wanted: the usual variables of OpenTelemetry name a collector. */
export function wantsTraces(environment: Environment): boolean {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own } = environment;
  return (all ?? "") !== "" || (own ?? "") !== "";
}

/** An attempt that comes long after what it goes back to is no part of it any more, and points to it. */
export function originOf(trace: RunTrace | undefined, now: number): Origin {
  if (trace === undefined) return { kind: "part", of: undefined };
  const isLongAgo = now - Date.parse(trace.at) > 60_000;
  return isLongAgo ? { kind: "link", to: trace.parent } : { kind: "part", of: trace.parent };
}

function contextOf(trace: Traceparent): SpanContext | undefined {
  const [, traceId, spanId, flags] = readTraceparent(trace)?.split("-") ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}

function textOf({ traceId, spanId, traceFlags }: SpanContext): Traceparent {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}

/**
 * Opens the tracer of this thread, where the environment names a collector. What it needs is loaded only then.
 *
 * @param warn called where traces cannot be handed over
 */
export async function openTracer(
  environment: Environment,
  warn: (message: string) => void,
): Promise<Tracer | undefined> {
  if (!wantsTraces(environment)) return undefined;
  const [
    api,
    sdk,
    { OTLPTraceExporter },
    { defaultResource, detectResources, envDetector, resourceFromAttributes },
  ] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/sdk-trace"),
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/resources"),
  ]);
  const silent = () => {};
  api.diag.setLogger(
    { error: warn, warn: silent, info: silent, debug: silent, verbose: silent },
    { logLevel: api.DiagLogLevel.ERROR, suppressOverrideMessage: true },
  );
  const ratio = Number(environment.OTEL_TRACES_SAMPLER_ARG ?? "1");
  const root = new sdk.TraceIdRatioBasedSampler(ratio >= 0 && ratio <= 1 ? ratio : 1);
  const provider = new sdk.TracerProvider({
    // What the environment says of the service wins.
    resource: defaultResource()
      .merge(resourceFromAttributes({ "service.name": environment.OTEL_SERVICE_NAME || "onstage" }))
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: new sdk.ParentBasedSampler({ root }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  const tracer = provider.getTracer("onstage");
  const sorts = { server: api.SpanKind.SERVER, inside: api.SpanKind.INTERNAL, client: api.SpanKind.CLIENT };

  function placed(origin: Origin): { readonly context: Context; readonly links: Link[] } {
    const known = contextOf((origin.kind === "part" ? origin.of : origin.to) ?? "");
    if (known === undefined) return { context: api.ROOT_CONTEXT, links: [] };
    return origin.kind === "part"
      ? { context: api.trace.setSpanContext(api.ROOT_CONTEXT, known), links: [] }
      : { context: api.ROOT_CONTEXT, links: [{ context: known }] };
  }

  function opened(span: Span): OpenSpan {
    return {
      trace: textOf(span.spanContext()),
      rename: (name) => void span.updateName(name),
      end: (attributes, failure) => {
        span.setAttributes(attributes);
        if (failure !== undefined) span.setStatus({ code: api.SpanStatusCode.ERROR, message: failure });
        span.end();
      },
    };
  }

  return {
    begin: (name, sort, origin, attributes) => {
      const { context, links } = placed(origin);
      return opened(tracer.startSpan(name, { kind: sorts[sort], attributes, links }, context));
    },
    close: async () => {
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(() => {
        warn(`the collector did not take what was left within ${patience / 1000} s`);
        late.resolve();
      }, patience);
      await Promise.race([provider.shutdown().catch((error: unknown) => warn(String(error))), late.promise]);
      clearTimeout(timer);
    },
  };
}
