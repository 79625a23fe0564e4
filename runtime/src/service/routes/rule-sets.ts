import { aRuleSet } from "../api/answers.ts";
import { type Route, route } from "../api/route.ts";
import { aFlag, anOpenObject, aText, listOf } from "../api/schema.ts";
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
      answers: { 200: { description: "Them.", schema: anOpenObject({ ruleSets: listOf(aRuleSet) }) } },
      handle: async ({ reply }) => reply.send({ ruleSets: await ruleSets.list() }),
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
      handle: async ({ reply }) => {
        if (!reload) {
          const detail = "This service was started without a project: it cannot build the rules anew.";
          return refuse(reply, problem(409, detail));
        }
        const taken = await inTurn(() => take(reload, ruleSets));
        if (!taken.ok) return refuse(reply, taken.problem);
        return reply.code(201).send({ hash: taken.value, current: true });
      },
    }),
  ];
}
