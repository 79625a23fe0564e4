import { webAddress } from "./web-address.ts";

const plain = (text: string): string => text.trim().replace(/\s+/gu, " ").toLowerCase();

/**
 * Whether a text that an event brought is the one a rule asks for. Case and white space do not count; a rule that asks
 * for nothing takes every event.
 *
 * @param brought from outside, so it may be anything
 * @param wanted what the rule asks for
 */
export function isText(brought: unknown, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  return typeof brought === "string" && plain(brought) === plain(wanted);
}

/** Whether a text that an event brought holds the one a rule asks for. Case and white space do not count. */
export function holdsText(brought: unknown, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  return typeof brought === "string" && plain(brought).includes(plain(wanted));
}

/** Whether a telephone number that an event brought is the one a rule asks for. Only its digits and its `+` count. */
export function isPhone(brought: unknown, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  const digits = (text: string): string => text.replace(/[^\d+]/gu, "");
  return typeof brought === "string" && digits(wanted) !== "" && digits(brought) === digits(wanted);
}

/** Whether a web address that an event brought is the one a rule asks for, both in their normal form. */
export function isAddress(brought: unknown, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  if (typeof brought !== "string") return false;
  const address = webAddress(wanted);
  return address === undefined ? isText(brought, wanted) : webAddress(brought) === address;
}
