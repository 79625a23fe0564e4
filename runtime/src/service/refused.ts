import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { codeOf, property } from "../unknown.ts";
import { type Problem, problem, problemType, RequestError } from "./problem.ts";

/** What a person may know of an error: its kind where the request is to blame, and nothing otherwise. */
export function describe(error: unknown): Problem {
  if (error instanceof RequestError) return error.problem;
  if (property(error, "name") === "LedgerError") {
    if (codeOf(error) === "full") {
      return problem(503, "The disk of the service is full. Nothing was changed; try again later.");
    }
    return problem(503, "The ledger cannot be used at the moment. Nothing was changed; try again later.");
  }
  switch (codeOf(error)) {
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return problem(415, "Bodies are taken as application/json.");
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return problem(413, "The body is larger than this address takes.");
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return problem(400, "The body is not as long as its content-length says.");
    case "FST_ERR_BAD_URL":
      return problem(400, "The address is not encoded as an address has to be.");
    case "FST_ERR_MAX_PARAM_LENGTH":
      return problem(414, "A part of the address is too long.");
  }
  const status = property(error, "statusCode");
  return typeof status === "number" && status >= 400 && status < 500
    ? problem(status, "The request cannot be read.")
    : problem(500, "Something went wrong here. The log of the service says more.");
}

/** What a client sends that is no HTTP, or comes too slowly, never becomes a request. */
function unread(code: unknown): Problem {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return problem(431, "The headers are too large.");
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return problem(408, "The request did not arrive in time.");
    default:
      return problem(400, "The request is no HTTP.");
  }
}

/** Answers what never became a request, on the bare socket. */
export function answerRaw(error: Error, socket: Socket): void {
  const code = codeOf(error);
  if (code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const document = unread(code);
  const body = JSON.stringify(document);
  const head = [
    `HTTP/1.1 ${document.status} ${document.title}`,
    `content-type: ${problemType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

/** Answers a request that expects what nobody here does. */
export function answerExpectation(_: IncomingMessage, response: ServerResponse): void {
  const document = problem(417, "The header expect may ask for 100-continue, and for nothing else.", {
    field: "expect",
  });
  const body = JSON.stringify(document);
  const headers = {
    "content-type": problemType,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    connection: "close",
  };
  response.writeHead(document.status, headers).end(body);
}
