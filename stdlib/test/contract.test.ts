import { createHmac, randomBytes } from "node:crypto";
import { PermanentError, TransientError } from "@onstage/runtime/actions";
import { describe, expect, it } from "vitest";
import { sendSms } from "../src/actions/sendSms.ts";
import { errorOf, testContext } from "./context.ts";
import { type HttpPeer, type PeerAnswer, startPeer } from "./peers/http-peer.ts";

const clients = [{ entity: "contacts", id: 7, name: "Ann", phone: "+49 151 12345678" }];
const key = randomBytes(32);
const secret = `whsec_${key.toString("base64")}`;

/** A provider that takes a signed SMS once for each key, as docs/providers.md says. */
function signedProvider(): Promise<HttpPeer> {
  const ids = new Map<string, string>();
  return startPeer(({ headers, text }): PeerAnswer => {
    const refuse = (detail: string): PeerAnswer => ({ status: 401, json: { title: "Unauthorized", detail } });
    if (headers.authorization !== "Bearer s3cret") return refuse("no token");
    const { "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": signature } = headers;
    const expected = createHmac("sha256", key).update(`${id}.${seconds}.${text}`).digest("base64");
    if (signature !== `v1,${expected}`) return refuse("the signature does not fit");
    if (Math.abs(Date.now() / 1000 - Number(seconds)) > 300) return refuse("the signature is too old");
    if (id !== headers["idempotency-key"]) return refuse("two keys");
    const known = ids.get(String(id));
    if (known !== undefined) return { status: 200, json: { id: known } };
    ids.set(String(id), `m${ids.size + 1}`);
    return { status: 201, json: { id: ids.get(String(id)) } };
  });
}

describe("a provider over HTTP", () => {
  it("is asked with the token, one key for all attempts, and a signature over what is sent and when", async () => {
    await using peer = await signedProvider();
    const environment = {
      ONSTAGE_SMS_URL: peer.url,
      ONSTAGE_SMS_TOKEN: "s3cret",
      ONSTAGE_SMS_SECRET: secret,
    };
    const first = await sendSms(testContext({ environment, clients }), "Hello");
    const again = await sendSms(testContext({ environment, clients }), "Hello");
    const another = await sendSms(testContext({ environment, clients, key: "another" }), "Hello");
    expect([first, again, another]).toEqual([{ id: "m1" }, { id: "m1" }, { id: "m2" }]);
    expect(JSON.parse(peer.requests[0]?.text ?? "")).toEqual({
      to: "+4915112345678",
      text: "Hello",
      item: "deals/42",
    });
  });

  it("is asked without a signature where no secret is set", async () => {
    await using peer = await startPeer(() => ({ status: 202 }));
    const sent = await sendSms(testContext({ environment: { ONSTAGE_SMS_URL: peer.url }, clients }), "Hello");
    expect(sent).toEqual({ id: "run-key-1" });
    expect(Object.keys(peer.requests[0]?.headers ?? {})).not.toContain("webhook-signature");
  });

  it.each<[PeerAnswer, unknown, string, number | undefined]>([
    [{ status: 429, headers: { "retry-after": "7" } }, TransientError, "The SMS provider answered 429", 7000],
    [{ status: 409 }, TransientError, "answered 409", undefined],
    [
      { status: 503, json: { detail: "under repair" } },
      TransientError,
      "answered 503: under repair",
      undefined,
    ],
    [{ status: 500 }, TransientError, "answered 500", undefined],
    [{ status: 422, json: { title: "No credit" } }, PermanentError, "answered 422: No credit", undefined],
    [
      { status: 302, headers: { location: "/x" } },
      PermanentError,
      "Set ONSTAGE_SMS_URL to its final address",
      undefined,
    ],
    ["cut", TransientError, "The connection to the SMS provider", undefined],
  ])("says what follows from %j", async (answer, kind, sentence, retryAfter) => {
    await using peer = await startPeer(() => answer);
    const error = await errorOf(
      sendSms(testContext({ environment: { ONSTAGE_SMS_URL: peer.url }, clients }), "Hi"),
    );
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toContain(sentence);
    if (retryAfter !== undefined) expect(error).toHaveProperty("retryAfter", retryAfter);
  });

  it.each([
    [{}, "ONSTAGE_SMS_URL is not set"],
    [{ ONSTAGE_SMS_PROVIDER: "pigeons" }, "ONSTAGE_SMS_PROVIDER names no provider that there is"],
    [{ ONSTAGE_SMS_URL: "https://geheim:x@sms.example" }, "put a token in ONSTAGE_SMS_TOKEN"],
    [
      { ONSTAGE_SMS_URL: "https://sms.example", ONSTAGE_SMS_SECRET: "geheim" },
      "ONSTAGE_SMS_SECRET is no secret",
    ],
    [
      { ONSTAGE_SMS_URL: "https://sms.example", ONSTAGE_SMS_TOKEN: "geheim geheim" },
      "ONSTAGE_SMS_TOKEN holds",
    ],
  ])("says which setting is missing or wrong, and shows none of it: %#", async (environment, sentence) => {
    const error = await errorOf(sendSms(testContext({ environment, clients }), "Hello"));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain(sentence);
    expect(error.message).not.toContain("geheim");
  });
});
