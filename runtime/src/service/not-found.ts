import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { problem, refuse } from "./problem.ts";

/** The addresses that exist, each with its methods. */
export type KnownRoutes = ReadonlyMap<string, { readonly pattern: RegExp; readonly methods: Set<string> }>;

/** Remembers the routes that are added from now on. */
export function watchRoutes(app: FastifyInstance): KnownRoutes {
  const routes = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();
  app.addHook("onRoute", ({ url, method }) => {
    const pattern = new RegExp(`^${url.replaceAll(/:[a-z]+/g, "[^/]+")}$`);
    const known = routes.get(url) ?? { pattern, methods: new Set<string>() };
    for (const one of [method].flat()) known.methods.add(one);
    routes.set(url, known);
  });
  return routes;
}

/** Says whether an address exists at all, and what can be done there. */
export function answerUnknown(
  routes: KnownRoutes,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const path = request.url.split("?", 1).join("");
  const methods = [...routes.values()].flatMap((route) =>
    route.pattern.test(path) ? [...route.methods] : [],
  );
  if (methods.length === 0) return refuse(reply, problem(404, "There is nothing at this address."));
  reply.header("allow", methods.join(", "));
  return refuse(reply, problem(405, `This address takes ${methods.join(", ")}.`));
}
