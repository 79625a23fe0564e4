import { type Route, route } from "../api/route.ts";
import type { RouteParts } from "./parts.ts";

/** The figures of the service, for Prometheus. */
export function metricRoutes({ metrics, coreMetrics }: RouteParts): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/metrics",
      scope: "runs:read",
      tag: "Health",
      summary: "shows the figures of the service in the text format of Prometheus",
      quiet: true,
      answers: { 200: { description: "The figures.", type: "text/plain" } },
      handle: async ({ reply }) => {
        const parts = await Promise.all([metrics.text(), coreMetrics()]);
        return reply.type(metrics.contentType).send(parts.join("\n"));
      },
    }),
  ];
}
