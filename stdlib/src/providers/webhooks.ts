import { PermanentError, type Provider, type Url } from "@onstage/runtime/actions";
import type { JsonObject } from "@onstage/runtime/rules";
import { cleanLine } from "../text/clean.ts";
import { webAddress } from "../text/web-address.ts";
import { keySetting } from "./contract.ts";
import { ask, type Remote } from "./remote.ts";
import { signatureHeaders } from "./signature.ts";

/** A message to a system whose address a rule gives. */
export interface OutgoingWebhook {
  readonly url: Url;
  readonly body: JsonObject;
  /** The key of the run: the message's id, the same for every attempt. */
  readonly key: string;
}

/** What the other system has answered. */
export interface WebhookReply {
  readonly status: number;
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown;
}

/** Calls other systems. */
export interface Webhooks {
  /** Throws TransientError or PermanentError, as `PaymentProvider.createLink` does. */
  readonly call: (webhook: OutgoingWebhook, signal: AbortSignal) => Promise<WebhookReply>;
}

/**
 * Webhooks, signed as [Standard Webhooks](https://www.standardwebhooks.com) says where `ONSTAGE_WEBHOOK_SECRET` is set
 * (`whsec_` and the base64 of 24 to 64 bytes). They go where the way out leads, and nowhere else.
 */
export const webhooks: Provider<Webhooks> = {
  name: "webhooks",
  open: (environment, outbound) => {
    const key = keySetting(environment, "ONSTAGE_WEBHOOK_SECRET");
    const secrets = [environment.ONSTAGE_WEBHOOK_SECRET?.trim()];
    return {
      call: async ({ url, body: content, key: id }, signal) => {
        const address = webAddress(url);
        if (address === undefined) {
          throw new PermanentError(
            `“${cleanLine(url, 80)}” is no web address. A webhook has to begin with https:// or http://.`,
          );
        }
        const body = JSON.stringify(content);
        const headers = {
          "idempotency-key": id,
          ...(key === undefined ? { "webhook-id": id } : signatureHeaders(key, id, Date.now(), body)),
        };
        // Standard Webhooks are sent again with the same id until they are taken.
        const remote: Remote = {
          name: `webhook at ${new URL(address).host}`,
          outbound,
          secrets,
          knowsKeys: true,
        };
        const { status, json } = await ask(remote, { url: address, headers, body }, signal);
        return { status, json };
      },
    };
  },
};
