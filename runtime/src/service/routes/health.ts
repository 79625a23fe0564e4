import { aStatus } from "../api/answers.ts";
import { type Route, route } from "../api/route.ts";
import { problem, refuse } from "../problem.ts";
import type { RouteParts } from "./parts.ts";

/** Whether the process answers, and whether the service can do its work. */
export function healthRoutes(parts: RouteParts): readonly Route[] {
  const answers = { 200: { description: "It is so.", schema: aStatus } };
  return [
    route({
      method: "GET",
      path: "/healthz",
      scope: "open",
      tag: "Health",
      summary: "whether the process answers",
      quiet: true,
      answers,
      handle: ({ reply }) => reply.send({ status: "ok" }),
    }),
    route({
      method: "GET",
      path: "/readyz",
      scope: "open",
      tag: "Health",
      summary: "whether the service can do its work",
      quiet: true,
      answers,
      problems: [503],
      handle: async ({ reply }) => {
        const lacks = await parts.lacks();
        return lacks.length === 0
          ? reply.send({ status: "ok" })
          : refuse(reply, problem(503, `Not ready: ${lacks.join(", ")}.`));
      },
    }),
  ];
}
