import { PermanentError, TransientError, UncertainError } from "@onstage/runtime/actions";
import { sendEmail } from "@onstage/stdlib/actions";
import { type MailCatcher, startMailCatcher } from "@onstage/stdlib/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ann, type ContextParts, errorOf, type TestContext, testContext } from "./context.ts";
import { type Script, startScriptedSmtp } from "./scripted-smtp.ts";

const opened: TestContext[] = [];
function contextFor(url: string, parts: ContextParts = {}): TestContext {
  const environment = { ONSTAGE_SMTP_URL: url, ONSTAGE_MAIL_FROM: "Sales <sales@our.example>" };
  const context = testContext({ environment, ...parts });
  opened.push(context);
  return context;
}
afterEach(() => {
  for (const context of opened.splice(0)) context.close();
});

describe("sendEmail, on a real mail server", () => {
  let catcher: MailCatcher;
  beforeAll(async () => {
    catcher = await startMailCatcher();
  });
  afterAll(() => catcher.stop());

  async function sent(
    context: TestContext,
    ...args: Parameters<typeof sendEmail> extends [unknown, ...infer R] ? R : never
  ) {
    const count = catcher.mails.length;
    const result = await sendEmail(context, ...args);
    const mail = (await catcher.waitForMail(count + 1))[count];
    if (!mail) throw new Error("no mail arrived");
    return { result, mail };
  }

  it("sends a link to the contact, with the title as its subject and an anchor in the HTML", async () => {
    const { result, mail } = await sent(contextFor(catcher.url), { url: "https://pay.example/42?a=1&b=2" });
    expect(mail).toEqual({
      from: "sales@our.example",
      to: ["ann@acme.example"],
      subject: "Acme",
      text: "Please open this link: https://pay.example/42?a=1&b=2",
      html: expect.stringContaining('<a href="https://pay.example/42?a=1&amp;b=2">'),
      messageId: expect.stringMatching(/^<[0-9a-f]{40}@our\.example>$/u),
    });
    expect(result).toEqual({ messageId: mail.messageId });
  });

  it("treats a text that is nothing but a web address as a link", async () => {
    const { mail } = await sent(contextFor(catcher.url), " https://pay.example/42 ");
    expect(mail.text).toBe("Please open this link: https://pay.example/42");
    expect(mail.html).toContain('<a href="https://pay.example/42">');
  });

  it("derives one Message-ID from a key of any shape", async () => {
    const key = "a key with > signs\r\nBcc: all@acme.example";
    const first = await sent(contextFor(catcher.url, { key }), "One");
    const second = await sent(contextFor(catcher.url, { key }), "Two");
    expect(first.mail.messageId).toMatch(/^<[0-9a-f]{40}@our\.example>$/);
    expect(second.mail.messageId).toBe(first.mail.messageId);
  });

  it("takes the company's address where the contact has none", async () => {
    const clients = [
      { entity: "contacts", id: 7, name: "Ann" },
      { entity: "companies", id: 3, name: "Acme", email: "office@acme.example" },
    ];
    const { mail } = await sent(contextFor(catcher.url, { clients }), "Hello");
    expect(mail.to).toEqual(["office@acme.example"]);
  });

  it("sends to the given address instead of the client's", async () => {
    const { mail } = await sent(contextFor(catcher.url), "Hello", "Hi", "boss@our.example");
    expect(mail).toMatchObject({ to: ["boss@our.example"], subject: "Hi", text: "Hello" });
  });

  it("lets no subject begin a header of its own", async () => {
    const subject = 'Pay "now"\r\nBcc: victim@acme.example\r\n\r\n<script>\u202Egnp.exe';
    const { mail } = await sent(contextFor(catcher.url), "Hello", subject);
    expect(mail.subject).toBe('Pay "now" Bcc: victim@acme.example <script>gnp.exe');
    expect(mail.to).toEqual(["ann@acme.example"]);
    expect(mail.text).toBe("Hello");
  });

  it("lets no message become markup", async () => {
    const message = `<script>alert("1")</script>\n\nit's <b>bold</b> https://x.example/"onmouseover="alert(1)\u202E.`;
    const { mail } = await sent(contextFor(catcher.url), message);
    expect(mail.html).not.toMatch(/<(?!\/?(?:p|a|br)\b)/);
    expect(mail.html).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;");
    expect(mail.html).not.toContain("\u202E");
    expect(mail.html).toContain('<a href="https://x.example/">');
    expect(mail.text).toContain("<b>bold</b>");
  });

  it("keeps what people write in any script", async () => {
    const { mail } = await sent(contextFor(catcher.url), "Счёт за März — שלום 🎉", "Rechnung für Łukasz");
    expect(mail.text).toBe("Счёт за März — שלום 🎉");
    expect(mail.subject).toBe("Rechnung für Łukasz");
  });
});

