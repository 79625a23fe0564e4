import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const LARGEST_REQUEST = 64 * 1024;

/** Answers with a page that runs nothing, or with JSON. */
export function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    "content-type": type.startsWith("text/") ? `${type}; charset=utf-8` : type,
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    "x-content-type-options": "nosniff",
    ...headers,
  });
  response.end(body);
}

/** Answers with a problem document. */
export function problem(response: ServerResponse, status: number, detail: string): void {
  send(response, status, "application/problem+json", JSON.stringify({ status, title: detail, detail }));
}

/** The body of a request; undefined where it is over 64 KB. */
export async function readText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.byteLength;
    if (size > LARGEST_REQUEST) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The object that a text holds as JSON; undefined where it holds none. */
export function readObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

/** A server on this machine. */
export interface Desk {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a server on the loopback address.
 *
 * @param port 0 for any that is free
 * @throws the error of the socket where the port is taken
 */
export async function startDesk(port: number, answer: RequestListener): Promise<Desk> {
  const server = createServer(answer);
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(port, "127.0.0.1", resolve);
  await listening;
  server.off("error", reject);
  return {
    // A socket that listens on an IP address has an AddressInfo.
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}
