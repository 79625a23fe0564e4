import { type Client, PermanentError, UncertainError } from "@onstage/runtime/actions";
import { describe, expect, it } from "vitest";
import { robocall } from "../src/actions/robocall.ts";
import { errorOf, testContext } from "./context.ts";
import { startPeer } from "./peers/http-peer.ts";
import { account, authToken, cutNumber, startTwilio } from "./peers/twilio.ts";

const clients: readonly Client[] = [{ entity: "contacts", id: 7, name: "Ann", phone: "+49 151 12345678" }];

function twilio(url: string): Readonly<Record<string, string>> {
  return {
    ONSTAGE_CALLS_PROVIDER: "twilio",
    ONSTAGE_TWILIO_ACCOUNT: account,
    ONSTAGE_TWILIO_TOKEN: authToken,
    ONSTAGE_TWILIO_FROM: "+15005550006",
    ONSTAGE_TWILIO_URL: url,
  };
}

describe("a call by Twilio", () => {
  it.each([
    ["completed", true, "answered"],
    ["busy", false, "busy"],
    ["no-answer", false, "no answer"],
    ["failed", false, "failed"],
  ])("that is %s in the end says so", async (status, answered, outcome) => {
    await using peer = await startTwilio(["queued", "ringing", status]);
    const made = await robocall(testContext({ environment: twilio(peer.url), clients }), "Hello");
    expect(made).toEqual({ id: `CA${"1".repeat(32)}`, answered, outcome });
  });

  it("says the message as text, whatever is in it", async () => {
    await using peer = await startTwilio();
    const context = testContext({ environment: twilio(peer.url), clients });
    await robocall(context, "1 < 2 & </Say><Dial>+1900</Dial>", "de-DE");
    expect(new URLSearchParams(peer.requests[0]?.text).get("Twiml")).toBe(
      '<Response><Say language="de-DE">1 &lt; 2 &amp; &lt;/Say&gt;&lt;Dial&gt;+1900&lt;/Dial&gt;</Say></Response>',
    );
  });

  it("is for a person to look after where nobody knows whether it was made", async () => {
    await using peer = await startTwilio();
    const context = testContext({ environment: twilio(peer.url) });
    const error = await errorOf(robocall(context, "Hello", undefined, undefined, undefined, cutNumber));
    expect(error).toBeInstanceOf(UncertainError);
  });
});

describe("a call by a provider over HTTP", () => {
  it("plays a sound file, and is asked after until it has ended", async () => {
    let looks = 0;
    await using peer = await startPeer(({ method, path }) => {
      if (method === "POST") return { status: 201, json: { id: "c/1", outcome: "under way" } };
      looks += 1;
      if (looks === 1) return { status: 503 };
      return path === "/calls/c%2F1"
        ? { status: 200, json: { id: "c/1", outcome: "busy" } }
        : { status: 404 };
    });
    const context = testContext({ environment: { ONSTAGE_CALLS_URL: `${peer.url}/calls` }, clients });
    const made = await robocall(context, "", undefined, "https://files.example/hello.mp3");
    expect(made).toEqual({ id: "c/1", answered: false, outcome: "busy" });
    expect(JSON.parse(peer.requests[0]?.text ?? "")).toEqual({
      to: "+4915112345678",
      audio: "https://files.example/hello.mp3",
      item: "deals/42",
    });
  });

  it("that was made is not made again because the service stops meanwhile", async () => {
    const stop = new AbortController();
    await using peer = await startPeer(({ method }) => {
      if (method === "GET") stop.abort();
      return { status: 200, json: { id: "c1", outcome: "under way" } };
    });
    const environment = { ONSTAGE_CALLS_URL: `${peer.url}/calls` };
    const made = await robocall(testContext({ environment, clients, signal: stop.signal }), "Hello");
    expect(made.outcome).toBe("under way");
    expect(peer.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  it("has to have something to say", async () => {
    const error = await errorOf(robocall(testContext({ clients }), " "));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain("The text of the call is empty");
  });
});
