import type { FastifyInstance } from "fastify";
import { problem, refuse } from "../problem.ts";
import type { RouteParts } from "./parts.ts";

/** Rule sets: which there are, and taking a new one. */
export function ruleSetRoutes(app: FastifyInstance, { ruleSets, reload, ruleSetChanged }: RouteParts): void {
  app.get("/v1/rulesets", () => ({ ruleSets: ruleSets.list() }));

  app.post("/v1/rulesets", async (_, reply) => {
    if (!reload) {
      const detail = "This service was started without a project: it cannot build the rules anew.";
      return refuse(reply, problem(409, detail));
    }
    const built = await reload();
    if (!built.ok) return refuse(reply, problem(422, built.detail, { errors: built.errors }));
    const installed = await ruleSets.install(built.build);
    if (!installed.ok) {
      const { reason, file, detail, help } = installed.refusal;
      return refuse(reply, problem(422, `${detail} ${help}`, { errors: [{ reason, file, detail, help }] }));
    }
    ruleSetChanged(installed.hash);
    return reply.code(201).send({ hash: installed.hash, current: true });
  });
}
