import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Coordinator, EventReceipt } from "../coordinator.ts";
import { bounded } from "./bounded.ts";

/** How a live connection has ended. */
export type StreamEnd = "left" | "slow" | "revoked" | "stopped" | "failed";

/** The figures of what comes in by HTTP, and of the process. */
export interface HttpMetrics {
  /**
   * @param route its pattern, such as `/v1/items/:entity/:id`; undefined for an address that is none
   * @param ms from the request to the end of its answer
   */
  readonly answered: (method: string, route: string | undefined, status: number, ms: number) => void;
  readonly event: (type: string, outcome: EventReceipt["status"] | "failed") => void;
  readonly streamOpened: () => void;
  readonly streamEnded: (how: StreamEnd) => void;
  readonly contentType: string;
  /** The figures in the text format of Prometheus. */
  readonly text: () => Promise<string>;
}

/** A project knows so many events; what comes beyond is not told apart. */
const mostTypes = 200;
/** Milliseconds between two looks at how late the event loop is: often enough, and no burden for a service that idles. */
const lookEvery = 1000;

/** Makes the figures of what comes in by HTTP, and of the process. */
export function createHttpMetrics(): HttpMetrics {
  const registry = new Registry();
  const registers = [registry];
  const typeOf = bounded(mostTypes);
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: lookEvery });

  const requests = new Histogram({
    name: "onstage_http_request_duration_seconds",
    help: "How long answers took, by method, route and class of status.",
    labelNames: ["method", "route", "status"] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 30],
    registers,
  });
  const events = new Counter({
    name: "onstage_events_total",
    help: "Events that came in, by type and by what became of them; refused types are not told apart.",
    labelNames: ["type", "outcome"] as const,
    registers,
  });
  const streams = new Gauge({
    name: "onstage_stream_clients",
    help: "Connections that live changes are sent to.",
    registers,
  });
  const ends = new Counter({
    name: "onstage_stream_ends_total",
    help: "Connections for live changes that have ended, by how.",
    labelNames: ["how"] as const,
    registers,
  });
  streams.set(0);

  return {
    answered: (method, route, status, ms) => {
      const labels = { method, route: route ?? "none", status: `${Math.floor(status / 100)}xx` };
      requests.observe(labels, ms / 1000);
    },
    // A type that was refused may be anything that somebody has sent.
    event: (type, outcome) => events.inc({ type: outcome === "refused" ? "any" : typeOf(type), outcome }),
    streamOpened: () => streams.inc(),
    streamEnded: (how) => {
      streams.dec();
      ends.inc({ how });
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}

/** The same coordinator, with each event that it takes counted. */
export function countingEvents(coordinator: Coordinator, metrics: Pick<HttpMetrics, "event">): Coordinator {
  return {
    ...coordinator,
    receive: async (event, origin) => {
      try {
        const receipt = await coordinator.receive(event, origin);
        metrics.event(event.type, receipt.status);
        return receipt;
      } catch (error) {
        metrics.event(event.type, "failed");
        throw error;
      }
    },
    receiveAll: async (events) => {
      try {
        const receipts = await coordinator.receiveAll(events);
        for (const [place, { type }] of events.entries())
          metrics.event(type, receipts[place]?.status ?? "failed");
        return receipts;
      } catch (error) {
        // Which of them were taken is not known; where one fails, the ledger does.
        for (const { type } of events) metrics.event(type, "failed");
        throw error;
      }
    },
  };
}
