import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { Route } from "./api/route.ts";
import { type Authenticate, authentication } from "./auth.ts";
import { takeJsonBodies, takeRawBodies } from "./body.ts";
import { addressesOf, answerUnknown } from "./not-found.ts";
import { problem, refuse } from "./problem.ts";
import { answerRaw, describe } from "./refused.ts";
import { docsRoutes } from "./routes/docs.ts";
import { eventRoutes } from "./routes/events.ts";
import { healthRoutes } from "./routes/health.ts";
import { itemRoutes } from "./routes/items.ts";
import type { RouteParts } from "./routes/parts.ts";
import { ruleSetRoutes } from "./routes/rule-sets.ts";
import { runRoutes } from "./routes/runs.ts";
import { type Caller, may } from "./scopes.ts";

const largestBody = 1024 * 1024;
/** How long a request may take to arrive, in milliseconds. */
const longestArrival = 30_000;
const longestParameter = 500;

/** Every route of the service. A file of routes is added here, and nowhere else. */
export function routesOf(parts: RouteParts): readonly Route[] {
  return docsRoutes(
    [itemRoutes, eventRoutes, runRoutes, ruleSetRoutes, healthRoutes].flatMap((make) => make(parts)),
  );
}

export interface HttpOptions extends RouteParts {
  readonly token: string;
  readonly log: Logger;
}

/** Who calls an address that needs no token. */
const anybody: Caller = { by: "api", id: "anybody", scopes: new Set(), holds: () => true };

/** What a route is known by to those that come before it. */
interface RouteConfig {
  readonly scope?: Route["scope"];
  readonly quiet?: boolean;
}

function configOf(request: FastifyRequest): RouteConfig {
  return request.routeOptions.config as RouteConfig;
}

/** Sees who calls, and whether they may, before anything of the body is read. */
function guard(app: FastifyInstance, authenticate: Authenticate): void {
  app.decorateRequest("caller", null);
  app.addHook("onRequest", async (request, reply) => {
    reply.header("cache-control", "no-store").header("x-content-type-options", "nosniff");
    // An address that is not known has no scope: it takes a token to learn that it is not there.
    const { scope } = configOf(request);
    if (scope === "open") return;
    const caller = authenticate(request.headers.authorization);
    if (caller === undefined) {
      reply.header("www-authenticate", `Bearer realm="onstage"`);
      return refuse(reply, problem(401, "This address needs a token that holds: Authorization: Bearer …"));
    }
    if (scope !== undefined && !may(caller, scope)) {
      return refuse(reply, problem(403, `This address needs a token for ${scope}, and this one is not.`));
    }
    request.setDecorator("caller", caller);
  });
}

function logAnswers(app: FastifyInstance, log: Logger): void {
  app.addHook("onResponse", async (request, reply) => {
    if (configOf(request).quiet) return;
    const { method, routeOptions, params } = request;
    const ms = Math.round(reply.elapsedTime);
    log.info({ method, route: routeOptions.url, params, status: reply.statusCode, ms }, "request");
  });
}

function addRoutes(app: FastifyInstance, routes: readonly Route[]): void {
  for (const { method, path, scope, quiet = false, bodyLimit = largestBody, answer } of routes) {
    app.route({
      method,
      url: path.replaceAll(/\{([a-z]+)\}/g, ":$1"),
      bodyLimit,
      config: { scope, quiet },
      handler: (request, reply) => {
        const caller = request.getDecorator<Caller | null>("caller") ?? anybody;
        return answer(request, reply, { caller, spend: () => undefined });
      },
    });
  }
}

/** Makes the HTTP side of the service; it listens when it is told to. */
export function createHttp(options: HttpOptions): FastifyInstance {
  const { log } = options;
  const routes = routesOf(options);

  const onError = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const document = describe(error);
    if (document.status >= 500)
      log.error({ err: error, method: request.method, route: request.routeOptions.url }, "request failed");
    // The rest of a body that was refused is not read: the connection cannot be used for another request.
    if (document.status === 413) reply.header("connection", "close");
    return refuse(reply, document);
  };

  const app = fastify({
    logger: false,
    requestTimeout: longestArrival,
    keepAliveTimeout: 5000,
    return503OnClosing: false,
    routerOptions: { maxParamLength: longestParameter },
    frameworkErrors: (error, request, reply) => {
      onError(error, request, reply);
    },
    clientErrorHandler: answerRaw,
  });

  guard(app, authentication(options.token));
  logAnswers(app, log);
  app.setErrorHandler(onError);
  const addresses = addressesOf(routes);
  app.setNotFoundHandler((request, reply) => answerUnknown(addresses, request, reply));
  takeJsonBodies(app);
  addRoutes(
    app,
    routes.filter(({ takes }) => takes === undefined),
  );
  app.register(async (raw) => {
    takeRawBodies(raw);
    addRoutes(
      raw,
      routes.filter(({ takes }) => takes !== undefined),
    );
  });
  return app;
}
