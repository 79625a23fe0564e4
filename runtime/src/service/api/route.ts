import type { FastifyReply, FastifyRequest } from "fastify";
import { refuse } from "../problem.ts";
import { type Read, right } from "../request.ts";
import type { Caller, Scope } from "../scopes.ts";
import { checkOfTexts, jsonCheckOf } from "./check.ts";
import type { Schema } from "./schema.ts";

type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

/** A request whose parts have been checked. */
export interface Call<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly caller: Caller;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What an answer that is no problem holds. */
export interface Told {
  readonly description: string;
  /** Left out where the answer is no JSON. */
  readonly schema?: Schema<unknown>;
  /** `application/json` if left out. */
  readonly type?: string;
  /** Headers beside those of every answer, each with what it says. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One method of one address: who may call it, what it takes and what it answers. */
export interface RouteSpec<P, Q, B> {
  readonly method: Method;
  /** With its parameters in braces: `/v1/runs/{id}`. */
  readonly path: string;
  /** What a token has to be for; `any` where that is all the same, `open` where none is needed. */
  readonly scope: Scope | "any" | "open";
  /** The part of the document that it stands in. */
  readonly tag: string;
  /** What it does, in a few words. */
  readonly summary: string;
  readonly description?: string;
  readonly params?: Schema<P>;
  readonly query?: Schema<Q>;
  readonly body?: Schema<B>;
  /** Reads the body where a schema alone cannot. */
  readonly readBody?: (value: unknown) => Read<B>;
  /** What such a body holds, for the document. */
  readonly bodyShown?: Schema<unknown>;
  /** The media types of a body that is read from its bytes, in a `Buffer`; JSON if left out. */
  readonly takes?: readonly string[];
  /** Whether it may be called without a body. */
  readonly bodyOptional?: boolean;
  /** What it answers where all is well, by status. */
  readonly answers: Readonly<Record<number, Told>>;
  /** Statuses of its own problem documents, beside those that every address has: 400, 401, 403, 404 and so on. */
  readonly problems?: readonly number[];
  /** The largest body in bytes; 1 MiB if left out. */
  readonly bodyLimit?: number;
  /** How many calls it counts for; 1 if left out. */
  readonly cost?: (body: B) => number;
  /** Whether its calls are too many, and too much alike, to be logged. */
  readonly quiet?: boolean;
  readonly handle: (call: Call<P, Q, B>) => FastifyReply | Promise<FastifyReply>;
}

/** A route as the service carries it out: it checks a request by its own schemas. */
export interface Route extends Omit<RouteSpec<unknown, unknown, unknown>, "handle" | "cost" | "readBody"> {
  /** Answers a request whose body has arrived, or says what is wrong with it. */
  readonly answer: (request: FastifyRequest, reply: FastifyReply, from: From) => Promise<FastifyReply>;
}

/** Who makes a request, and what takes from their rate. */
export interface From {
  readonly caller: Caller;
  readonly spend: (calls: number) => void;
}

/** Whether the head of its answer can be asked for alone: one that goes on for ever has no end to come to. */
export function hasHead({ method, answers }: Pick<Route, "method" | "answers">): boolean {
  return method === "GET" && answers[200]?.type !== "text/event-stream";
}

function unchecked<T>(): (value: unknown) => Read<T> {
  // Without a schema the type is `unknown`: nothing is promised about the value.
  return (value) => right(value as T);
}

function bodyCheck<B>({
  body,
  bodyOptional,
}: Pick<RouteSpec<unknown, unknown, B>, "body" | "bodyOptional">): (value: unknown) => Read<B> {
  return body ? jsonCheckOf(body, bodyOptional) : unchecked<B>();
}

/** Makes a route. What does not fit its schemas never reaches its handler. */
export function route<P = unknown, Q = unknown, B = unknown>(spec: RouteSpec<P, Q, B>): Route {
  const { handle, cost = () => 1, readBody = bodyCheck(spec), ...rest } = spec;
  const readParams = spec.params ? checkOfTexts(spec.params) : unchecked<P>();
  const readQuery = spec.query ? checkOfTexts(spec.query) : unchecked<Q>();
  return {
    ...rest,
    answer: async (request, reply, { caller, spend }) => {
      const params = readParams(request.params);
      if (!params.ok) return refuse(reply, params.problem);
      const query = readQuery(request.query);
      if (!query.ok) return refuse(reply, query.problem);
      const body = readBody(request.body);
      if (!body.ok) return refuse(reply, body.problem);
      spend(cost(body.value) - 1);
      return handle({ params: params.value, query: query.value, body: body.value, caller, request, reply });
    },
  };
}
