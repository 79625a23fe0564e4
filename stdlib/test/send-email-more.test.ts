import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  type Client,
  itemOfMailId,
  PermanentError,
  readPublicLink,
  TransientError,
  UncertainError,
} from "@onstage/runtime/actions";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { sendEmail } from "../src/actions/sendEmail.ts";
import { sendEmailToEmployee } from "../src/actions/sendEmailToEmployee.ts";
import { type CaughtMail, type MailCatcher, startMailCatcher } from "../src/testing/mail-catcher.ts";
import { type ContextParts, errorOf, type TestContext, testContext } from "./context.ts";
import { certificate } from "./peers/certificate.ts";
import { startTlsSmtp, type TlsSmtp } from "./peers/tls-smtp.ts";
import { verifyDkim } from "./peers/verify-dkim.ts";
import { type Script, startScriptedSmtp } from "./scripted-smtp.ts";

const folder = mkdtempSync(path.join(tmpdir(), "onstage-mail-"));
function file(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
}

const opened: TestContext[] = [];
function contextFor(url: string, parts: ContextParts = {}): TestContext {
  const settings = { ONSTAGE_SMTP_URL: url, ONSTAGE_MAIL_FROM: "Sales <sales@our.example>" };
  const context = testContext({ ...parts, environment: { ...settings, ...parts.environment } });
  opened.push(context);
  return context;
}

let catcher: MailCatcher;
beforeAll(async () => {
  catcher = await startMailCatcher();
});
afterEach(() => {
  for (const context of opened.splice(0)) context.close();
});
afterAll(async () => {
  await catcher.stop();
  rmSync(folder, { recursive: true });
});

async function caught(send: Promise<unknown>): Promise<CaughtMail> {
  const count = catcher.mails.length;
  await send;
  const mail = (await catcher.waitForMail(count + 1))[count];
  if (!mail) throw new Error("no mail arrived");
  return mail;
}

/** The arguments of `sendEmail` behind its subject, by their names. */
interface More {
  readonly to?: string;
  readonly type?: "work" | "home" | "other";
  readonly cc?: readonly string[];
  readonly bcc?: readonly string[];
  readonly from?: string;
  readonly replyTo?: string;
  readonly attachments?: Parameters<typeof sendEmail>[9];
  readonly track?: boolean;
}
function send(context: TestContext, message: string, more: More = {}): ReturnType<typeof sendEmail> {
  const { to, type, cc, bcc, from, replyTo, attachments, track } = more;
  return sendEmail(context, message, "Hi", to, type, cc, bcc, from, replyTo, attachments, track);
}

const ann: Client = {
  entity: "contacts",
  id: 7,
  name: "Ann",
  emails: [
    { address: "ann@home.example", use: "home" },
    { address: "ann@acme.example", use: "work" },
  ],
};
const acme: Client = {
  entity: "companies",
  id: 3,
  name: "Acme",
  emails: [{ address: "all@acme.example", use: "other" }],
};

describe("the one address that a mail goes to", () => {
  it.each<[string, More, string]>([
    ["that of work before others", {}, "ann@acme.example"],
    ["of the kind that the rule asks for", { type: "home" }, "ann@home.example"],
    ["that of the company, where only that is of the kind", { type: "other" }, "all@acme.example"],
    ["that which the rule gives", { to: " boss@acme.example " }, "boss@acme.example"],
  ])("is %s", async (_what, more, address) => {
    const mail = await caught(send(contextFor(catcher.url, { clients: [ann, acme] }), "Hello", more));
    expect(mail.to).toEqual([address]);
    expect(mail.bcc).toBeUndefined();
  });

  it("is missing where nobody has one of the kind", async () => {
    const error = await errorOf(
      send(contextFor(catcher.url, { clients: [acme] }), "Hello", { type: "work" }),
    );
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain("company “Acme” has no e-mail address for “work”");
  });
});

describe("who else a mail names", () => {
  it("gets a copy, seen or unseen, once; and answers go where they are asked for", async () => {
    const mail = await caught(
      send(contextFor(catcher.url), "Hello", {
        cc: ["boss@our.example", "Boss@our.example"],
        bcc: ["archive@our.example"],
        from: "anna@our.example",
        replyTo: "team@our.example",
      }),
    );
    expect(mail).toMatchObject({
      from: "anna@our.example",
      to: ["ann@acme.example"],
      cc: ["Boss@our.example"],
      bcc: ["archive@our.example"],
      replyTo: "team@our.example",
    });
  });

  it.each<More>([
    { cc: ["no address"] },
    { bcc: ["a@b.example\r\nBcc: c@d.example"] },
    { from: "Anna <anna@our.example>" },
    { replyTo: "" },
  ])("has to have a valid address: %j", async (more) => {
    const error = await errorOf(send(contextFor(catcher.url), "Hello", more));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain("is not a valid e-mail address");
  });

  it("are 50 at most", async () => {
    const cc = Array.from({ length: 51 }, (_, index) => `a${index}@our.example`);
    expect((await errorOf(send(contextFor(catcher.url), "Hello", { cc }))).message).toContain("51 people");
  });
});

