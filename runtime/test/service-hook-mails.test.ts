import { createHmac, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { itemOfMailId, mailIdOf } from "../src/actions/mail-item.ts";
import type { ServiceOptions } from "../src/service/start.ts";
import { type Served, serveOnce } from "./service-support.ts";

const linkKey = "a key for links that nobody guesses";
const key = randomBytes(32);
const environment = { ONSTAGE_LINK_KEY: linkKey, TEST_MAIL_SECRET: `whsec_${key.toString("base64")}` };
const rules = [{ name: "answered", on: "emailReceived", call: "return {};" }];
const options: Partial<ServiceOptions> = {
  hooks: { mail: { verify: "signature", secret: "TEST_MAIL_SECRET", event: "emailReceived" } },
};

beforeAll(() => void Object.assign(process.env, environment));
afterAll(() => {
  for (const name of Object.keys(environment)) delete process.env[name];
});

/** Tells the service of a mail, as the gateway does that has received it. */
async function tell(own: Served, mail: object, id: string) {
  const body = JSON.stringify(mail);
  const at = String(Math.floor(Date.now() / 1000));
  const hash = createHmac("sha256", key).update(`${id}.${at}.${body}`).digest("base64");
  const response = await fetch(`${own.service.url}/v1/hooks/mail`, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": at,
      "webhook-signature": `v1,${hash}`,
    },
  });
  await response.body?.cancel();
  return response.status;
}

const ours = `<${mailIdOf(linkKey, "0b5f-key", "deals/42")}@acme.example>`;

describe("a mail that has come in", () => {
  const own = serveOnce(rules, (one) => one.post("/v1/items/deals", { id: 42, title: "Acme" }), options);

  it("is about the item of the mail that it answers, and brings along what rules look at", async () => {
    const mail = {
      from: "ann@acme.example",
      subject: "Re: Offer",
      text: "Yes!",
      messageId: "<a@home.example>",
      inReplyTo: ours,
      references: `<first@home.example>\r\n ${ours}`,
      automatic: false,
      attachments: [{ name: "x" }],
    };
    expect(await tell(own(), mail, "one")).toBe(202);
    const run = await own().run("answered", "done", ({ args }) => args?.messageId === "<a@home.example>");
    expect(run.item).toEqual({ entity: "deals", id: 42 });
    const { attachments: _, ...brought } = mail;
    expect(run.args).toEqual({ ...brought, references: ["<first@home.example>", ours] });
  });

  it("is known by any mail of the conversation, or by the item that the gateway names", async () => {
    const references = [ours, "<second@home.example>", "<third@home.example>"];
    expect(await tell(own(), { inReplyTo: "<third@home.example>", references }, "two")).toBe(202);
    expect(await tell(own(), { item: "deals/42", text: "By hand" }, "three")).toBe(202);
    const run = await own().run("answered", "done", ({ args }) => args?.text === "By hand");
    expect(run.args).toEqual({ text: "By hand" });
  });

  it.each([
    ["letters", "x", 1],
    ["others", "\u{1F600}", 4],
    ["characters that JSON has to escape", '"\u0001', 8],
  ])("is cut where it says more than an event may bring, and keeps its ids: %s", async (_, sign, bytes) => {
    const text = sign.repeat(Math.ceil(70_000 / bytes));
    const messageId = `<long-${bytes}@home.example>`;
    const mail = { from: "ann@acme.example", subject: text, text, messageId, inReplyTo: ours };
    expect(await tell(own(), mail, `long-${bytes}`)).toBe(202);
    const { args } = await own().run("answered", "done", ({ args }) => args?.messageId === messageId);
    expect(args).toMatchObject({ from: mail.from, messageId, inReplyTo: ours });
    const said = String(args?.text);
    expect(text.startsWith(said)).toBe(true);
    expect(said.isWellFormed()).toBe(true);
    const size = Buffer.byteLength(JSON.stringify(args));
    expect(size).toBeLessThanOrEqual(64 * 1024);
    expect(size).toBeGreaterThan(64 * 1024 - 16);
  });

  it("keeps the latest of very many references, each of them whole", async () => {
    const references = Array.from(
      { length: 100 },
      (_, index) => `<${index}-${"r".repeat(900)}@home.example>`,
    );
    const mail = { text: "Yes!", messageId: "<many@home.example>", inReplyTo: ours, references };
    expect(await tell(own(), mail, "many")).toBe(202);
    const { args } = await own().run("answered", "done", (one) => one.args?.messageId === mail.messageId);
    const kept = args?.references;
    expect(kept).toEqual(references.slice(-17));
    expect(args?.text).toBe("Yes!");
  });

  it.each([
    ["answers nothing", {}],
    ["answers a mail of others", { inReplyTo: "<deals-42@acme.example>" }],
    ["names an item that our mail was not about", { inReplyTo: ours.replace("deals-42", "deals-7") }],
    [
      "is signed with another key",
      { inReplyTo: `<${mailIdOf("other", "0b5f-key", "deals/42")}@acme.example>` },
    ],
    ["brings something else than texts", { inReplyTo: 7, references: [{}, 7, null] }],
  ])("belongs to no item where it %s", async (what, mail) => {
    expect(await tell(own(), mail, what.replaceAll(" ", "-"))).toBe(422);
  });
});

describe("a Message-ID", () => {
  it("names its item, with angle brackets and without, whatever the key is like", () => {
    for (const [name, item] of [
      ["a.b-c_d", "deals/1"],
      ["x".repeat(64), "contract_prep/123456789012345"],
    ] as const) {
      const id = `${mailIdOf(linkKey, name, item)}@acme.example`;
      expect(itemOfMailId(linkKey, id)).toBe(item);
      expect(itemOfMailId(linkKey, ` <${id}> `)).toBe(item);
      expect(itemOfMailId(linkKey, id.replace("@", "x@"))).toBeUndefined();
    }
  });
});