describe("sendEmail, before any server is asked", () => {
  const nowhere = "smtp://127.0.0.1:1";

  it.each([
    [[{ entity: "contacts", id: 7, name: "Ann" }], "contact “Ann” has no e-mail address"],
    [
      [
        { entity: "contacts", id: 7, name: "Ann" },
        { entity: "companies", id: 3, name: "Acme", email: " " },
      ],
      "contact “Ann” and company “Acme” have no e-mail address",
    ],
    [[], "“Acme” has no client"],
  ])("names the clients that have no address: %#", async (clients, sentence) => {
    const error = await errorOf(sendEmail(contextFor(nowhere, { clients }), "Hello"));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain(sentence);
  });

  it.each([
    "not-an-address",
    "a@b",
    "a@b.example, c@d.example",
    "a@b.example\r\nBcc: c@d.example",
    "Ann <ann@acme.example>",
    "a b@acme.example",
    "@acme.example",
    `${"x".repeat(65)}@acme.example`,
    "a@-acme.example",
  ])("refuses the address %j", async (to) => {
    const error = await errorOf(sendEmail(contextFor(nowhere), "Hello", undefined, to));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain("is not a valid e-mail address");
    expect(error.message).not.toContain("\n");
  });

  it.each([
    ["", "The message is empty"],
    ["\u202E \r\n", "The message is empty"],
    ["x".repeat(100_001), "at most 100000 can be sent"],
    [{ url: "javascript:alert(1)" }, "is no web address"],
  ])("refuses a message that cannot be sent: %#", async (message, sentence) => {
    const error = await errorOf(sendEmail(contextFor(nowhere), message));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain(sentence);
  });

  it.each([
    [{}, "ONSTAGE_SMTP_URL is not set"],
    [{ ONSTAGE_SMTP_URL: nowhere }, "ONSTAGE_MAIL_FROM is not set"],
    [
      { ONSTAGE_SMTP_URL: "http://mail.example", ONSTAGE_MAIL_FROM: "a@b.example" },
      "ONSTAGE_SMTP_URL is no address",
    ],
    [{ ONSTAGE_SMTP_URL: "smtp://u:geheim%@m.example", ONSTAGE_MAIL_FROM: "a@b.example" }, "%25"],
    [
      { ONSTAGE_SMTP_URL: "smtp://u:geheim@m.example?pool=1", ONSTAGE_MAIL_FROM: "a@b.example" },
      "behind “?”",
    ],
    [{ ONSTAGE_SMTP_URL: nowhere, ONSTAGE_MAIL_FROM: "Sales" }, "ONSTAGE_MAIL_FROM is no sender"],
  ])("says which setting is missing or wrong, and shows none of it: %#", async (environment, sentence) => {
    const error = await errorOf(sendEmail(testContext({ environment }), "Hello"));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain(sentence);
    expect(error.message).not.toContain("geheim");
  });
});

