import { startMailCatcher } from "@onstage/stdlib/testing";
import { extractText, getDocumentProxy } from "unpdf";
import { describe, expect, it } from "vitest";
import { startPeer } from "../../stdlib/test/peers/http-peer.ts";
import { docxOf, paragraph } from "../../stdlib/test/peers/template.ts";
import { serve } from "./serving.ts";
import { scratch } from "./support.ts";

const publicUrl = "https://rules.acme.example";

const schema = {
  entities: {
    deals: {
      title: "Deals",
      item: "Deal",
      pipelines: [
        {
          id: "sales",
          title: "Sales",
          stages: [
            { id: "NEW", title: "New" },
            { id: "WON", title: "Won", final: "success" },
          ],
        },
      ],
      fields: {
        title: { type: "Text", required: true },
        amount: { type: "Money" },
        contact: { type: "Link", entity: "contacts" },
      },
      client: ["contact"],
    },
    contacts: {
      title: "Contacts",
      item: "Contact",
      fields: {
        name: { type: "Text", required: true },
        private: { type: "Email", use: "home" },
        office: { type: "Email", use: "work" },
        cell: { type: "Phone", use: "mobile" },
      },
    },
  },
};

const rules = `on stage "New" in deals <
  let offer = createDocument("offer", [{ name: "total", value: "{amount}" }], prefix: "OFF-");
  after previous sendEmail("Your offer {offer.number}: {offer.link}", subject: "Offer", attachments: [offer.pdf], track: true);
>

on emailOpened("Offer") in deals <
  sendSms("You have read our offer.", type: "mobile");
>

on documentOpened("offer") in deals move to "Won"
`;

describe("onstage serve, where clients read what they are sent", () => {
  it("makes a document, sends it along with a link, and hears of it when it is read", async () => {
    using own = scratch();
    const catcher = await startMailCatcher();
    const texted = Promise.withResolvers<string>();
    await using sms = await startPeer(({ text }) => {
      texted.resolve(text);
      return { status: 201, json: { id: "m1" } };
    });
    own.write(
      "onstage.json",
      JSON.stringify({
        schema: "crm.schema.json",
        rules: ["*.rules"],
        currency: "EUR",
        timezone: "Europe/Berlin",
      }),
    );
    own.write("crm.schema.json", JSON.stringify(schema));
    own.write("offer.rules", rules);
    own.write("templates/offer.docx", docxOf(paragraph("Offer {number} for {client.name}: {total}")));
    const serving = await serve(own, {
      ONSTAGE_SMTP_URL: catcher.url,
      ONSTAGE_SMS_URL: sms.url,
      ONSTAGE_PUBLIC_URL: publicUrl,
    });
    try {
      const ann = {
        name: "Ann",
        private: "ann@home.example",
        office: "ann@acme.example",
        cell: "+49 151 1234567",
      };
      const { body } = await serving.call("POST", "items/contacts", ann);
      const { id: contact } = body as { readonly id: number };
      await serving.call("POST", "items/deals", { id: 42, title: "Acme", amount: "60000", contact });

      const [mail] = await catcher.waitForMail(1);
      if (mail === undefined) throw new Error("no mail arrived");
      expect(mail.to).toEqual(["ann@acme.example"]);
      const words = async (bytes: Uint8Array) =>
        (await extractText(await getDocumentProxy(Uint8Array.from(bytes)), { mergePages: true })).text;
      const [attached] = mail.attachments ?? [];
      expect(attached?.name).toBe("offer OFF-1.pdf");
      expect(await words(attached?.bytes ?? new Uint8Array())).toMatch(/^Offer OFF-1 for Ann: .*60,?000/u);

      const [tracked = "", pixel = ""] = Array.from(
        mail.html.matchAll(/(?:href|src)="([^"]+)"/gu),
        ([, link = ""]) => link,
      );
      const follow = (link: string, init: RequestInit = {}) =>
        fetch(link.replaceAll("&amp;", "&").replace(publicUrl, serving.url), init);
      expect((await follow(pixel)).headers.get("content-type")).toBe("image/gif");
      expect(JSON.parse(await texted.promise)).toEqual({
        to: "+491511234567",
        text: "You have read our offer.",
        item: "deals/42",
      });

      const leading = await follow(tracked, { redirect: "manual" });
      const document = await follow(leading.headers.get("location") ?? "");
      expect(await words(new Uint8Array(await document.arrayBuffer()))).toContain("Offer OFF-1");
      const moved = await serving.call("GET", "items/deals/42");
      expect(moved.body).toMatchObject({ stage: "Won" });
      expect(serving.log()).not.toContain("cannot");
    } finally {
      await catcher.stop();
    }
  });
});
