import { STATUS_CODES } from "node:http";
import type { FastifyReply } from "fastify";
import type { Answer } from "../coordinator.ts";
import type { Json } from "../rules/values.ts";

/** A problem document (RFC 9457). Its type is `about:blank`: the status says what kind of problem it is. */
export interface Problem {
  readonly type: "about:blank";
  readonly title: string;
  readonly status: number;
  /** A sentence for the person who made the request. */
  readonly detail: string;
  /** The part of the request that is wrong. */
  readonly field?: string;
  /** Several things that are wrong. */
  readonly errors?: Json;
}

/** What can be said of a problem beyond its status and sentence. */
export type ProblemMore = Partial<Pick<Problem, "field" | "errors">>;

/** The request is to blame, and what is wrong with it may be told. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly problem: Problem;
  constructor(status: number, detail: string, more: ProblemMore = {}) {
    super(detail);
    this.problem = problem(status, detail, more);
  }
}

export const problemType = "application/problem+json";

/** Makes a problem document. */
export function problem(status: number, detail: string, more: ProblemMore = {}): Problem {
  return { type: "about:blank", title: STATUS_CODES[status] ?? "Error", status, detail, ...more };
}

/** Answers with a problem document. */
export function refuse(reply: FastifyReply, document: Problem): FastifyReply {
  return reply.code(document.status).type(problemType).send(document);
}

/** What the coordinator refuses, as a problem document. */
export function problemOf(answer: Extract<Answer<unknown>, { ok: false }>): Problem {
  const more = answer.field === undefined ? {} : { field: answer.field };
  switch (answer.problem) {
    case "not-found":
      return problem(404, answer.detail, more);
    case "conflict":
      return problem(409, answer.detail, more);
    case "invalid":
      return problem(422, answer.detail, more);
  }
}
