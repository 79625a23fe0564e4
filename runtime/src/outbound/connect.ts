import { lookup as systemLookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import type { buildConnector } from "undici";
import { PermanentError } from "../actions/errors.ts";
import { notPublic } from "./address.ts";
import { type Allowed, literalOf } from "./allowed.ts";
import type { Sockets } from "./sockets.ts";

/** An address that a name stands for. */
export interface Resolved {
  readonly address: string;
  readonly family: number;
}

/** Finds the addresses of a host. */
export type Resolve = (host: string) => Promise<readonly Resolved[]>;

/** Asks the system, as every other program on this machine does. */
export const resolveBySystem: Resolve = (host) => systemLookup(host, { all: true });

function refused(host: string, port: number, address: string, what: string): PermanentError {
  const leads = literalOf(host) === undefined ? `leads to ${address}, which` : "";
  const named = `name “${host}:${port}” under “outbound.allow” in onstage.json`;
  return new PermanentError(
    `${[host, leads].join(" ").trim()} is ${what}, and actions do not reach that by themselves. If it is meant, ${named}.`,
  );
}

/**
 * Throws where a host, given as an address, must not be called.
 *
 * @throws PermanentError with a sentence that says what to do
 */
export function checkLiteral(host: string, port: number, allowed: Allowed): void {
  const address = literalOf(host);
  if (address === undefined || allowed.host(host, port) || allowed.address(address, port)) return;
  const what = notPublic(address);
  if (what !== undefined) throw refused(host, port, address, what);
}

/** Those of a host's addresses that may be connected to. */
async function checkedAddresses(
  host: string,
  port: number,
  allowed: Allowed,
  resolve: Resolve,
): Promise<readonly Resolved[]> {
  const found = await resolve(host);
  if (allowed.host(host, port)) return found;
  const good = found.filter(
    ({ address }) => notPublic(address) === undefined || allowed.address(address, port),
  );
  const [first] = found;
  if (good.length > 0 || first === undefined) return good;
  throw refused(host, port, first.address, notPublic(first.address) ?? "");
}

/** Looks names up for connections to a port, so that what is connected to is what was checked, and nothing else. */
function checkedLookup(port: number, allowed: Allowed, resolve: Resolve): LookupFunction {
  return (host, options, callback) => {
    checkedAddresses(host, port, allowed, resolve).then(
      (found) => {
        const [first] = found;
        if (first === undefined) {
          const error = Object.assign(new Error(`${host} has no address`), { code: "ENOTFOUND" });
          callback(error, "");
        } else if (options.all === true) callback(null, [...found]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ""),
    );
  };
}

/** Opens a connection once there is room for one more, and counts it until it is closed. */
function counted(connect: buildConnector.connector, sockets: Sockets): buildConnector.connector {
  return (options, callback) => {
    void sockets.enter().then(() => {
      connect(options, (...answer) => {
        const [, socket] = answer;
        // With an error, there is none at all.
        if (socket) socket.once("close", sockets.leave);
        else sockets.leave();
        callback(...answer);
      });
    });
  };
}

/**
 * Makes what opens connections: to addresses that may be reached only, each checked at the moment of connecting, and no
 * more of them than there is room for.
 *
 * @param limit milliseconds that opening one may take
 * @param sockets counts those that are open
 * @param build makes those that do not look
 */
export function guardedConnect(
  allowed: Allowed,
  resolve: Resolve,
  limit: number,
  sockets: Sockets,
  build: typeof buildConnector,
): buildConnector.connector {
  const byPort = new Map<number, buildConnector.connector>();
  const connectorOf = (port: number) => {
    const known =
      byPort.get(port) ??
      counted(build({ timeout: limit, lookup: checkedLookup(port, allowed, resolve) }), sockets);
    byPort.set(port, known);
    return known;
  };
  return (options, callback) => {
    const port = Number(options.port) || (options.protocol === "https:" ? 443 : 80);
    try {
      checkLiteral(options.hostname, port, allowed);
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)), null);
      return;
    }
    connectorOf(port)(options, callback);
  };
}
