import { type HttpPeer, type PeerAnswer, type PeerRequest, startPeer } from "./http-peer.ts";

export const stripeKey = "sk_test_s3cret";

function problem(status: number, type: string, message: string): PeerAnswer {
  return { status, json: { error: { type, message } } };
}

/** Stripe's API, as its reference describes prices, payment links and idempotent requests. */
export async function startStripe(): Promise<
  HttpPeer & { readonly prices: ReadonlyMap<string, URLSearchParams> }
> {
  const prices = new Map<string, URLSearchParams>();
  const answered = new Map<string, { readonly text: string; readonly answer: PeerAnswer }>();

  const create = ({ path, text }: PeerRequest): PeerAnswer => {
    const form = new URLSearchParams(text);
    switch (path) {
      case "/v1/prices": {
        if (!/^[a-z]{3}$/u.test(form.get("currency") ?? ""))
          return problem(400, "invalid_request_error", "Missing required param: currency.");
        if (!/^[1-9]\d*$/u.test(form.get("unit_amount") ?? "") || !form.get("product_data[name]"))
          return problem(400, "invalid_request_error", "Invalid integer: unit_amount");
        const id = `price_${prices.size + 1}`;
        prices.set(id, form);
        return { status: 200, json: { id, object: "price" } };
      }
      case "/v1/payment_links": {
        const price = form.get("line_items[0][price]") ?? "";
        if (!prices.has(price)) return problem(400, "invalid_request_error", `No such price: '${price}'`);
        if (form.get("line_items[0][quantity]") !== "1")
          return problem(400, "invalid_request_error", "Missing required param: line_items[0][quantity].");
        return {
          status: 200,
          json: { id: "plink_1", object: "payment_link", url: `https://buy.stripe.com/${price}` },
        };
      }
      default:
        return problem(404, "invalid_request_error", `Unrecognized request URL (POST: ${path}).`);
    }
  };
  const peer = await startPeer((request) => {
    const { headers, text } = request;
    if (headers.authorization !== `Bearer ${stripeKey}`)
      return problem(401, "invalid_request_error", `Invalid API Key provided: ${stripeKey}`);
    const key = String(headers["idempotency-key"] ?? "");
    const before = answered.get(key);
    if (before && before.text !== text)
      return problem(
        400,
        "idempotency_error",
        "Keys for idempotent requests can only be used with the same parameters",
      );
    const answer = before?.answer ?? create(request);
    answered.set(key, { text, answer });
    return answer;
  });
  return { ...peer, prices };
}
