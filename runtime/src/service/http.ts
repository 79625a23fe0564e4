import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { codeOf, property } from "../unknown.ts";
import { bearerCheck } from "./auth.ts";
import { readJsonBodies } from "./body.ts";
import { answerUnknown, watchRoutes } from "./not-found.ts";
import { type Problem, problem, problemType, refuse } from "./problem.ts";
import { eventRoutes } from "./routes/events.ts";
import { healthRoutes, open } from "./routes/health.ts";
import { itemRoutes } from "./routes/items.ts";
import type { RouteParts } from "./routes/parts.ts";
import { ruleSetRoutes } from "./routes/rule-sets.ts";
import { runRoutes } from "./routes/runs.ts";

const largestBody = 1024 * 1024;
/** How long a request may take to arrive, in milliseconds. */
const longestArrival = 30_000;
const longestParameter = 500;

/** What a person may know of an error: its kind where the request is to blame, and nothing otherwise. */
function describe(error: unknown): Problem {
  if (property(error, "name") === "LedgerError") {
    return problem(503, "The ledger cannot be used at the moment. Nothing was changed; try again later.");
  }
  const status = property(error, "statusCode");
  switch (codeOf(error)) {
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return problem(415, "Bodies are taken as application/json.");
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return problem(413, "The body is larger than this address takes.");
    case "FST_ERR_BAD_URL":
      return problem(400, "The address is not encoded as an address has to be.");
    case "FST_ERR_MAX_PARAM_LENGTH":
      return problem(414, `No part of an address is longer than ${longestParameter} characters.`);
  }
  if (typeof status === "number" && status >= 400 && status < 500) {
    return problem(status, error instanceof Error ? error.message : "The request is wrong.");
  }
  return problem(500, "Something went wrong here. The log of the service says more.");
}

/** What a client sends that is no HTTP, or comes too slowly, never becomes a request: it is answered on the bare socket. */
function rawAnswer(code: unknown): string {
  const document =
    code === "HPE_HEADER_OVERFLOW"
      ? problem(431, "The headers are too large.")
      : code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? problem(408, "The request did not arrive in time.")
        : problem(400, "The request is no HTTP.");
  const body = JSON.stringify(document);
  const head = [
    `HTTP/1.1 ${document.status} ${document.title}`,
    `content-type: ${problemType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}

function logAnswers(app: FastifyInstance, log: Logger): void {
  app.addHook("onResponse", async (request, reply) => {
    if (open.has(request.routeOptions.url ?? "")) return;
    const { method, routeOptions, params } = request;
    const ms = Math.round(reply.elapsedTime);
    log.info({ method, route: routeOptions.url, params, status: reply.statusCode, ms }, "request");
  });
}

export interface HttpOptions extends RouteParts {
  readonly token: string;
  readonly log: Logger;
}

/** Makes the HTTP side of the service; it listens when it is told to. */
export function createHttp(options: HttpOptions): FastifyInstance {
  const { log } = options;
  const isAllowed = bearerCheck(options.token);

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
    bodyLimit: largestBody,
    requestTimeout: longestArrival,
    keepAliveTimeout: 5000,
    return503OnClosing: false,
    routerOptions: { maxParamLength: longestParameter },
    frameworkErrors: (error, request, reply) => {
      onError(error, request, reply);
    },
    clientErrorHandler: (error, socket) => {
      if (codeOf(error) === "ECONNRESET" || !socket.writable) socket.destroy();
      else socket.end(rawAnswer(codeOf(error)));
    },
  });

  app.addHook("onRequest", async (request, reply) => {
    reply.header("cache-control", "no-store").header("x-content-type-options", "nosniff");
    if (open.has(request.routeOptions.url ?? "") || isAllowed(request.headers.authorization)) return;
    reply.header("www-authenticate", `Bearer realm="onstage"`);
    return refuse(reply, problem(401, "This address needs the right token: Authorization: Bearer …"));
  });
  logAnswers(app, log);
  readJsonBodies(app);
  app.setErrorHandler(onError);
  const routes = watchRoutes(app);
  healthRoutes(app, options);
  itemRoutes(app, options);
  eventRoutes(app, options);
  runRoutes(app, options);
  ruleSetRoutes(app, options);
  app.setNotFoundHandler((request, reply) => answerUnknown(routes, request, reply));
  return app;
}
