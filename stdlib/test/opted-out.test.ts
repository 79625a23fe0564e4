import { type ActionContext, type Client, PermanentError } from "@onstage/runtime/actions";
import { describe, expect, it } from "vitest";
import { addToAudience } from "../src/actions/addToAudience.ts";
import { robocall } from "../src/actions/robocall.ts";
import { sendChatMessage } from "../src/actions/sendChatMessage.ts";
import { sendEmail } from "../src/actions/sendEmail.ts";
import { sendSms } from "../src/actions/sendSms.ts";
import { errorOf, testContext } from "./context.ts";

const ann: Client = {
  entity: "contacts",
  id: 7,
  name: "Ann",
  email: "ann@acme.example",
  emails: [{ address: "ann@acme.example" }, { address: "ann@home.example", use: "home" }],
  phone: "+49 151 2222222",
  phones: [{ address: "+49 151 2222222" }],
  optOut: true,
};
const acme: Client = {
  entity: "companies",
  id: 3,
  name: "Acme",
  email: "office@acme.example",
  phone: "+49 30 444444",
};
const reason = "contact “Ann” has opted out of messages. Nothing was sent.";

/** Nothing is opened: no provider is asked for who may not be written to. */
const to = (...clients: readonly Client[]): ActionContext => testContext({ clients });

const sends: Readonly<Record<string, (context: ActionContext) => Promise<unknown>>> = {
  "an e-mail": (context) => sendEmail(context, "Hello"),
  "an e-mail to the address that a rule names": (context) =>
    sendEmail(context, "Hello", "Hi", " Ann@Home.example "),
  "a copy of an e-mail": (context) =>
    sendEmail(context, "Hello", "Hi", "max@else.example", undefined, ["ann@acme.example"]),
  "an SMS": (context) => sendSms(context, "Hello"),
  "an SMS to the number that a rule names": (context) =>
    sendSms(context, "Hello", undefined, "+49 (151) 222-2222"),
  "a call": (context) => robocall(context, "Hello"),
  "a chat message": (context) => sendChatMessage(context, "Hello"),
  "a place in an audience": (context) => addToAudience(context, "won"),
};

describe("to a client who has opted out", () => {
  it.each(Object.keys(sends))("%s is not sent, nor to anybody in their place", async (name) => {
    const send = sends[name];
    const clients = name.includes("audience") ? [ann] : [ann, acme];
    const error = send && (await errorOf(send(to(...clients))));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error?.message).toBe(reason);
  });

  it("nothing stands in the way of somebody else's message", async () => {
    const error = await errorOf(sendSms(testContext({ clients: [acme, ann] }), "Hello"));
    expect(error.message).not.toContain("opted out");
    const other = await errorOf(
      sendEmail(testContext({ clients: [ann] }), "Hello", "Hi", "max@else.example"),
    );
    expect(other.message).not.toContain("opted out");
  });
});
