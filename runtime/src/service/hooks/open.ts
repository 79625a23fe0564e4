import type { Logger } from "pino";
import type { HookSettings, Hooks } from "../../rules/hooks.ts";
import { openBitrix24, shortestToken } from "./bitrix24.ts";
import type { Letter, Opened } from "./hook.ts";
import { mailReceived } from "./mail-message.ts";
import { openSigned, signingKey } from "./signature.ts";

/** Opens what comes to a hook. */
export type OpenLetter = (letter: Letter) => Opened;

/** The hook of a name: how its letters are opened; `no-secret` where that cannot be known yet. */
export type FindHook = (name: string) => OpenLetter | "no-secret" | undefined;

function openerOf(
  { verify, item = "item", event }: HookSettings,
  secret: string,
  now: () => number,
): OpenLetter | undefined {
  switch (verify) {
    case "signature": {
      const key = signingKey(secret);
      const eventOf = event === "emailReceived" ? mailReceived : undefined;
      return key && ((letter) => openSigned(letter, key, now(), item, eventOf));
    }
    case "bitrix24":
      return secret.length >= shortestToken ? (letter) => openBitrix24(letter, secret) : undefined;
  }
}

const lacking: Readonly<Record<HookSettings["verify"], string>> = {
  signature: "whsec_ and the base64 of 24 to 64 random bytes",
  bitrix24: `the application token of the webhook, of at least ${shortestToken} characters`,
};

/**
 * Finds the hooks of a service with their secrets. One without a secret answers nobody, and the log says so.
 *
 * @param environment where the secrets are
 * @param now milliseconds since 1970
 */
export function hooksOf(
  hooks: Hooks,
  environment: Readonly<Record<string, string | undefined>>,
  now: () => number,
  log: Logger,
): FindHook {
  const open = new Map(
    Object.entries(hooks).map(([name, settings]) => {
      const opener = openerOf(settings, environment[settings.secret] ?? "", now);
      if (opener === undefined) {
        const { secret, verify } = settings;
        log.warn({ hook: name }, `the hook is closed: ${secret} has to hold ${lacking[verify]}`);
      }
      return [name, opener ?? "no-secret"] as const;
    }),
  );
  return (name) => open.get(name);
}
