import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Route } from "./api/route.ts";
import type { Authenticate } from "./auth.ts";
import { type Problem, problem, refuse } from "./problem.ts";
import type { Rates } from "./rate.ts";
import { type Caller, may } from "./scopes.ts";

const realm = 'realm="onstage"';

/** Who calls an address that needs no token. */
const anybody: Caller = { by: "api", id: "anybody", rate: 1, scopes: new Set(), holds: () => true };

/** What a route is known by to those that come before it. */
interface RouteConfig {
  readonly scope?: Route["scope"];
  readonly quiet?: boolean;
}

/** What the route of a request was added with; nothing where the address is none. */
export function configOf(request: FastifyRequest): RouteConfig {
  // Routes are added in one place, with this.
  return request.routeOptions.config as RouteConfig;
}

/** Who calls. */
export function callerOf(request: FastifyRequest): Caller {
  return request.getDecorator<Caller | null>("caller") ?? anybody;
}

function refuseWith(reply: FastifyReply, document: Problem, headers: Readonly<Record<string, string>>) {
  return refuse(reply.headers(headers), document);
}

/** What of a request's head can be told to be wrong whatever it asks for. */
function checkHead({ raw }: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  if (raw.headers.host === undefined && raw.httpVersion === "1.1") {
    return refuse(reply, problem(400, "The request lacks the header host.", { field: "host" }));
  }
  const encoding = raw.headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    // A small body could become a large one, so none is unpacked.
    const document = problem(415, "Bodies are taken as they are: not compressed.", {
      field: "content-encoding",
    });
    return refuseWith(reply, document, { "accept-encoding": "identity", connection: "close" });
  }
  return undefined;
}

/**
 * Sees who calls, whether they may, and whether they have not called too often, before anything of the body is read.
 */
export function guard(app: FastifyInstance, authenticate: Authenticate, rates: Rates): void {
  app.decorateRequest("caller", null);
  app.addHook("onRequest", async (request, reply) => {
    reply.header("cache-control", "no-store").header("x-content-type-options", "nosniff");
    // An address that is not known has no scope: it takes a token to learn that it is not there.
    const { scope } = configOf(request);
    if (scope === "open") return checkHead(request, reply);
    // A browser sends what it was told once wherever a page leads it: where something can be changed, that is no proof.
    const browser = scope === "any";
    const caller = authenticate(request.headers.authorization, browser);
    if (caller === undefined) {
      const document = problem(401, "This address needs a token that holds: Authorization: Bearer …");
      return refuseWith(reply, document, {
        "www-authenticate": browser ? `Basic ${realm}, Bearer ${realm}` : `Bearer ${realm}`,
      });
    }
    const wait = rates.take(caller.id, caller.rate);
    if (wait > 0) {
      const document = problem(
        429,
        `This token may make ${caller.rate} calls a second; try again in ${wait} s.`,
      );
      return refuseWith(reply, document, { "retry-after": String(wait) });
    }
    if (scope !== undefined && scope !== "any" && !may(caller, scope)) {
      return refuse(reply, problem(403, `This address needs a token for ${scope}, and this one is not.`));
    }
    request.setDecorator("caller", caller);
    return checkHead(request, reply);
  });
}
