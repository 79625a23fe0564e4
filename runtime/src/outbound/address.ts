import ipaddr from "ipaddr.js";

/** What people call the ranges that are no part of the public internet. */
const names: Readonly<Record<string, string>> = {
  loopback: "this machine itself",
  unspecified: "this machine itself",
  private: "inside a private network",
  uniqueLocal: "inside a private network",
  carrierGradeNat: "inside a provider's network",
  linkLocal: "on the local link, where clouds keep their credentials",
  deprecatedSiteLocal: "inside a private network",
  multicast: "for many machines at once",
  broadcast: "for many machines at once",
};

/** All of the public internet in version 6 lies in 2000::/3. */
function isGlobalUnicast(address: ipaddr.IPv6): boolean {
  return address.match([ipaddr.IPv6.parse("2000::"), 3]);
}

/** The address of version 4 that one of version 6 leads to, where it is one of the well-known ways. */
function embedded(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  const bytes = address.toByteArray();
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  if (address.match([ipaddr.IPv6.parse("64:ff9b::"), 96])) return new ipaddr.IPv4(bytes.slice(12));
  if (address.range() === "6to4") return new ipaddr.IPv4(bytes.slice(2, 6));
  return undefined;
}

/**
 * Why an address is not on the public internet, as the end of “it is …”; undefined where it is.
 *
 * @param address of either version, as a resolver gives it
 */
export function notPublic(address: string): string | undefined {
  if (!ipaddr.isValid(address)) return "no address that is known";
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv6) {
    const inner = embedded(parsed);
    if (inner) return notPublic(inner.toString());
    if (parsed.range() === "unicast" && !isGlobalUnicast(parsed)) return "not on the public internet";
  }
  const range = parsed.range();
  return range === "unicast" ? undefined : (names[range] ?? "not on the public internet");
}
