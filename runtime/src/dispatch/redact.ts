import { unescape as decode } from "node:querystring";

/** Takes secrets out of a text before it reaches a log, a reason or the ledger. */
export type Redact = (text: string) => string;

const secretName = /TOKEN|SECRET|PASS|KEY|CREDENTIAL/i;
const credentials = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi;
/** Shorter values would blot out ordinary words, and are no secrets worth the name. */
const shortest = 4;

function secretsIn(name: string, value: string): readonly string[] {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url && url.password !== "") return [value, url.password, decode(url.password)];
  return secretName.test(name) ? [value] : [];
}

/**
 * Makes the function that replaces by `***`: the values of environment variables whose name speaks of a secret,
 * the passwords of addresses such as `smtp://user:password@host` in any variable, and credentials in any address.
 *
 * @param environment `process.env`, or the part of it that may hold secrets
 */
export function createRedact(environment: Readonly<Record<string, string | undefined>>): Redact {
  const secrets = Object.entries(environment)
    .flatMap(([name, value]) => (value === undefined ? [] : secretsIn(name, value)))
    .filter((secret) => secret.length >= shortest)
    .toSorted((a, b) => b.length - a.length);
  return (text) =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), text).replaceAll(credentials, "$1***@");
}
