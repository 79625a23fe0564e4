import type { FastifyInstance } from "fastify";
import { codeOf } from "../unknown.ts";
import { ServiceError } from "./error.ts";

/** Where a service listens. */
export interface Address {
  readonly url: string;
  readonly port: number;
}

/**
 * Starts to listen.
 *
 * @param port 0 for any that is free
 */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<Address> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    if (codeOf(error) === "EADDRINUSE") {
      const help = "Stop the program that uses it, or name another port.";
      throw new ServiceError("port-taken", `The port ${port} of ${host} is in use.`, help, { cause: error });
    }
    const help = "Name an address of this machine and a port from 1024 to 65535.";
    throw new ServiceError("cannot-listen", `The service cannot listen on ${host}, port ${port}.`, help, {
      cause: error,
    });
  }
  const address = app.server.address();
  const found = typeof address === "object" && address !== null ? address.port : port;
  return { url: `http://${host.includes(":") ? `[${host}]` : host}:${found}`, port: found };
}

/**
 * Ends listening: nothing new comes in, and requests that are being answered are answered.
 *
 * @param limit milliseconds until the connections that are left are cut
 */
export async function stopListening(app: FastifyInstance, limit: number): Promise<void> {
  const impatient = setTimeout(() => app.server.closeAllConnections(), limit);
  await app.close();
  clearTimeout(impatient);
}
