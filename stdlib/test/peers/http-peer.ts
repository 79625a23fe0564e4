import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it came. */
export interface PeerRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** What is answered; `cut` drops the connection instead. */
export type PeerAnswer =
  | "cut"
  | { readonly status: number; readonly json?: unknown; readonly headers?: Readonly<Record<string, string>> };

/** An HTTP server on this machine that keeps what it was asked. */
export interface HttpPeer {
  readonly url: string;
  readonly requests: readonly PeerRequest[];
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** Starts a server that answers by a function. */
export async function startPeer(answer: (request: PeerRequest) => PeerAnswer): Promise<HttpPeer> {
  const requests: PeerRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const { method = "", url: path = "", headers } = request;
    const whole = { method, path, headers, text: Buffer.concat(chunks).toString("utf8") };
    requests.push(whole);
    const answered = answer(whole);
    if (answered === "cut") return request.socket.destroy();
    const text = answered.json === undefined ? "" : JSON.stringify(answered.json);
    return response.writeHead(answered.status, answered.headers).end(text);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    // A socket that listens on an IP address has an AddressInfo.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}
