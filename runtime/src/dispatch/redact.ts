import { unescape as decode } from "node:querystring";

/** Takes secrets out of a text before it reaches a log, a reason or the ledger. */
export type Redact = (text: string) => string;

const secretName = /TOKEN|SECRET|PASS|KEY|CREDENTIAL/i;
/** Both begin with fixed signs that their rest cannot hold, so that no letter of a text is looked at again and again. */
const credentials = /:\/\/[^\s/@]+@/g;
const cutCredentials = /:\/\/[^\s/@]*$/;
/** Shorter values would blot out ordinary words, and are no secrets worth the name. */
const shortest = 4;
/** The longest text that is kept, in characters: whoever writes more must not hold up the thread that logs it. */
const longest = 64 * 1024;

function secretsIn(name: string, value: string, named: readonly string[]): readonly string[] {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url && url.password !== "") return [value, url.password, decode(url.password)];
  return secretName.test(name) || named.includes(name) ? [value] : [];
}

/** The values that are shown nowhere, the longest first. */
function secretsOf(
  environment: Readonly<Record<string, string | undefined>>,
  named: readonly string[],
): readonly string[] {
  return (
    Object.entries(environment)
      .flatMap(([name, value]) => (value === undefined ? [] : secretsIn(name, value, named)))
      // What is written to the console comes line by line, and what was serialized with its breaks escaped.
      .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), ...secret.split(/\r?\n/)])
      .filter((secret) => secret.trim().length >= shortest)
      .toSorted((a, b) => b.length - a.length)
  );
}

/**
 * Makes the function that replaces secrets by `***` and leaves all else as it is: see `createRedact`.
 *
 * @param named names of further variables that hold secrets
 */
export function createHide(
  environment: Readonly<Record<string, string | undefined>>,
  named: readonly string[] = [],
): Redact {
  const secrets = secretsOf(environment, named);
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
}

/**
 * Makes the function that replaces by `***`: the values of environment variables whose name speaks of a secret,
 * the passwords of addresses such as `smtp://user:password@host` in any variable, and credentials in any address.
 * Of a text longer than 64 K characters the beginning is left, with `…` at its end.
 *
 * @param environment `process.env`, or the part of it that may hold secrets
 * @param named names of further variables that hold secrets
 */
export function createRedact(
  environment: Readonly<Record<string, string | undefined>>,
  named: readonly string[] = [],
): Redact {
  const longestSecret = secretsOf(environment, named)[0]?.length ?? 0;
  const hideSecrets = createHide(environment, named);
  return (text) => {
    const hidden = hideSecrets(text.slice(0, longest));
    if (text.length <= longest) return hidden.replaceAll(credentials, "://***@");
    // The first half of a secret or of credentials may stand at the cut.
    const whole = hidden.slice(0, Math.max(hidden.length - longestSecret, 0));
    return `${whole.replaceAll(credentials, "://***@").replace(cutCredentials, "://***")}…`;
  };
}

/**
 * The same for names that may change while the service runs.
 *
 * @param named the same list as long as nothing has changed
 */
export function createChangingRedact(
  environment: Readonly<Record<string, string | undefined>>,
  named: () => readonly string[],
): Redact {
  let known: readonly string[] = named();
  let redact = createRedact(environment, known);
  return (text) => {
    const names = named();
    if (names !== known) redact = createRedact(environment, names);
    known = names;
    return redact(text);
  };
}
