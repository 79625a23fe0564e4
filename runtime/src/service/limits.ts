import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { roomForConnections } from "../open-files.ts";
import { answerExpectation } from "./refused.ts";

/** What a client may ask of the service's patience and room. Times are in milliseconds. */
export interface Limits {
  /** Until all headers of a request have arrived. */
  readonly headers: number;
  /** Until a request has arrived with its body. */
  readonly arrival: number;
  /** Between two looks at which requests are late. */
  readonly looks: number;
  /** Without a byte in either direction, whoever should have sent it. */
  readonly silence: number;
  /** Between two requests of one connection. */
  readonly pause: number;
  /** Of clients, at a time. */
  readonly connections: number;
}

/** What they are where nobody says otherwise. */
export const usualLimits = (): Limits => ({
  headers: 10_000,
  arrival: 30_000,
  looks: 2000,
  silence: 300_000,
  pause: 5000,
  connections: roomForConnections().incoming,
});

/** The largest body in bytes, where a route says nothing else. */
export const largestBody = 1024 * 1024;
/** The longest part of an address, in characters. */
export const longestParameter = 500;
/** All headers of a request together, in bytes. */
const largestHead = 16 * 1024;

/** The limits as the server takes them. */
export function serverOptions({ headers, arrival, looks, silence, pause }: Limits) {
  return {
    bodyLimit: largestBody,
    requestTimeout: arrival,
    connectionTimeout: silence,
    keepAliveTimeout: pause,
    routerOptions: { maxParamLength: longestParameter },
    http: {
      headersTimeout: headers,
      requestTimeout: arrival,
      connectionsCheckingInterval: looks,
      maxHeaderSize: largestHead,
      // A request without it gets a problem document, as every other that is wrong.
      requireHostHeader: false,
    },
  };
}

/** Limits how many may be connected, and answers those who ask whether they may go on. */
export function limitConnections({ server }: FastifyInstance, { connections }: Limits, log: Logger): void {
  server.maxConnections = connections;
  let told = false;
  server.on("drop", () => {
    if (!told) log.warn({ connections }, "a connection was refused: there are as many as there may be");
    told = true;
  });
  server.on("connection", () => {
    told = false;
  });
  server.on("checkExpectation", answerExpectation);
}
