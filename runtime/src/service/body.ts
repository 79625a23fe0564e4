import type { FastifyInstance } from "fastify";
import { type ProblemMore, RequestError } from "./problem.ts";
import { faultIn } from "./strict-json.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

function decode(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch (error) {
    if (error instanceof TypeError) throw new RequestError(400, "The body is no UTF-8.");
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new RequestError(400, "The body is no JSON.");
    throw error;
  }
}

/**
 * Reads a body as JSON in UTF-8. An empty body is none.
 *
 * @throws RequestError where it is no JSON, or JSON of which something would be lost
 */
export function readJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  const text = decode(body);
  const value = parse(text);
  const fault = faultIn(text);
  if (fault === undefined) return value;
  const more: ProblemMore = fault.field === "" ? {} : { field: fault.field };
  throw new RequestError(400, fault.detail, more);
}

/** Takes bodies as JSON and as nothing else. */
export function takeJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, async (_: unknown, body: Buffer) =>
    readJson(body),
  );
}

/** Takes bodies of every kind as they come: what they are signed with is worked out over their bytes. */
export function takeRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, async (_: unknown, body: Buffer) => body);
}
