import type { FastifyInstance } from "fastify";
import { problem, refuse } from "../problem.ts";
import { type Read, right } from "../request.ts";
import type { Reload, RouteParts } from "./parts.ts";

/** Runs one task after the other: a build must not be written while another is read. */
function queue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const next = last.then(task);
    last = next.catch(() => undefined);
    return next;
  };
}

async function take(reload: Reload, ruleSets: RouteParts["ruleSets"]): Promise<Read<string>> {
  const built = await reload();
  if (!built.ok) return { ok: false, problem: problem(422, built.detail, { errors: built.errors }) };
  const installed = await ruleSets.install(built.build);
  if (installed.ok) return right(installed.hash);
  const { reason, file, detail, help } = installed.refusal;
  return {
    ok: false,
    problem: problem(422, `${detail} ${help}`, { errors: [{ reason, file, detail, help }] }),
  };
}

/** Rule sets: which there are, and taking a new one. */
export function ruleSetRoutes(app: FastifyInstance, { ruleSets, reload }: RouteParts): void {
  const inTurn = queue();

  app.get("/v1/rulesets", async () => ({ ruleSets: await ruleSets.list() }));

  app.post("/v1/rulesets", async (_, reply) => {
    if (!reload) {
      const detail = "This service was started without a project: it cannot build the rules anew.";
      return refuse(reply, problem(409, detail));
    }
    const taken = await inTurn(() => take(reload, ruleSets));
    if (!taken.ok) return refuse(reply, taken.problem);
    return reply.code(201).send({ hash: taken.value, current: true });
  });
}
