import { PermanentError, TransientError } from "@onstage/runtime/actions";
import { describe, expect, it } from "vitest";
import { sendChatMessage } from "../src/actions/sendChatMessage.ts";
import { errorOf, testContext } from "./context.ts";
import { startPeer } from "./peers/http-peer.ts";
import { botToken, startTelegram } from "./peers/telegram.ts";

function telegram(url: string, token = botToken): Readonly<Record<string, string>> {
  return { ONSTAGE_CHAT_PROVIDER: "telegram", ONSTAGE_TELEGRAM_TOKEN: token, ONSTAGE_TELEGRAM_URL: url };
}

describe("a message by a bot of Telegram", () => {
  it("is sent to the chat that the rule names, as it is", async () => {
    await using peer = await startTelegram();
    const context = testContext({ environment: telegram(peer.url) });
    expect(await sendChatMessage(context, "Hello *Ann* <b>", "4711")).toEqual({ id: "99" });
    expect(JSON.parse(peer.requests[0]?.text ?? "")).toEqual({ chat_id: "4711", text: "Hello *Ann* <b>" });
  });

  it.each<[string | undefined, unknown, string]>([
    ["404", PermanentError, "Bad Request: chat not found"],
    ["403", PermanentError, "bot was blocked by the user"],
    ["429", TransientError, "Too Many Requests"],
    [undefined, PermanentError, "needs to know the chat"],
  ])("to %s fails with the reason", async (to, kind, sentence) => {
    await using peer = await startTelegram();
    const error = await errorOf(sendChatMessage(testContext({ environment: telegram(peer.url) }), "Hi", to));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toContain(sentence);
    if (to === "429") expect(error).toHaveProperty("retryAfter", 7000);
  });

  it("does not show its token, which stands in the address", async () => {
    await using peer = await startTelegram();
    const error = await errorOf(
      sendChatMessage(testContext({ environment: telegram(peer.url, "1:geheim") }), "Hi", "4711"),
    );
    expect(error.message).toContain("Unauthorized");
    expect(error.message).not.toContain("geheim");
    await peer[Symbol.asyncDispose]();
    const other = await errorOf(
      sendChatMessage(testContext({ environment: telegram(peer.url, "1:geheim") }), "Hi", "4711"),
    );
    expect(other).toBeInstanceOf(TransientError);
    expect(other.message).not.toContain("geheim");
  });
});

describe("a message by a provider of channels", () => {
  it("names the client, so that the provider finds the chat", async () => {
    await using peer = await startPeer(() => ({ status: 201, json: { id: "w1" } }));
    const clients = [
      { entity: "contacts", id: 7, name: "Ann", phone: "+49 151 1", email: "ann@acme.example" },
    ];
    const context = testContext({ environment: { ONSTAGE_CHAT_URL: peer.url }, clients });
    expect(await sendChatMessage(context, "Hello", undefined, "whatsapp")).toEqual({ id: "w1" });
    expect(JSON.parse(peer.requests[0]?.text ?? "")).toEqual({
      text: "Hello",
      channel: "whatsapp",
      client: { entity: "contacts", id: 7, name: "Ann", phone: "+49 151 1" },
      item: "deals/42",
    });
  });
});
