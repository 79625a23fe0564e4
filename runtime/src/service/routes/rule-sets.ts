import { aRuleSet } from "../api/answers.ts";
import { aDeployPlan } from "../api/plans.ts";
import { type Route, route } from "../api/route.ts";
import { aFlag, anObject, anOpenObject, aText, listOf } from "../api/schema.ts";
import { problem, problemOf, refuse } from "../problem.ts";
import type { Refusal } from "../refusal.ts";
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

function refusedBuild({ reason, file, detail, help }: Refusal): Extract<Read<never>, { ok: false }> {
  const errors = [{ reason, file, detail, help }];
  return { ok: false, problem: problem(422, `${detail} ${help}`, { errors }) };
}

/** Builds the project, and hands the build on. */
async function withBuild<T>(reload: Reload, work: (build: string) => Promise<Read<T>>): Promise<Read<T>> {
  const built = await reload();
  return built.ok
    ? work(built.build)
    : { ok: false, problem: problem(422, built.detail, { errors: built.errors }) };
}

const noProject = "This service was started without a project: it cannot build the rules anew.";

const tag = "Rule sets";

/** Rule sets: which there are, and taking a new one. */
export function ruleSetRoutes({ ruleSets, reload }: RouteParts): readonly Route[] {
  const inTurn = queue();
  return [
    route({
      method: "GET",
      path: "/v1/rulesets",
      scope: "runs:read",
      tag,
      summary: "lists the rule sets that the service keeps, the newest first",
      answers: {
        200: {
          description: "Them, and the zone that sentences show their times in.",
          schema: anOpenObject({
            ruleSets: listOf(aRuleSet),
            timezone: aText({ examples: ["Europe/Berlin"] }),
          }),
        },
      },
      handle: async ({ reply }) =>
        reply.send({ ruleSets: await ruleSets.list(), timezone: ruleSets.current().timezone }),
    }),
    route({
      method: "POST",
      path: "/v1/rulesets",
      scope: "admin",
      tag,
      summary: "takes the rules of the project as they are now",
      description:
        "Whole, or not at all: 422 says everything that is wrong with them, and the old ones go on.",
      answers: {
        201: {
          description: "New visits take them from now on.",
          schema: anOpenObject({ hash: aText(), current: aFlag }),
        },
      },
      problems: [409, 422],
      handle: async ({ caller, reply }) => {
        if (!reload) return refuse(reply, problem(409, noProject));
        const taken = await inTurn(() =>
          withBuild(reload, async (build) => {
            const installed = await ruleSets.install(build, caller.by);
            return installed.ok ? right(installed.hash) : refusedBuild(installed.refusal);
          }),
        );
        if (!taken.ok) return refuse(reply, taken.problem);
        return reply.code(201).send({ hash: taken.value, current: true });
      },
    }),
    route({
      method: "POST",
      path: "/v1/rulesets/plan",
      scope: "admin",
      tag,
      summary: "says what the rules of the project, as they are now, would change, and changes nothing",
      answers: { 200: { description: "What is different, and what waits now.", schema: aDeployPlan } },
      problems: [409, 422],
      handle: async ({ reply }) => {
        if (!reload) return refuse(reply, problem(409, noProject));
        const planned = await inTurn(() =>
          withBuild(reload, async (build) => {
            const one = await ruleSets.plan(build);
            return one.ok ? right(one.plan) : refusedBuild(one.refusal);
          }),
        );
        return planned.ok ? reply.send(planned.value) : refuse(reply, planned.problem);
      },
    }),
    route({
      method: "POST",
      path: "/v1/rulesets/rollback",
      scope: "admin",
      tag,
      summary: "makes a rule set that is kept the current one again",
      body: anObject(
        {},
        {
          hash: aText({
            pattern: "^[0-9a-f]{6,64}$",
            description: "Its first characters; the one before the current if left out.",
            examples: ["0123456789ab"],
          }),
        },
      ),
      bodyOptional: true,
      answers: {
        200: {
          description: "New visits take it from now on.",
          schema: anOpenObject({ hash: aText(), current: aFlag }),
        },
      },
      problems: [404, 409],
      handle: async ({ body, caller, reply }) => {
        const done = await inTurn(() => ruleSets.rollback(body.hash, caller.by));
        return done.ok ? reply.send({ hash: done.value, current: true }) : refuse(reply, problemOf(done));
      },
    }),
  ];
}
