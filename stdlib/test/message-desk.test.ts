import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addToAudience } from "../src/actions/addToAudience.ts";
import { robocall } from "../src/actions/robocall.ts";
import { sendChatMessage } from "../src/actions/sendChatMessage.ts";
import { sendEmail } from "../src/actions/sendEmail.ts";
import { sendSms } from "../src/actions/sendSms.ts";
import { type MailCatcher, startMailCatcher } from "../src/testing/mail-catcher.ts";
import { type MessageDesk, startMessageDesk } from "../src/testing/message-desk.ts";
import { type TestContext, testContext } from "./context.ts";

const evil = `<script>alert("1")</script>`;
const clients = [
  { entity: "contacts", id: 7, name: `Ann ${evil}`, email: "ann@acme.example", phone: "+49 151 1234567" },
];

let mails: MailCatcher;
let desk: MessageDesk;
let context: TestContext;
beforeEach(async () => {
  mails = await startMailCatcher();
  desk = await startMessageDesk({ mails });
  const mail = { ONSTAGE_SMTP_URL: mails.url, ONSTAGE_MAIL_FROM: "sales@our.example" };
  context = testContext({ environment: { ...desk.settings, ...mail }, clients });
});
afterEach(async () => {
  context.close();
  await desk.stop();
  await mails.stop();
});

async function seen(
  path = "/",
): Promise<{ readonly status: number; readonly text: string; readonly headers: Headers }> {
  const response = await fetch(desk.url + path);
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** What a page can do is said by its policy; what is shown on it can only be text. */
function expectHarmless({ text, headers }: Awaited<ReturnType<typeof seen>>): void {
  expect(text).not.toContain("<script");
  expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'/u);
  expect(headers.get("content-security-policy")).not.toContain("script-src");
}

describe("the page of what was caught", () => {
  it("says that nothing was sent yet", async () => {
    expect((await seen()).text).toContain("Nothing has been sent yet");
    expect((await seen("/mails/1")).status).toBe(404);
  });

  it("shows SMS, chat messages and calls as who gets them would, the latest first", async () => {
    await sendSms(context, `Hello ${evil} https://acme.example/a`);
    await sendChatMessage({ ...context, run: { ...context.run, key: "2" } }, "Hi", undefined, "whatsapp");
    const called = await robocall({ ...context, run: { ...context.run, key: "3" } }, "Your table is free.");
    expect(called.outcome).toBe("answered");
    const page = await seen();
    expectHarmless(page);
    expect(page.text).toContain('<a href="https://acme.example/a">');
    const found = [
      "Call to +491511234567",
      "Your table is free.",
      "whatsapp message to Ann",
      "Hi",
      "SMS to +491511234567",
      "Hello &lt;script",
    ];
    const places = found.map((one) => page.text.indexOf(one));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(desk.messages.map(({ kind, item }) => [kind, item])).toEqual([
      ["sms", "deals/42"],
      ["chat", "deals/42"],
      ["call", "deals/42"],
    ]);
  });

  it("shows a message once, however often it is handed over", async () => {
    await sendSms(context, "Hello");
    await sendSms(context, "Hello");
    expect(desk.messages).toHaveLength(1);
  });

  it("takes audiences, which nobody sees", async () => {
    await addToAudience(context, "vip");
    expect(desk.messages).toHaveLength(0);
  });

  it("shows a mail with its files in a frame that can run nothing", async () => {
    const file = await context.files.put("Angebot für Łukasz.txt", "text/html", Buffer.from(evil));
    const none = undefined;
    await sendEmail(context, `See ${evil}`, evil, none, none, ["boss@our.example"], none, none, none, [file]);
    await mails.waitForMail(1);
    const list = await seen();
    expectHarmless(list);
    expect(list.text).toContain("Mail to ann@acme.example");
    const mail = await seen("/mails/1");
    expectHarmless(mail);
    expect(mail.text).toContain("<dt>Cc</dt><dd>boss@our.example</dd>");
    expect(mail.text).toContain('<iframe sandbox="allow-popups');
    expect(mail.text).toContain("&lt;p&gt;See &amp;lt;script&amp;gt;");
    const attachment = await seen("/mails/1/files/0");
    expect(attachment.text).toBe(evil);
    expect(attachment.headers.get("content-type")).toBe("application/octet-stream");
    expect(attachment.headers.get("content-disposition")).toContain(
      "attachment; filename*=UTF-8''Angebot%20f%C3%BCr",
    );
    expect((await seen("/mails/1/files/1")).status).toBe(404);
  });

  it.each([
    ["/sms", {}, "{}", 400],
    ["/sms", { "idempotency-key": "1" }, '{"to":"+1"}', 422],
    ["/calls", { "idempotency-key": "1" }, "no JSON", 422],
    ["/chats", { "idempotency-key": "1" }, `{"text":"${"x".repeat(70_000)}"}`, 413],
    ["/letters", { "idempotency-key": "1" }, "{}", 405],
  ])("refuses what is no message: %s %j", async (path, headers, body, status) => {
    const response = await fetch(desk.url + path, { method: "POST", headers: { ...headers }, body });
    expect(response.status).toBe(status);
    expect(await response.json()).toHaveProperty("detail");
    expect(desk.messages).toHaveLength(0);
  });
});
