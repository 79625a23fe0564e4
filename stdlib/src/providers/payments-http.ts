import { type Link, type Outbound, PermanentError } from "@onstage/runtime/actions";
import { cleanLine } from "../text/clean.ts";
import { webAddress } from "../text/web-address.ts";
import { openContract } from "./contract.ts";
import { textIn } from "./json.ts";
import type { PaymentProvider } from "./payments.ts";
import type { Environment } from "./setting.ts";

/**
 * The link in an answer of a payment provider.
 *
 * @throws PermanentError where there is none that a client could open
 */
export function paymentLink(json: unknown): Link {
  const url = textIn(json, "url");
  if (url === undefined) {
    throw new PermanentError(
      'The payment provider\'s answer holds no link. It has to be JSON such as { "url": "https://…" }.',
    );
  }
  const address = webAddress(url);
  if (address === undefined) {
    throw new PermanentError(
      `The payment provider answered with “${cleanLine(url, 80)}”, which is no web address that a client could open.`,
    );
  }
  return { url: address };
}

/** Asks a payment provider that keeps the contract described at `payments`. */
export function openPaymentsOverHttp(environment: Environment, outbound: Outbound): PaymentProvider {
  const door = openContract(environment, outbound, {
    prefix: "ONSTAGE_PAYMENTS",
    name: "payment provider",
    example: "https://pay.example/links",
  });
  return {
    createLink: async (request, key, signal) => paymentLink(await door.post({ ...request }, key, signal)),
  };
}