describe("files that go along", () => {
  it("arrive byte by byte, with their names and types", async () => {
    const context = contextFor(catcher.url);
    const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256);
    const offer = await context.files.put("Angebot für Łukasz.pdf", "application/pdf", bytes);
    const note = await context.files.put("note.txt", "text/plain", Buffer.from("Hi"));
    const mail = await caught(send(context, "Hello", { attachments: [offer, note] }));
    expect(mail.attachments?.map(({ name, type }) => [name, type])).toEqual([
      ["Angebot für Łukasz.pdf", "application/pdf"],
      ["note.txt", "text/plain"],
    ]);
    expect(mail.attachments?.[0]?.bytes).toEqual(bytes);
  });

  it("are refused before anything is sent where they are too many, too large, or gone", async () => {
    const context = contextFor("smtp://127.0.0.1:1");
    const small = await context.files.put("a.txt", "text/plain", Buffer.from("a"));
    const large = await context.files.put(
      "b.bin",
      "application/octet-stream",
      new Uint8Array(8 * 1024 * 1024),
    );
    const gone = { ...small, hash: "0".repeat(64) };
    const refusal = async (attachments: More["attachments"]) =>
      (await errorOf(send(context, "Hello", { ...(attachments && { attachments }) }))).message;
    expect(await refusal(Array.from({ length: 21 }, () => small))).toContain("there can be 20");
    expect(await refusal([large, large])).toContain("larger than 15 MiB together");
    expect(await refusal([gone])).toContain("“a.txt” is not there any more");
  });
});

describe("the layout of a project", () => {
  const layout =
    '<html><head><title>{{ subject }}</title></head><body class="acme">{{message}}<hr></body></html>';

  it("stands around every message, and nothing but the message is markup", async () => {
    const environment = { ONSTAGE_MAIL_LAYOUT: file("layout.html", layout) };
    const context = contextFor(catcher.url, { environment });
    const mail = await caught(sendEmail(context, "1 < 2 {{subject}} $&\n\nBye", "<b>Hi</b> $1"));
    expect(mail.html.replaceAll("\n", "")).toBe(
      '<html><head><title>&lt;b&gt;Hi&lt;/b&gt; $1</title></head><body class="acme">' +
        "<p>1 &lt; 2 {{subject}} $&amp;</p><p>Bye</p><hr></body></html>",
    );
    expect(mail.text).toBe("1 < 2 {{subject}} $&\n\nBye");
  });

  it.each([
    ["<p>{{amount}} {{message}}</p>", "has {{amount}}"],
    ["<p>{{subject}}</p>", "has no {{message}}"],
  ])("has to be one that can be filled: %s", async (text, sentence) => {
    const environment = { ONSTAGE_MAIL_LAYOUT: file("wrong.html", text) };
    expect((await errorOf(send(contextFor(catcher.url, { environment }), "Hello"))).message).toContain(
      sentence,
    );
  });

  it("has to be there", async () => {
    const environment = { ONSTAGE_MAIL_LAYOUT: path.join(folder, "none.html") };
    const { message } = await errorOf(send(contextFor(catcher.url, { environment }), "Hello"));
    expect(message).toContain("The file that ONSTAGE_MAIL_LAYOUT names cannot be read (ENOENT)");
  });
});

describe("a mail that is tracked", () => {
  const key = "a key for links";
  const environment = { ONSTAGE_PUBLIC_URL: "https://rules.acme.example", ONSTAGE_LINK_KEY: key };

  /** What the addresses of the service in a mail say when they are followed. */
  function linksIn({ html }: CaughtMail): readonly unknown[] {
    return Array.from(
      html.matchAll(/https:\/\/rules\.acme\.example\/l\/([\w-]+)\?of=([\w-]+)/gu),
      ([, sign = "", of = ""]) => readPublicLink(key, sign, of),
    );
  }

  it("tells of its links and of being opened, and reads as any other", async () => {
    const context = contextFor(catcher.url, { environment });
    const mail = await caught(send(context, "See https://shop.example/?a=1&b=2.", { track: true }));
    const about = { item: "deals/42", mail: mail.messageId };
    expect(linksIn(mail)).toEqual([
      { kind: "clicked", ...about, url: "https://shop.example/?a=1&b=2" },
      { kind: "opened", ...about, subject: "Hi" },
    ]);
    expect(mail.html).toContain(">https://shop.example/?a=1&amp;b=2</a>.");
    expect(mail.text).toBe("See https://shop.example/?a=1&b=2.");
  });

  it("says in its Message-ID which item it is about, where the service can read that from an answer", async () => {
    const withKey = await caught(send(contextFor(catcher.url, { environment }), "Hello"));
    expect(withKey.messageId).toMatch(/^<[0-9a-f]{40}\.deals-42\.[\w-]{16}@our\.example>$/u);
    expect(itemOfMailId(key, withKey.messageId)).toBe("deals/42");
    const without = await caught(send(contextFor(catcher.url), "Hello"));
    expect(without.messageId).toMatch(/^<[0-9a-f]{40}@our\.example>$/u);
  });

  it("is one whose rule asks for it", async () => {
    for (const track of [undefined, false]) {
      const more = track === undefined ? {} : { track };
      const mail = await caught(
        send(contextFor(catcher.url, { environment }), "See https://shop.example", more),
      );
      expect(mail.html).toBe('<p>See <a href="https://shop.example/">https://shop.example</a></p>');
    }
  });

  it("needs an address of the service that clients reach", async () => {
    const error = await errorOf(send(contextFor(catcher.url), "Hello", { track: true }));
    expect(error.message).toContain("ONSTAGE_PUBLIC_URL is not set");
  });
});

