import type { FastifyInstance } from "fastify";
import { problem, refuse } from "../problem.ts";
import type { RouteParts } from "./parts.ts";

/** The addresses that need no token. */
export const open: ReadonlySet<string> = new Set(["/healthz", "/readyz"]);

/** Whether the process answers, and whether the service can do its work. */
export function healthRoutes(app: FastifyInstance, parts: RouteParts): void {
  app.get("/healthz", () => ({ status: "ok" }));
  app.get("/readyz", async (_, reply) => {
    const lacks = await parts.lacks();
    return lacks.length === 0
      ? reply.send({ status: "ok" })
      : refuse(reply, problem(503, `Not ready: ${lacks.join(", ")}.`));
  });
}
