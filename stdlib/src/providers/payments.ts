import type { Link, Provider } from "@onstage/runtime/actions";
import { openPaymentsOverHttp } from "./payments-http.ts";
import { adapterSetting } from "./setting-forms.ts";
import { openStripe } from "./stripe.ts";

/** What a client is to pay for. */
export interface PaymentRequest {
  /** `deals/42` */
  readonly item: string;
  readonly title: string;
  /** A decimal number as text, `60000.00`; absent where the item has none. */
  readonly amount?: string;
  /** ISO 4217 code, `EUR`; absent where the item has none. */
  readonly currency?: string;
  /** Absent where the item has no client. */
  readonly client?: { readonly name: string; readonly email?: string };
}

/** Makes pages on which clients pay. */
export interface PaymentProvider {
  /**
   * @param request what is to be paid
   * @param key the idempotency key: the same key again gets the same link
   * @param signal ends the attempt
   */
  readonly createLink: (request: PaymentRequest, key: string, signal: AbortSignal) => Promise<Link>;
}

/**
 * The payment provider, asked over HTTP. `ONSTAGE_PAYMENTS_PROVIDER=stripe` asks Stripe; left out, one that keeps the
 * contract below, at `ONSTAGE_PAYMENTS_URL`, with `ONSTAGE_PAYMENTS_TOKEN` and `ONSTAGE_PAYMENTS_SECRET` if it wants
 * them. docs/providers.md has all settings, and how requests are signed.
 *
 * The contract that the provider (or a small adapter in front of it) keeps:
 *
 *     POST <ONSTAGE_PAYMENTS_URL>
 *     Content-Type: application/json
 *     Idempotency-Key: 0b5f0c5e-…
 *     Authorization: Bearer <ONSTAGE_PAYMENTS_TOKEN>        only where one is set
 *
 *     { "item": "deals/42", "title": "Acme", "amount": "60000.00", "currency": "EUR",
 *       "client": { "name": "Ann", "email": "ann@acme.example" } }
 *
 * `item` and `title` are always there; the others only where the item has them.
 *
 * - `200` or `201` with `{ "url": "https://pay.example/…" }`: the link, an http or https address. The same
 *   Idempotency-Key again has to give the same link and must not make a second payment.
 * - `408`, `409`, `429` or `5xx`: asked again later, not before `Retry-After` (seconds or an HTTP date) where it is given.
 * - Other `4xx`: not asked again. `detail` (or `title`) of a problem document (RFC 9457) is shown to people.
 * - Redirects are not followed. An answer has at most 64 KB and comes within 10 seconds.
 */
export const payments: Provider<PaymentProvider> = {
  name: "payments",
  open: (environment, outbound) => {
    const adapter = adapterSetting(environment, "ONSTAGE_PAYMENTS_PROVIDER", ["stripe"]);
    return adapter === "stripe"
      ? openStripe(environment, outbound)
      : openPaymentsOverHttp(environment, outbound);
  },
};
