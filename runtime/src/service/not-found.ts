import type { FastifyReply, FastifyRequest } from "fastify";
import { hasHead, type Route } from "./api/route.ts";
import { problem, refuse } from "./problem.ts";

/** The addresses that exist, each with its methods. */
type Addresses = readonly { readonly pattern: RegExp; readonly methods: readonly string[] }[];

/** The addresses of routes. Every one that can be read can be asked for its headers alone. */
export function addressesOf(routes: readonly Route[]): Addresses {
  return [...Map.groupBy(routes, (route) => route.path)].map(([path, same]) => ({
    pattern: new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{[a-z]+\}/g, "[^/]+")}$`),
    methods: same.flatMap((route) => (hasHead(route) ? ["GET", "HEAD"] : [route.method])),
  }));
}

/** Says whether an address exists at all, and what can be done there. */
export function answerUnknown(
  addresses: Addresses,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const path = request.url.split("?", 1).join("");
  const methods = addresses.flatMap((address) => (address.pattern.test(path) ? address.methods : []));
  if (methods.length === 0) return refuse(reply, problem(404, "There is nothing at this address."));
  reply.header("allow", methods.join(", "));
  return refuse(reply, problem(405, `This address takes ${methods.join(", ")}.`));
}