describe("sendEmail, where the mail server does not take the mail", () => {
  async function failure(script: Script, login = "") {
    const server = await startScriptedSmtp(script);
    try {
      const url = server.url.replace("smtp://", `smtp://${login}`);
      return { error: await errorOf(sendEmail(contextFor(url), "Hello")), lines: server.lines };
    } finally {
      await server.stop();
    }
  }

  it.each<[string, Script, unknown, string]>([
    ["a busy server", { greeting: "421 too busy" }, TransientError, "421 too busy"],
    ["greylisting", { recipient: "451 4.7.1 come back later" }, TransientError, "come back later"],
    ["an unknown mailbox", { recipient: "550 5.1.1 no such user" }, PermanentError, "no such user"],
    ["a refusal of DATA", { data: "554 not today" }, PermanentError, "not today"],
    ["a full disk after the message", { message: "452 disk full" }, TransientError, "disk full"],
    ["a spam verdict after the message", { message: "554 5.7.1 spam" }, PermanentError, "spam"],
    ["a cut before the greeting", { greeting: "cut" }, TransientError, "cannot be reached"],
    ["a cut at the recipient", { recipient: "cut" }, TransientError, "before it had the mail"],
    ["a cut at DATA", { data: "cut" }, TransientError, "before it had the mail"],
    ["a cut after the message", { message: "cut" }, UncertainError, "it may have been sent"],
  ])("%s", async (_what, script, kind, sentence) => {
    const { error } = await failure(script);
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toContain(sentence);
  });

  it.each(["ann@acme.example", "boss@our.example"])(
    "is uncertain, and names who was refused, where it takes the mail for others alone: %s",
    async (refused) => {
      const server = await startScriptedSmtp({ recipient: "550 5.1.1 no such user", refused });
      try {
        const sent = sendEmail(contextFor(server.url), "Hello", "Hi", undefined, undefined, [
          "boss@our.example",
        ]);
        const error = await errorOf(sent);
        expect(error).toBeInstanceOf(UncertainError);
        expect(error.message).toContain(`refused ${refused}, and took the mail for all its other recipients`);
        expect(server.lines.filter((line) => line === ".")).toHaveLength(1);
      } finally {
        await server.stop();
      }
    },
  );

  it("asks once: what is tried again is for the run to say", async () => {
    const { lines } = await failure({ message: "cut" });
    expect(lines.filter((line) => line === ".")).toHaveLength(1);
  });

  it("keeps the password out of the error when signing in is refused", async () => {
    const { error } = await failure({ auth: "535 5.7.8 wrong: geh/eim" }, "ann:geh%2Feim@");
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain("ONSTAGE_SMTP_URL");
    expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toMatch(/geh.{1,3}eim/);
  });

  it("bounds what the server says and takes control characters out of it", async () => {
    const { error } = await failure({ recipient: `550 \u001B[31m${"x".repeat(5000)}` });
    expect(error.message.length).toBeLessThan(500);
    expect(error.message).not.toContain("\u001B");
  });

  it("waits for the network where nobody listens or the name is unknown", async () => {
    const server = await startScriptedSmtp({});
    await server.stop();
    const refused = await errorOf(sendEmail(contextFor(server.url), "Hello"));
    expect(refused).toBeInstanceOf(TransientError);
    const unknown = await errorOf(sendEmail(contextFor("smtp://no-such-host.invalid:25"), "Hello"));
    expect(unknown).toBeInstanceOf(TransientError);
  });

  it("does not send a password without encryption to another machine", async () => {
    const server = await startScriptedSmtp({});
    // The loopback address under a name that is not known to be this machine.
    const url = `smtp://ann:geheim@[::ffff:127.0.0.1]:${server.port}`;
    try {
      const error = await errorOf(sendEmail(contextFor(url), "Hello"));
      expect(error).toBeInstanceOf(Error);
      expect(server.lines.join("\n")).not.toContain("AUTH PLAIN");
    } finally {
      await server.stop();
    }
  });

  it("stops when the service has to stop", async () => {
    const error = await errorOf(
      sendEmail(contextFor("smtp://127.0.0.1:1", { signal: AbortSignal.abort(), clients: [ann] }), "Hello"),
    );
    expect(error).toBeInstanceOf(TransientError);
    expect(error.message).toContain("stopped");
  });
});