describe("a mail to an employee", () => {
  it("goes to the address that the CRM has for the user", async () => {
    const anna = { id: 1, name: "Anna", email: "anna@our.example" };
    const mail = await caught(sendEmailToEmployee(contextFor(catcher.url), anna, "Call Ann"));
    expect(mail).toMatchObject({ to: ["anna@our.example"], subject: "Acme", text: "Call Ann" });
  });

  it.each([
    [{ id: 1, name: "Anna" }, "Anna has no e-mail address"],
    [{ id: 1, name: "Anna", email: "anna" }, "The e-mail address of Anna is not valid"],
  ])("fails at once where there is none: %#", async (user, sentence) => {
    const error = await errorOf(sendEmailToEmployee(contextFor(catcher.url), user, "Call Ann"));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain(sentence);
  });
});

describe("a mail server that wants encryption and a password", () => {
  async function sendTo(
    server: TlsSmtp,
    environment: Readonly<Record<string, string>>,
    count = 1,
  ): Promise<void> {
    const context = contextFor(`smtp://ann:secret@localhost:${server.port}`, { environment });
    for (let index = 0; index < count; index += 1) await send(context, "Hello");
  }

  it("gets both, over STARTTLS, by one connection for several mails", async () => {
    await using server = await startTlsSmtp();
    await sendTo(server, { ONSTAGE_SMTP_CA_FILE: file("ca.pem", certificate) }, 3);
    expect(server.mails.map(({ secure }) => secure)).toEqual([true, true, true]);
    expect(server.connections()).toBe(1);
  });

  it("is not believed where it does not prove who it is", async () => {
    await using server = await startTlsSmtp();
    const error = await errorOf(sendTo(server, {}));
    expect(error).toBeInstanceOf(TransientError);
    expect(server.mails).toHaveLength(0);
  });

  it("gets mails that are signed with the key of the domain", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    await using server = await startTlsSmtp();
    await sendTo(server, {
      ONSTAGE_SMTP_CA_FILE: file("ca.pem", certificate),
      ONSTAGE_DKIM_KEY_FILE: file("dkim.pem", pem),
      ONSTAGE_DKIM_SELECTOR: "onstage",
    });
    const source = server.mails[0]?.source ?? "";
    expect(verifyDkim(source, publicKey)).toEqual({ domain: "our.example", selector: "onstage" });
    expect(verifyDkim(source.replace("Hello", "Hallo"), publicKey)).toBeUndefined();
    expect(verifyDkim(source.replace("Subject: Hi", "Subject: Ho"), publicKey)).toBeUndefined();
  });

  it.each<[string, Script, unknown]>([
    ["before it had the mail", { data: "cut" }, TransientError],
    ["when it had all of it", { message: "cut" }, UncertainError],
  ])("that breaks off %s is judged by what has left, signature and all", async (_when, script, kind) => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const server = await startScriptedSmtp(script);
    const environment = { ONSTAGE_DKIM_KEY_FILE: file("dkim.pem", pem), ONSTAGE_DKIM_SELECTOR: "onstage" };
    try {
      expect(await errorOf(send(contextFor(server.url, { environment }), "Hello"))).toBeInstanceOf(kind);
    } finally {
      await server.stop();
    }
  });

  it.each([
    [
      { ONSTAGE_DKIM_KEY_FILE: "/nowhere/key.pem" },
      "The file that ONSTAGE_DKIM_KEY_FILE names cannot be read",
    ],
    [{ ONSTAGE_DKIM_KEY_FILE: "certificate" }, "holds no private key in PEM"],
    [{ ONSTAGE_DKIM_KEY_FILE: "key" }, "ONSTAGE_DKIM_SELECTOR is not set"],
  ])("is not asked where the settings of the signature are wrong: %#", async (environment, sentence) => {
    const files: Readonly<Record<string, string>> = {
      certificate: file("c.pem", certificate),
      key: file("k.pem", "-----BEGIN PRIVATE KEY-----\n"),
    };
    const { ONSTAGE_DKIM_KEY_FILE: name } = environment;
    const context = contextFor(catcher.url, { environment: { ONSTAGE_DKIM_KEY_FILE: files[name] ?? name } });
    expect((await errorOf(send(context, "Hello"))).message).toContain(sentence);
  });
});
