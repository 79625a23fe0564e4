import { PermanentError } from "@onstage/runtime/actions";

/** The environment that providers read their settings from. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A setting that a provider cannot do without.
 *
 * @param environment where to read
 * @param name the variable, such as `ONSTAGE_SMTP_URL`
 * @param example what it may look like
 * @throws PermanentError that names the variable where it is missing
 */
export function requiredSetting(environment: Environment, name: string, example: string): string {
  const value = environment[name]?.trim();
  if (value === undefined || value === "") {
    throw new PermanentError(
      `${name} is not set. Set it in the service's environment, for example to ${example}.`,
    );
  }
  return value;
}

/** Text from outside without the secrets that may have come back in it. */
export function withoutSecrets(text: string, secrets: readonly (string | undefined)[]): string {
  return secrets.reduce<string>((clean, secret) => (secret ? clean.replaceAll(secret, "…") : clean), text);
}
