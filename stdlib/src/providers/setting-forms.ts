import { PermanentError } from "@onstage/runtime/actions";
import type { Environment } from "./setting.ts";

/**
 * The address of a provider, as it was set.
 *
 * @param setting the variable that it stands in
 * @param what as sentences name it: `payment provider`
 * @param token the variable for what must not stand in an address
 * @throws PermanentError where it is no web address, or holds a password
 */
export function addressSetting(text: string, setting: string, what: string, token: string): URL {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new PermanentError(
      `${setting} is no web address. Write the address of the ${what}, beginning with https://.`,
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw new PermanentError(
      `${setting} holds a user or a password. Take them out, and put a token in ${token}.`,
    );
  }
  return url;
}

/**
 * A token, if one is set.
 *
 * @throws PermanentError where it cannot stand in a header
 */
export function tokenSetting(environment: Environment, name: string): string | undefined {
  const token = environment[name]?.trim() ?? "";
  if (!/^[\x21-\x7E]*$/u.test(token)) {
    throw new PermanentError(
      `${name} holds a character that no token has, such as a space or a line break. Copy it again.`,
    );
  }
  return token === "" ? undefined : token;
}

/**
 * A token that a provider cannot do without.
 *
 * @throws PermanentError where it is missing, or cannot stand in a header
 */
export function requiredToken(environment: Environment, name: string, what: string): string {
  const token = tokenSetting(environment, name);
  if (token !== undefined) return token;
  throw new PermanentError(`${name} is not set. Set it in the service's environment to ${what}.`);
}

/**
 * Which adapter a provider has: `http`, for the contract of docs/providers.md, if nothing is set.
 *
 * @param others names of the other adapters
 * @throws PermanentError where something else is set
 */
export function adapterSetting<T extends string>(
  environment: Environment,
  name: string,
  others: readonly T[],
): T | "http" {
  const wanted = environment[name]?.trim() ?? "";
  if (wanted === "" || wanted === "http") return "http";
  const found = others.find((one) => one === wanted);
  if (found !== undefined) return found;
  throw new PermanentError(
    `${name} names no provider that there is. Set it to ${others.join(" or ")}, or leave it out for one that keeps the contract of docs/providers.md.`,
  );
}
