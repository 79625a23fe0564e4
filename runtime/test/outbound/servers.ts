import { readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecure } from "node:https";
import { type AddressInfo, createServer as createPlain, type Server, type Socket } from "node:net";

const here = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

/** A certificate for `secure.test` that nobody has signed but itself, for tests alone. */
export const certificate = here("cert.pem");

export interface Listening extends AsyncDisposable {
  readonly port: number;
  /** Tells of each connection from now on, and of its end. */
  readonly connected: (began: () => void, ended: () => void) => void;
}

async function listening(server: Server, host: string, port: number): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    port: taken,
    connected: (began, ended) => {
      server.on("connection", (socket: Socket) => {
        began();
        socket.on("close", ended);
      });
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An HTTP server on this machine. */
export function http(listener: RequestListener, host = "127.0.0.1", port = 0): Promise<Listening> {
  return listening(createServer(listener), host, port);
}

/** The same over TLS, with the certificate above. */
export function https(listener: RequestListener): Promise<Listening> {
  return listening(createSecure({ cert: certificate, key: here("key.pem") }, listener), "127.0.0.1", 0);
}

/** A server that does with each connection what the test says. */
export function raw(connected: (socket: Socket) => void): Promise<Listening> {
  return listening(createPlain(connected), "127.0.0.1", 0);
}
