import type { FastifyInstance, FastifyReply } from "fastify";
import type { Answer, RunFilter } from "../../coordinator.ts";
import type { Run, RunStatus } from "../../engine/state.ts";
import { problem, problemOf, refuse } from "../problem.ts";
import { type Read, readLimit, readObject, readQuery, readRef, right, wrong } from "../request.ts";
import { viewRun } from "../views.ts";
import { caller, type RouteParts } from "./parts.ts";

interface One {
  Params: { id: string };
}

const statuses: readonly RunStatus[] = ["waiting", "running", "done", "failed", "skipped", "cancelled"];
const largestPage = 1000;

function readFilter(query: unknown): Read<RunFilter & { readonly limit: number }> {
  const read = readQuery(query, ["status", "item", "rule", "limit", "after"]);
  if (!read.ok) return read;
  const { status, item, rule, after } = read.value;
  const known = statuses.find((one) => one === status);
  if (status !== undefined && known === undefined) {
    return wrong("status", `A status is one of ${statuses.join(", ")}.`);
  }
  const ref = item === undefined ? undefined : readRef(item, "item");
  if (ref && !ref.ok) return ref;
  const limit = readLimit(read.value.limit, largestPage);
  if (!limit.ok) return limit;
  return right({
    limit: limit.value,
    ...(known === undefined ? {} : { status: known }),
    ...(ref === undefined ? {} : { item: ref.value }),
    ...(rule === undefined ? {} : { rule }),
    ...(after === undefined ? {} : { after }),
  });
}

/** Runs: shown, and changed by a person. */
export function runRoutes(app: FastifyInstance, { coordinator }: RouteParts): void {
  function answer(reply: FastifyReply, result: Answer<Run>): FastifyReply {
    return result.ok ? reply.send(viewRun(result.value)) : refuse(reply, problemOf(result));
  }

  app.get("/v1/runs", async ({ query }, reply) => {
    const filter = readFilter(query);
    if (!filter.ok) return refuse(reply, filter.problem);
    const { after } = filter.value;
    if (after !== undefined && (await coordinator.run(after)) === null) {
      const sentence = `"after" is the id of the last run of the page before; there is no run of this id.`;
      return refuse(reply, wrong("after", sentence).problem);
    }
    const runs = await coordinator.runs(filter.value);
    const next = runs.length === filter.value.limit ? (runs.at(-1)?.id ?? null) : null;
    return reply.send({ runs: runs.map(viewRun), next });
  });

  app.get<One>("/v1/runs/:id", async ({ params }, reply) => {
    const run = await coordinator.run(params.id);
    return run ? reply.send(viewRun(run)) : refuse(reply, problem(404, `There is no run ${params.id}.`));
  });

  app.post<One>("/v1/runs/:id/retry", async ({ params }, reply) =>
    answer(reply, await coordinator.retry(params.id, caller)),
  );
  app.post<One>("/v1/runs/:id/run-now", async ({ params }, reply) =>
    answer(reply, await coordinator.runNow(params.id, caller)),
  );
  app.post<One>("/v1/runs/:id/stop", async ({ params }, reply) =>
    answer(reply, await coordinator.stop(params.id, caller)),
  );
  app.post<One>("/v1/runs/:id/confirm", async ({ params, body }, reply) => {
    const read = readObject(body);
    if (!read.ok) return refuse(reply, read.problem);
    const { outcome } = read.value;
    if (outcome !== "sent" && outcome !== "send-again") {
      return refuse(reply, wrong("outcome", `"outcome" is "sent" or "send-again".`).problem);
    }
    return answer(reply, await coordinator.confirm(params.id, outcome, caller));
  });
}
