import { createHmac, randomBytes } from "node:crypto";
import { PermanentError, TransientError } from "@onstage/runtime/actions";
import { describe, expect, it } from "vitest";
import { openSigned } from "../../runtime/src/service/hooks/signature.ts";
import { callWebhook } from "../src/actions/callWebhook.ts";
import { errorOf, testContext } from "./context.ts";
import { type PeerRequest, startPeer } from "./peers/http-peer.ts";

const key = randomBytes(24);
const environment = { ONSTAGE_WEBHOOK_SECRET: `whsec_${key.toString("base64")}` };
const allow = ["127.0.0.1"];

describe("callWebhook", () => {
  it("tells of the item, signed, with one id for all attempts, and reads a typed answer", async () => {
    await using peer = await startPeer(() => ({
      status: 200,
      json: { text: "taken", number: 7, yes: true, url: "https://acme.example/7", more: {} },
    }));
    const context = testContext({ environment, allow });
    const data = [
      { name: "order", value: "A-7" },
      { name: "boxes", value: 3 },
    ];
    expect(await callWebhook(context, `${peer.url}/in?x=1`, data)).toEqual({
      status: 200,
      text: "taken",
      number: 7,
      yes: true,
      url: "https://acme.example/7",
    });
    const { path, headers = {}, text = "" }: Partial<PeerRequest> = peer.requests[0] ?? {};
    expect(path).toBe("/in?x=1");
    expect(JSON.parse(text)).toEqual({
      item: "deals/42",
      title: "Acme",
      stage: "Wait for payment",
      rule: "link",
      data: { order: "A-7", boxes: 3 },
    });
    const signed = `run-key-1.${headers["webhook-timestamp"]}.${text}`;
    expect(headers["webhook-id"]).toBe("run-key-1");
    expect(headers["webhook-signature"]).toBe(
      `v1,${createHmac("sha256", key).update(signed).digest("base64")}`,
    );
  });

  it("is taken by a hook of another service as it is", async () => {
    await using peer = await startPeer(() => ({ status: 202 }));
    await callWebhook(testContext({ environment, allow }), peer.url);
    const { headers = {}, text = "" }: Partial<PeerRequest> = peer.requests[0] ?? {};
    const opened = openSigned({ headers, body: Buffer.from(text) }, key, Date.now(), "item");
    expect(opened).toEqual({ ok: true, message: { id: "run-key-1", item: "deals/42" } });
  });

  it("takes an answer without any of the names, of the wrong types, or none at all", async () => {
    for (const json of [
      undefined,
      "ok",
      [],
      { text: 7, number: "7", yes: "no", url: "javascript:alert(1)" },
    ]) {
      await using peer = await startPeer(() => ({ status: 202, json }));
      expect(await callWebhook(testContext({ environment, allow }), peer.url)).toEqual({ status: 202 });
    }
  });

  it("is not signed where no secret is set, and has its id all the same", async () => {
    await using peer = await startPeer(() => ({ status: 204 }));
    await callWebhook(testContext({ allow }), peer.url);
    expect(peer.requests[0]?.headers).toMatchObject({ "webhook-id": "run-key-1" });
    expect(peer.requests[0]?.headers).not.toHaveProperty("webhook-signature");
  });

  it("reaches no private network that is not named", async () => {
    await using peer = await startPeer(() => ({ status: 200 }));
    const error = await errorOf(callWebhook(testContext({ environment }), peer.url));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain("outbound.allow");
    expect(peer.requests).toHaveLength(0);
  });

  it.each([
    [503, TransientError, "answered 503"],
    [404, PermanentError, "answered 404"],
    [301, PermanentError, "Call it by its final address"],
  ])("says what follows from %i", async (status, kind, sentence) => {
    await using peer = await startPeer(() => ({ status, headers: { location: "/" } }));
    const error = await errorOf(callWebhook(testContext({ environment, allow }), peer.url));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toContain(sentence);
  });

  it("takes web addresses only", async () => {
    const error = await errorOf(callWebhook(testContext({ environment }), "file:///etc/passwd"));
    expect(error.message).toContain("is no web address");
  });
});
