import type { FastifyInstance } from "fastify";

/** The request is to blame, and the sentence may be told. */
function fault(sentence: string): Error {
  return Object.assign(new Error(sentence), { statusCode: 400 });
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function decode(body: Buffer): string | undefined {
  try {
    return utf8.decode(body);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/**
 * Takes bodies as JSON in UTF-8 and as nothing else. Keys that would reach into prototypes are refused. An empty body
 * is none: routes that need one say so.
 */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body: Buffer, done) => {
    if (body.length === 0) {
      done(null, undefined);
      return;
    }
    const text = decode(body);
    if (text === undefined) {
      done(fault("The body is no UTF-8."));
      return;
    }
    parse(request, text, (error, value) => {
      if (!error) done(null, value);
      else if (/prototype/i.test(error.message))
        done(fault("The body holds a key that is refused: __proto__ or constructor.prototype."));
      else done(fault("The body is no JSON."));
    });
  });
}
