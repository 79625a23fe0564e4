import { type Outbound, PermanentError } from "@onstage/runtime/actions";
import { cleanLine } from "../text/clean.ts";
import { textIn, valueIn } from "./json.ts";
import type { PaymentProvider, PaymentRequest } from "./payments.ts";
import { paymentLink } from "./payments-http.ts";
import { ask, type Remote } from "./remote.ts";
import type { Environment } from "./setting.ts";
import { addressSetting, requiredToken } from "./setting-forms.ts";

const KEY = "ONSTAGE_STRIPE_KEY";
const ADDRESS = "ONSTAGE_STRIPE_URL";

/** Currencies that Stripe counts without decimals, and with three; all others have two. */
const decimals: ReadonlyMap<string, number> = new Map([
  ..."BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF"
    .split(" ")
    .map((code) => [code, 0] as const),
  ..."BHD JOD KWD OMR TND".split(" ").map((code) => [code, 3] as const),
]);

/** An amount in the smallest unit of its currency, as text: `60000.5` euros are `6000050`. */
function smallestUnits(amount: string, currency: string): string {
  const places = decimals.get(currency) ?? 2;
  const [, whole = "", fraction = ""] = /^(\d+)(?:\.(\d+))?$/u.exec(amount) ?? [];
  const units = whole + fraction.slice(0, places).padEnd(places, "0");
  if (whole === "" || /[1-9]/u.test(fraction.slice(places)) || /^0*$/u.test(units)) {
    throw new PermanentError(
      `${amount} ${currency} cannot be paid: Stripe takes amounts above zero with at most ${places} decimals in ${currency}.`,
    );
  }
  return units.replace(/^0+/u, "");
}

function priceOf({ title, amount, currency }: PaymentRequest): URLSearchParams {
  if (amount === undefined || currency === undefined) {
    throw new PermanentError(
      `“${cleanLine(title, 80)}” has no amount with a currency, and Stripe makes no link without one. Fill it in, then retry.`,
    );
  }
  return new URLSearchParams({
    currency: currency.toLowerCase(),
    unit_amount: smallestUnits(amount, currency),
    "product_data[name]": cleanLine(title, 250),
  });
}

/**
 * Makes payment links at Stripe: a price, and a link with it that can be paid once. Both requests carry the key of the
 * run as their idempotency key, which Stripe honours.
 */
export function openStripe(environment: Environment, outbound: Outbound): PaymentProvider {
  const key = requiredToken(environment, KEY, "the secret key of the Stripe account");
  const base = addressSetting(
    environment[ADDRESS]?.trim() || "https://api.stripe.com",
    ADDRESS,
    "Stripe API",
    KEY,
  );
  const remote: Remote = {
    name: "payment provider",
    outbound: outbound.to(base),
    secrets: [key],
    knowsKeys: true,
    setting: ADDRESS,
    said: (json) => textIn(valueIn(json, "error"), "message"),
  };
  const post = async (path: string, body: URLSearchParams, idempotency: string, signal: AbortSignal) => {
    const headers = { authorization: `Bearer ${key}`, "idempotency-key": idempotency };
    return (await ask(remote, { url: new URL(path, base).href, headers, body }, signal)).json;
  };
  return {
    createLink: async (request, run, signal) => {
      const price = textIn(await post("/v1/prices", priceOf(request), `${run}-price`, signal), "id");
      if (price === undefined) throw new PermanentError("The answer of Stripe holds no id of a price.");
      const link = new URLSearchParams({
        "line_items[0][price]": price,
        "line_items[0][quantity]": "1",
        "restrictions[completed_sessions][limit]": "1",
        "metadata[item]": request.item,
      });
      return paymentLink(await post("/v1/payment_links", link, `${run}-link`, signal));
    },
  };
}
