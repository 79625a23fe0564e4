import ipaddr from "ipaddr.js";

/** What the operator has named as reachable although it is not on the public internet. */
export interface Allowed {
  /** Whether the host is named itself: then it does not matter where it leads. */
  readonly host: (host: string, port: number) => boolean;
  readonly address: (address: string, port: number) => boolean;
}

interface Named {
  readonly host: string;
  /** Null for any. */
  readonly port: number | null;
}

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** `host`, `host:port`, `[::1]`, `[::1]:port`. */
const hostAndPort = /^(\[[\da-f:.]+\]|[^\s/:@?*#[\]]+)(?::(\d{1,5}))?$/iu;

/** A host as URLs have it: in lower case, and numbers in their usual form. Undefined where it is none. */
function hostOf(text: string): string | undefined {
  return URL.parse(`http://${text}/`)?.hostname;
}

function readNamed(entry: string): Named | undefined {
  const [, text, port] = hostAndPort.exec(entry) ?? [];
  const host = text === undefined ? undefined : hostOf(text);
  if (host === undefined || host === "" || Number(port ?? 0) > 65_535) return undefined;
  return { host, port: port === undefined ? null : Number(port) };
}

function readRange(entry: string): Range | undefined {
  return ipaddr.isValidCIDR(entry) ? ipaddr.parseCIDR(entry) : undefined;
}

/** Whether a text names a host, a host and a port, or a range of addresses such as `10.0.0.0/8`. */
export function isAllowedEntry(entry: string): boolean {
  return readRange(entry) !== undefined || readNamed(entry) !== undefined;
}

/** The host of a URL as an address, without the brackets of version 6; undefined where it is a name. */
export function literalOf(host: string): string | undefined {
  const bare = host.replace(/^\[|\]$/gu, "");
  return ipaddr.isValid(bare) ? bare : undefined;
}

function isIn(address: ipaddr.IPv4 | ipaddr.IPv6, [net, bits]: Range): boolean {
  if (address instanceof ipaddr.IPv4) return net instanceof ipaddr.IPv4 && address.match(net, bits);
  return net instanceof ipaddr.IPv6 && address.match(net, bits);
}

/**
 * Reads what may be reached.
 *
 * @param entries see `isAllowedEntry`; others name nothing
 */
export function readAllowed(entries: readonly string[]): Allowed {
  const ranges = entries.flatMap((entry) => {
    const range = readRange(entry);
    return range ? [range] : [];
  });
  const named = entries.flatMap((entry) => readNamed(entry) ?? []);
  const host: Allowed["host"] = (name, port) =>
    named.some((one) => one.host === name && (one.port === null || one.port === port));
  return {
    host,
    address: (text, port) => {
      const address = ipaddr.process(text);
      const literal = address instanceof ipaddr.IPv6 ? hostOf(`[${address}]`) : String(address);
      return (literal !== undefined && host(literal, port)) || ranges.some((range) => isIn(address, range));
    },
  };
}
