import { type Outbound, PermanentError } from "@onstage/runtime/actions";
import type { JsonObject } from "@onstage/runtime/rules";
import { ask, type Remote } from "./remote.ts";
import { type Environment, requiredSetting } from "./setting.ts";
import { addressSetting, tokenSetting } from "./setting-forms.ts";
import { signatureHeaders, signingKey } from "./signature.ts";

/** Which settings say where a provider is: `ONSTAGE_SMS` stands for `ONSTAGE_SMS_URL`, `…_TOKEN` and `…_SECRET`. */
export interface ContractSettings {
  readonly prefix: string;
  /** As sentences name it: `SMS provider`. */
  readonly name: string;
  /** An address that it may have. */
  readonly example: string;
}

/** A provider that keeps the contract of docs/providers.md. */
export interface ContractDoor {
  /**
   * Posts a request and reads the answer.
   *
   * @param key the idempotency key: the same key again is the same request
   * @throws see `ask`
   */
  readonly post: (body: JsonObject, key: string, signal: AbortSignal) => Promise<unknown>;
  /** Asks what has become of something that it has taken, by its id. */
  readonly look: (id: string, signal: AbortSignal) => Promise<unknown>;
}

/**
 * A secret for signatures, if one is set.
 *
 * @throws PermanentError where it is none
 */
export function keySetting(environment: Environment, name: string): Uint8Array | undefined {
  const secret = environment[name]?.trim() ?? "";
  if (secret === "") return undefined;
  const key = signingKey(secret);
  if (key !== undefined) return key;
  throw new PermanentError(
    `${name} is no secret for signatures. Write whsec_ and the base64 of 24 to 64 random bytes.`,
  );
}

/**
 * Opens a provider by its settings.
 *
 * @throws PermanentError that names a setting that is missing or wrong, and shows nothing of it
 */
export function openContract(
  environment: Environment,
  outbound: Outbound,
  { prefix, name, example }: ContractSettings,
): ContractDoor {
  const setting = `${prefix}_URL`;
  const url = addressSetting(
    requiredSetting(environment, setting, example),
    setting,
    name,
    `${prefix}_TOKEN`,
  );
  const token = tokenSetting(environment, `${prefix}_TOKEN`);
  const secret = `${prefix}_SECRET`;
  const key = keySetting(environment, secret);
  const remote: Remote = {
    name,
    outbound: outbound.to(url),
    secrets: [token, environment[secret]?.trim()],
    knowsKeys: true,
    setting,
  };
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const signed = (id: string, body: string) =>
    key === undefined ? {} : signatureHeaders(key, id, Date.now(), body);
  return {
    post: async (content, id, signal) => {
      const body = JSON.stringify(content);
      const headers = { "idempotency-key": id, ...authorization, ...signed(id, body) };
      return (await ask(remote, { url: url.href, headers, body }, signal)).json;
    },
    look: async (id, signal) => {
      const address = new URL(url);
      address.pathname = `${address.pathname.replace(/\/$/u, "")}/${encodeURIComponent(id)}`;
      const headers = { ...authorization, ...signed(id, "") };
      return (await ask(remote, { method: "GET", url: address.href, headers }, signal)).json;
    },
  };
}
