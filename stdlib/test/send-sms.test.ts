import { type Client, PermanentError, TransientError, UncertainError } from "@onstage/runtime/actions";
import { describe, expect, it } from "vitest";
import { sendSms } from "../src/actions/sendSms.ts";
import { sendSmsToEmployee } from "../src/actions/sendSmsToEmployee.ts";
import { errorOf, testContext } from "./context.ts";
import { startPeer } from "./peers/http-peer.ts";
import { account, authToken, cutNumber, startTwilio } from "./peers/twilio.ts";

const ann: Client = {
  entity: "contacts",
  id: 7,
  name: "Ann",
  phones: [
    { address: "+49 30 1111111", use: "work" },
    { address: "+49 (151) 222-2222", use: "mobile" },
    { address: "+49 30 3333333", use: "work" },
  ],
};
const acme: Client = { entity: "companies", id: 3, name: "Acme", phone: "0049 30 4444444" };

async function numberFor(clients: readonly Client[], ...args: (string | undefined)[]): Promise<string> {
  await using peer = await startPeer(() => ({ status: 200, json: { id: "m1" } }));
  const context = testContext({ environment: { ONSTAGE_SMS_URL: peer.url }, clients });
  const [type, to] = args;
  await sendSms(context, "Hello", type === "work" || type === "home" ? type : undefined, to);
  return JSON.parse(peer.requests[0]?.text ?? "").to;
}

function refusalOf(message: string, clients: readonly Client[], type?: "home"): Promise<Error> {
  const environment = { ONSTAGE_SMS_URL: "http://127.0.0.1:1" };
  return errorOf(sendSms(testContext({ environment, clients }), message, type));
}

describe("the number that an SMS goes to", () => {
  it.each<[string, readonly Client[], readonly (string | undefined)[], string]>([
    ["a mobile one of the contact before any other", [ann, acme], [], "+491512222222"],
    ["the first of the kind that the rule asks for", [ann, acme], ["work"], "+49301111111"],
    ["the company's where the contact has none", [{ ...ann, phones: [] }, acme], [], "+49304444444"],
    ["the one that the rule gives", [ann], [undefined, "+1 (500) 555-0006"], "+15005550006"],
  ])("is %s", async (_what, clients, args, number) => {
    expect(await numberFor(clients, ...args)).toBe(number);
  });

  it.each<[readonly Client[], string]>([
    [[ann, acme], "contact “Ann” and company “Acme” have no telephone number for “home”"],
    [[], "“Acme” has no client"],
  ])("fails at once where there is none of the kind: %#", async (clients, sentence) => {
    const error = await refusalOf("Hello", clients, "home");
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain(sentence);
  });

  it.each([
    ["030 123456", "has no country code"],
    ["call me", "is not a telephone number"],
    ["+49 30 12", "is not a telephone number"],
  ])("has to be one that every network knows: %s", async (phone, sentence) => {
    const error = await refusalOf("Hello", [{ ...acme, phone }]);
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain(sentence);
  });
});

describe("the text of an SMS", () => {
  it("may have 200 characters as people count them, and no more", async () => {
    await using peer = await startPeer(() => ({ status: 200, json: { id: "m1" } }));
    const context = testContext({ environment: { ONSTAGE_SMS_URL: peer.url }, clients: [acme] });
    await sendSms(context, "🎉".repeat(200));
    expect((await errorOf(sendSms(context, "ä".repeat(201)))).message).toContain(
      "has 201 characters; at most 200 can be sent",
    );
    expect((await errorOf(sendSms(context, " \n "))).message).toContain("is empty");
    expect(peer.requests).toHaveLength(1);
  });
});

describe("an SMS to an employee", () => {
  it("goes to the number that the CRM has for the user", async () => {
    await using peer = await startPeer(() => ({ status: 200, json: { id: "m1" } }));
    const context = testContext({ environment: { ONSTAGE_SMS_URL: peer.url } });
    await sendSmsToEmployee(context, { id: 1, name: "Anna", phone: "+49 151 5555555" }, "Call Ann");
    expect(JSON.parse(peer.requests[0]?.text ?? "")).toMatchObject({ to: "+491515555555", text: "Call Ann" });
  });

  it("fails at once where the user has none", async () => {
    const error = await errorOf(sendSmsToEmployee(testContext(), { id: 1, name: "Anna" }, "Call Ann"));
    expect(error.message).toContain("Anna has no telephone number");
  });
});

describe("SMS by Twilio", () => {
  async function byTwilio(to: string, extra: Readonly<Record<string, string>> = {}) {
    await using peer = await startTwilio();
    const environment = {
      ONSTAGE_SMS_PROVIDER: "twilio",
      ONSTAGE_TWILIO_ACCOUNT: account,
      ONSTAGE_TWILIO_TOKEN: authToken,
      ONSTAGE_TWILIO_FROM: "+15005550006",
      ONSTAGE_TWILIO_URL: peer.url,
      ...extra,
    };
    const sending = sendSms(testContext({ environment }), "Hello", undefined, to);
    const [outcome] = await Promise.allSettled([sending]);
    return { outcome, form: new URLSearchParams(peer.requests[0]?.text) };
  }

  it("are made in the account's Messages", async () => {
    const { outcome, form } = await byTwilio("+4915112345678");
    expect(outcome).toMatchObject({ status: "fulfilled", value: { id: `SM${"0".repeat(32)}` } });
    expect(Object.fromEntries(form)).toEqual({ To: "+4915112345678", From: "+15005550006", Body: "Hello" });
  });

  it("come from a messaging service where one is set", async () => {
    const { form } = await byTwilio("+4915112345678", { ONSTAGE_TWILIO_FROM: "MG1" });
    expect(form.get("MessagingServiceSid")).toBe("MG1");
  });

  it.each<[string, unknown, string]>([
    ["+15005550001", PermanentError, "Invalid 'To' Phone Number: +15005550001 (Twilio 21211)"],
    ["+15005550004", PermanentError, "Attempt to send to unsubscribed recipient (Twilio 21610)"],
    ["+15005550009", TransientError, "Too Many Requests"],
    ["+15005550010", UncertainError, "It may have been done"],
    [cutNumber, UncertainError, "may have done it"],
  ])("that Twilio does not take, to %s, end as they have to", async (to, kind, sentence) => {
    const { outcome } = await byTwilio(to);
    const error: unknown = outcome?.status === "rejected" ? outcome.reason : undefined;
    expect(error).toBeInstanceOf(kind);
    expect(String(error)).toContain(sentence);
  });

  it("do not show the token where it is wrong", async () => {
    const { outcome } = await byTwilio("+4915112345678", { ONSTAGE_TWILIO_TOKEN: "wr0ng" });
    expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(PermanentError) });
    expect(String(outcome?.status === "rejected" && outcome.reason)).not.toContain("wr0ng");
  });
});
