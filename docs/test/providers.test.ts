import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Client } from "@onstage/runtime/actions";
import {
  addToAudience,
  callWebhook,
  createPaymentLink,
  robocall,
  sendChatMessage,
  sendEmail,
  sendSms,
} from "@onstage/stdlib/actions";
import { startMailCatcher } from "@onstage/stdlib/testing";
import { describe, expect, it } from "vitest";
import { type ContextParts, type TestContext, testContext } from "../../stdlib/test/context.ts";
import { type HttpPeer, type PeerRequest, startPeer } from "../../stdlib/test/peers/http-peer.ts";
import { sectionsOf } from "./page.ts";

const root = path.resolve(import.meta.dirname, "../..");
const page = readFileSync(path.join(root, "docs/providers.md"), "utf8");
const sections = sectionsOf(page);

/** The blocks of the page with this language and name, by the heading that they stand under. */
function blockOf(heading: string, language: string, info: string): string {
  const fences = sections.find((one) => one.heading === heading)?.fences ?? [];
  const found = fences.find((one) => one.language === language && one.info === info);
  if (found === undefined) throw new Error(`${heading} has no block “${language} ${info}”`);
  return found.text;
}

const ann: Client = {
  entity: "contacts",
  id: 7,
  name: "Ann",
  email: "ann@acme.example",
  phone: "+49 151 12345678",
};

/** What the rule of each example does, and what the action makes of the answer. */
const calls: Readonly<
  Record<
    string,
    {
      readonly heading: string;
      readonly call: (context: TestContext, url: string) => Promise<unknown>;
      readonly result: unknown;
    }
  >
> = {
  sms: {
    heading: "## SMS",
    call: (context) => sendSms(context, "Your order is ready."),
    result: { id: "m1" },
  },
  calls: {
    heading: "## Calls",
    call: (context) => robocall(context, "Your table is free.", "en-GB"),
    result: { id: "c1", answered: true, outcome: "answered" },
  },
  chats: {
    heading: "## Chats",
    call: (context) => sendChatMessage(context, "Hello", "4711", "whatsapp"),
    result: { id: "w1" },
  },
  payments: {
    heading: "## Payments",
    call: (context) => createPaymentLink(context),
    result: { url: "https://pay.example/1" },
  },
  audiences: {
    heading: "## Audiences",
    call: (context) => addToAudience(context, "vip"),
    result: undefined,
  },
  webhooks: {
    heading: "## Webhooks",
    call: (context, url) => callWebhook(context, url, [{ name: "order", value: "A-7" }]),
    result: { status: 200, text: "taken", number: 7, yes: true, url: "https://acme.example/7" },
  },
};

/** An example: what is asked, and what is answered. */
function exampleOf(name: string, heading: string): { readonly asked: string; readonly answer: string } {
  const [, asked = "", answer = ""] = /^→ (.*)\n←(.*)\n$/u.exec(blockOf(heading, "http", name)) ?? [];
  return { asked, answer: answer.trim() };
}

function settingsFor(url: string): Readonly<Record<string, string>> {
  const names = ["SMS", "CALLS", "CHAT", "PAYMENTS", "AUDIENCES"];
  return Object.fromEntries(names.map((name) => [`ONSTAGE_${name}_URL`, url]));
}

function contextFor(peer: HttpPeer, parts: ContextParts = {}): TestContext {
  const environment = { ...settingsFor(`${peer.url}/messages`), ...parts.environment };
  return testContext({ clients: [ann], allow: ["127.0.0.1"], ...parts, environment });
}

describe("the page of the providers", () => {
  it.each(Object.entries(calls))(
    "shows what is asked of %s, and what an answer comes to",
    async (name, { heading, call, result }) => {
      const { asked, answer } = exampleOf(name, heading);
      await using peer = await startPeer(({ method }: PeerRequest) => ({
        status: 200,
        ...(answer !== "" && { json: method === "GET" ? { outcome: "answered" } : JSON.parse(answer) }),
      }));
      expect(await call(contextFor(peer), `${peer.url}/in`)).toEqual(result);
      expect(peer.requests[0]?.text.replaceAll(/"[0-9a-f]{64}"/gu, '"<SHA-256>"')).toBe(asked);
    },
  );

  it("shows all headers of a request", async () => {
    await using peer = await startPeer(() => ({ status: 200, json: { id: "m1" } }));
    const environment = {
      ONSTAGE_SMS_TOKEN: "<ONSTAGE_SMS_TOKEN>",
      ONSTAGE_SMS_SECRET: `whsec_${Buffer.alloc(32, 7).toString("base64")}`,
    };
    const key = "0b5f0c5e-5d0f-4b0a-9a55-2f6a3f1f7c11";
    await sendSms(contextFor(peer, { environment, key }), "Your order is ready.");
    const [{ method, path: address, headers, text } = { method: "", path: "", headers: {}, text: "" }] =
      peer.requests;
    const own = new Set(["authorization", "content-type", "idempotency-key"]);
    const lines = Object.entries(headers)
      .filter(([header]) => own.has(header) || header.startsWith("webhook-"))
      .map(([header, value]) => `${header}: ${value}`)
      .toSorted()
      .map((line) => line.replace(/(v1,).*/u, "$1<base64>").replace(/(timestamp: )\d+/u, "$1<seconds>"));
    expect([`${method} ${address}`, ...lines, "", text, ""].join("\n")).toBe(
      blockOf("## The contract over HTTP", "http", "sms"),
    );
  });

  it("shows a layout, and a mail in it", async () => {
    const catcher = await startMailCatcher();
    const folder = mkdtempSync(path.join(tmpdir(), "onstage-layout-"));
    const file = path.join(folder, "layout.html");
    writeFileSync(file, blockOf("## Mail", "html", "layout"));
    const settings = { ONSTAGE_MAIL_FROM: "sales@acme.example", ONSTAGE_MAIL_LAYOUT: file };
    const context = testContext({ environment: { ONSTAGE_SMTP_URL: catcher.url, ...settings } });
    try {
      await sendEmail(context, "See https://acme.example", "1 < 2");
      const [mail] = await catcher.waitForMail(1);
      expect(mail?.html.trim()).toBe(blockOf("## Mail", "html", "mail").trim());
    } finally {
      context.close();
      await catcher.stop();
      rmSync(folder, { recursive: true });
    }
  });

  it("names every setting that a provider reads", () => {
    const sources = globSync("stdlib/src/providers/*.ts", { cwd: root });
    const read = new Set(
      sources.flatMap((file) =>
        Array.from(
          readFileSync(path.join(root, file), "utf8").matchAll(
            /"(ONSTAGE_[A-Z_]+)"|environment\.(ONSTAGE_[A-Z_]+)/gu,
          ),
          ([, one, other]) => one ?? other ?? "",
        ),
      ),
    );
    // Beginnings of names, and the token, which no provider reads.
    const parts = new Set([
      "ONSTAGE_SMS",
      "ONSTAGE_CALLS",
      "ONSTAGE_CHAT",
      "ONSTAGE_PAYMENTS",
      "ONSTAGE_AUDIENCES",
      "ONSTAGE_TOKEN",
    ]);
    const missing = [...read].filter((name) => !parts.has(name) && !page.includes(name));
    expect(missing).toEqual([]);
    expect(read.size).toBeGreaterThan(20);
  });
});
