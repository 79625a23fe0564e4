import type { FastifyReply } from "fastify";
import type { Answer } from "../../coordinator.ts";
import { shown } from "../../crm/suggest.ts";
import type { Run } from "../../engine/state.ts";
import { aRun, runStatuses } from "../api/answers.ts";
import { itemText, limit, momentText, ofRun, runId } from "../api/parameters.ts";
import { type Call, type Route, route } from "../api/route.ts";
import { aFlagThat, anObject, anOpenObject, aText, type Fits, listOf, oneOf, orNull } from "../api/schema.ts";
import { collectPage } from "../page.ts";
import { problem, problemOf, refuse } from "../problem.ts";
import { readMoment, readRef, wrong } from "../request.ts";
import { viewRun } from "../views.ts";
import type { RouteParts } from "./parts.ts";

const tag = "Runs";
const theRun = { 200: { description: "The run as it is then.", schema: aRun } };

const filter = anObject(
  {},
  {
    status: oneOf(runStatuses),
    item: itemText,
    rule: aText({ minLength: 1, maxLength: 500, description: "Name of a rule." }),
    uncertain: aFlagThat("Whether a person has to say what became of it."),
    from: momentText(
      "Runs that have ended, or begun, or will begin, at this moment or later: whichever is known last.",
    ),
    to: momentText("Runs for which the same moment is before this one."),
    limit,
    after: runId,
  },
);

/** Runs: shown, and changed by a person. */
export function runRoutes({ coordinator }: RouteParts): readonly Route[] {
  function answer(reply: FastifyReply, result: Answer<Run>): FastifyReply {
    return result.ok ? reply.send(viewRun(result.value)) : refuse(reply, problemOf(result));
  }

  const act = (
    name: string,
    summary: string,
    what: (run: string, by: string) => Promise<Answer<Run>>,
  ): Route =>
    route({
      method: "POST",
      path: `/v1/runs/{id}/${name}`,
      scope: "runs:write",
      tag,
      summary,
      params: ofRun,
      answers: theRun,
      problems: [404, 409],
      handle: async ({ params, caller, reply }) => answer(reply, await what(params.id, caller.by)),
    });

  async function list({ query, reply }: Call<unknown, Fits<typeof filter>, unknown>): Promise<FastifyReply> {
    const { item, limit: most = 100, after, from, to, ...rest } = query;
    const ref = item === undefined ? undefined : readRef(item, "item");
    if (ref && !ref.ok) return refuse(reply, ref.problem);
    const begin = from === undefined ? undefined : readMoment(from, "from");
    if (begin && !begin.ok) return refuse(reply, begin.problem);
    const end = to === undefined ? undefined : readMoment(to, "to");
    if (end && !end.ok) return refuse(reply, end.problem);
    if (after !== undefined && (await coordinator.run(after)) === null) {
      const sentence = `"after" is the id of the last run of the page before; there is no run of this id.`;
      return refuse(reply, wrong("after", sentence).problem);
    }
    const wanted = {
      ...rest,
      ...(ref && { item: ref.value }),
      ...(begin && { from: begin.value }),
      ...(end && { to: end.value }),
    };
    const { entries, next } = await collectPage<Run>(
      most,
      (limit, last) => {
        const behind = last?.id ?? after;
        return coordinator.runs({ ...wanted, limit, ...(behind !== undefined && { after: behind }) });
      },
      viewRun,
    );
    const cursor = JSON.stringify(next?.id ?? null);
    return reply.type("application/json").send(`{"runs":${entries},"next":${cursor}}`);
  }

  return [
    route({
      method: "GET",
      path: "/v1/runs",
      scope: "runs:read",
      tag,
      summary: "lists runs in the order of their making",
      query: filter,
      answers: {
        200: {
          description: "A page. `next` is what `after` has to be for the next one; null at the end.",
          schema: anOpenObject({ runs: listOf(aRun), next: orNull(aText()) }),
        },
      },
      handle: list,
    }),
    route({
      method: "GET",
      path: "/v1/runs/{id}",
      scope: "runs:read",
      tag,
      summary: "shows a run",
      params: ofRun,
      answers: { 200: { description: "The run.", schema: aRun } },
      problems: [404],
      handle: async ({ params, reply }) => {
        const run = await coordinator.run(params.id);
        return run
          ? reply.send(viewRun(run))
          : refuse(reply, problem(404, `There is no run ${shown(params.id)}.`));
      },
    }),
    act("retry", "tries a failed run again", coordinator.retry),
    act("run-now", "starts a waiting run now", coordinator.runNow),
    act("stop", "cancels a waiting run", coordinator.stop),
    route({
      method: "POST",
      path: "/v1/runs/{id}/confirm",
      scope: "runs:write",
      tag,
      summary: "says what became of an uncertain run",
      params: ofRun,
      body: anObject({
        outcome: oneOf(["sent", "send-again"], { description: "It was sent, or it has to be sent again." }),
      }),
      answers: theRun,
      problems: [404, 409],
      handle: async ({ params, body, caller, reply }) =>
        answer(reply, await coordinator.confirm(params.id, body.outcome, caller.by)),
    }),
  ];
}
