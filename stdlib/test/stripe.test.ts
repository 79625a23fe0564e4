import { type ActionItem, PermanentError } from "@onstage/runtime/actions";
import { describe, expect, it } from "vitest";
import { createPaymentLink } from "../src/actions/createPaymentLink.ts";
import { errorOf, testContext } from "./context.ts";
import { startStripe, stripeKey } from "./peers/stripe.ts";

function stripe(url: string, key = stripeKey): Readonly<Record<string, string>> {
  return { ONSTAGE_PAYMENTS_PROVIDER: "stripe", ONSTAGE_STRIPE_KEY: key, ONSTAGE_STRIPE_URL: url };
}

function item(amount: unknown, currency: string | null): Partial<ActionItem> {
  return { fields: { amount: String(amount), currency } };
}

describe("a payment link by Stripe", () => {
  it("is for a price of its own, once for one key, and can be paid once", async () => {
    await using peer = await startStripe();
    const context = testContext({ environment: stripe(peer.url) });
    const link = await createPaymentLink(context);
    expect(link).toEqual({ url: "https://buy.stripe.com/price_1" });
    expect(await createPaymentLink(context)).toEqual(link);
    expect(peer.prices.size).toBe(1);
    const [price, made] = peer.requests.map(({ text }) => Object.fromEntries(new URLSearchParams(text)));
    expect(price).toEqual({ currency: "eur", unit_amount: "6000000", "product_data[name]": "Acme" });
    expect(made).toMatchObject({
      "metadata[item]": "deals/42",
      "restrictions[completed_sessions][limit]": "1",
    });
  });

  it.each([
    ["60000.5", "EUR", "6000050"],
    ["0.07", "USD", "7"],
    ["1200", "JPY", "1200"],
    ["1200.00", "JPY", "1200"],
    ["1.5", "KWD", "1500"],
  ])("asks for %s %s as Stripe counts it", async (amount, currency, units) => {
    await using peer = await startStripe();
    await createPaymentLink(testContext({ environment: stripe(peer.url), item: item(amount, currency) }));
    expect(peer.prices.get("price_1")?.get("unit_amount")).toBe(units);
  });

  it.each([
    ["10", null, "has no amount with a currency"],
    ["1.005", "EUR", "cannot be paid"],
    ["0.00", "EUR", "cannot be paid"],
    ["-3", "EUR", "cannot be paid"],
    ["1.5", "JPY", "at most 0 decimals in JPY"],
  ])("is not made for %s %s", async (amount, currency, sentence) => {
    await using peer = await startStripe();
    const error = await errorOf(
      createPaymentLink(testContext({ environment: stripe(peer.url), item: item(amount, currency) })),
    );
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain(sentence);
    expect(peer.requests).toHaveLength(0);
  });

  it("does not show the key where Stripe says it", async () => {
    await using peer = await startStripe();
    const environment = stripe(peer.url, "sk_test_wr0ng");
    const error = await errorOf(createPaymentLink(testContext({ environment })));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain("Invalid API Key provided");
    expect(error.message).not.toContain("wr0ng");
  });
});
