import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { traceRequests } from "../tracing/requests.ts";
import type { Tracer } from "../tracing/tracer.ts";
import { hasHead, type Route } from "./api/route.ts";
import { authentication } from "./auth.ts";
import { takeJsonBodies, takeRawBodies } from "./body.ts";
import { callerOf, configOf, guard } from "./guard.ts";
import { type Limits, largestBody, limitConnections, serverOptions, usualLimits } from "./limits.ts";
import { forFixedFields } from "./log.ts";
import { addressesOf, answerUnknown } from "./not-found.ts";
import { refuse } from "./problem.ts";
import { createRates, type Rates } from "./rate.ts";
import { answerRaw, describe } from "./refused.ts";
import { approvalRoutes } from "./routes/approvals.ts";
import { backupRoutes } from "./routes/backup.ts";
import { docsRoutes } from "./routes/docs.ts";
import { eventRoutes } from "./routes/events.ts";
import { fileRoutes } from "./routes/files.ts";
import { healthRoutes } from "./routes/health.ts";
import { hookRoutes } from "./routes/hooks.ts";
import { itemRoutes } from "./routes/items.ts";
import { linkRoutes } from "./routes/links.ts";
import { metricRoutes } from "./routes/metrics.ts";
import type { RouteParts } from "./routes/parts.ts";
import { ruleSetRoutes } from "./routes/rule-sets.ts";
import { ruleRoutes } from "./routes/rules.ts";
import { runRoutes } from "./routes/runs.ts";
import { streamPath, streamRoutes } from "./routes/stream.ts";
import { tokenRoutes } from "./routes/tokens.ts";

/** Every route of the service. A file of routes is added here, and nowhere else. */
export function routesOf(parts: RouteParts): readonly Route[] {
  return docsRoutes(
    [
      itemRoutes,
      eventRoutes,
      runRoutes,
      ruleSetRoutes,
      ruleRoutes,
      tokenRoutes,
      hookRoutes,
      approvalRoutes,
      linkRoutes,
      healthRoutes,
      metricRoutes,
      streamRoutes,
      backupRoutes,
      fileRoutes,
    ].flatMap((make) => make(parts)),
  );
}

export interface HttpOptions extends RouteParts {
  readonly token: string;
  readonly log: Logger;
  readonly tracer: Tracer | undefined;
  readonly limits?: Partial<Limits> | undefined;
}

function logAnswers(app: FastifyInstance, { log, metrics }: HttpOptions): void {
  const requests = forFixedFields(log);
  app.addHook("onResponse", async (request, reply) => {
    const { method, routeOptions, params } = request;
    // How long somebody has watched says nothing of how long an answer takes.
    if (routeOptions.url !== streamPath) {
      metrics.answered(method, routeOptions.url, reply.statusCode, reply.elapsedTime);
    }
    if (configOf(request).quiet) return;
    const ms = Math.round(reply.elapsedTime);
    requests.info({ method, route: routeOptions.url, params, status: reply.statusCode, ms }, "request");
  });
}

function addRoutes(app: FastifyInstance, routes: readonly Route[], rates: Rates): void {
  for (const route of routes) {
    const { method, path, scope, quiet = false, bodyLimit = largestBody, answer } = route;
    app.route({
      exposeHeadRoute: hasHead(route),
      method,
      url: path.replaceAll(/\{([a-z]+)\}/g, ":$1"),
      bodyLimit,
      config: { scope, quiet },
      handler: (request, reply) => {
        const caller = callerOf(request);
        return answer(request, reply, { caller, spend: (calls) => rates.spend(caller.id, calls) });
      },
    });
  }
}

/** Makes the HTTP side of the service; it listens when it is told to. */
export function createHttp(options: HttpOptions): FastifyInstance {
  const { log, tokens } = options;
  const limits = { ...usualLimits(), ...options.limits };
  const rates = createRates(() => performance.now());
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
    return503OnClosing: false,
    ...serverOptions(limits),
    frameworkErrors: (error, request, reply) => {
      onError(error, request, reply);
    },
    clientErrorHandler: answerRaw,
  });

  limitConnections(app, limits, log);
  traceRequests(app, options.tracer);
  guard(app, authentication(options.token, tokens), rates);
  logAnswers(app, options);
  app.setErrorHandler(onError);
  const addresses = addressesOf(routes);
  app.setNotFoundHandler((request, reply) => answerUnknown(addresses, request, reply));
  takeJsonBodies(app);
  addRoutes(
    app,
    routes.filter(({ takes }) => takes === undefined),
    rates,
  );
  app.register(async (raw) => {
    takeRawBodies(raw);
    addRoutes(
      raw,
      routes.filter(({ takes }) => takes !== undefined),
      rates,
    );
  });
  return app;
}
