import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PermanentError, readPublicLink } from "@onstage/runtime/actions";
import mammoth from "mammoth";
import { extractText, getDocumentProxy, getMeta } from "unpdf";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDocument } from "../src/actions/createDocument.ts";
import { sendEmail } from "../src/actions/sendEmail.ts";
import { startMailCatcher } from "../src/testing/mail-catcher.ts";
import { type ContextParts, errorOf, type TestContext, testContext } from "./context.ts";
import { docxOf, paragraph, table } from "./peers/template.ts";

const key = "a key for links";
const folder = mkdtempSync(path.join(tmpdir(), "onstage-documents-"));
const environment = {
  ONSTAGE_TEMPLATES: folder,
  ONSTAGE_PUBLIC_URL: "https://rules.acme.example",
  ONSTAGE_LINK_KEY: key,
};

function template(name: string, bytes: Uint8Array | string): void {
  writeFileSync(path.join(folder, `${name}.docx`), bytes);
}

/** A context of a run that is given numbers as the service gives them. */
function run(parts: ContextParts = {}): TestContext {
  const counters = new Map<string, number>();
  const next = async (name: string) => {
    counters.set(name, (counters.get(name) ?? 0) + 1);
    return counters.get(name) ?? 0;
  };
  return { ...testContext({ ...parts, environment: { ...environment, ...parts.environment } }), next };
}

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  template(
    "offer",
    docxOf(
      paragraph("Offer {number}", { style: "Heading1" }),
      paragraph("Dear {client.name}, this is {title} for {total}."),
      paragraph("bold words", { look: "<w:b/>" }),
      paragraph("{#note}Note: {note}{/note}"),
      table([["Amount", "{amount}"], ["2:Together {total}"]]),
    ),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What other libraries than those that have written them read in both files. */
async function readBoth(context: TestContext, made: Awaited<ReturnType<typeof createDocument>>) {
  const docx = await context.files.read(made.docx);
  const pdf = await context.files.read(made.pdf);
  if (docx === null || pdf === null) throw new Error("a file is not there");
  const opened = await getDocumentProxy(Uint8Array.from(pdf));
  return {
    docx: (await mammoth.convertToHtml({ buffer: Buffer.from(docx) })).value,
    pdf: (await extractText(opened, { mergePages: true })).text,
    title: (await getMeta(opened)).info?.Title,
  };
}

describe("a document from a template", () => {
  it("is a DOCX and a PDF that say the same, with a number and the values as text", async () => {
    const context = run();
    const total = "1 < 2 & {title}\nand Łukasz, Счёт, 60.000 €";
    const made = await createDocument(context, "offer", [{ name: "total", value: total }], "OFF-");
    expect(made.number).toBe("OFF-1");
    expect([made.docx.name, made.pdf.name]).toEqual(["offer OFF-1.docx", "offer OFF-1.pdf"]);
    const { docx, pdf, title } = await readBoth(context, made);
    expect(title).toBe("offer OFF-1");
    const shown = "1 &lt; 2 &amp; {title}<br />and Łukasz, Счёт, 60.000 €";
    expect(docx).toBe(
      `<h1>Offer OFF-1</h1><p>Dear Ann, this is Acme for ${shown}.</p><p><strong>bold words</strong></p>` +
        "<table><tr><td><p>Amount</p></td><td><p>60000</p></td></tr>" +
        `<tr><td colspan="2"><p>Together ${shown}</p></td></tr></table>`,
    );
    expect(pdf.split(/\s+/u).join(" ").trim()).toBe(
      `Offer OFF-1 Dear Ann, this is Acme for ${total}. bold words Amount 60000 Together ${total}`.replaceAll(
        "\n",
        " ",
      ),
    );
  });

  it("shows a section where there is something to show in it", async () => {
    const context = run({ item: { fields: { amount: { amount: "5.00", currency: "EUR" }, note: "soon" } } });
    const made = await createDocument(context, "offer", [{ name: "total", value: 7 }]);
    const { docx } = await readBoth(context, made);
    expect(docx).toContain("Note: soon");
    expect(docx).toContain("5.00 EUR");
  });

  it("has the next number each time, by template", async () => {
    template("bill", docxOf(paragraph("{number}")));
    const context = run();
    const numbers = [];
    for (const name of ["bill", "bill", "offer", "bill"]) {
      numbers.push((await createDocument(context, name, [{ name: "total", value: 1 }])).number);
    }
    expect(numbers).toEqual(["1", "2", "1", "3"]);
  });

  it("has an address at which the client reads the PDF", async () => {
    const context = run();
    const made = await createDocument(context, "bill");
    const { pathname, searchParams } = new URL(made.link);
    expect(readPublicLink(key, pathname.slice(3), searchParams.get("of") ?? "")).toEqual({
      kind: "document",
      item: "deals/42",
      document: "1",
      template: "bill",
      file: { name: "bill 1.pdf", type: "application/pdf", hash: made.pdf.hash },
    });
  });

  it("goes along with a mail", async () => {
    const catcher = await startMailCatcher();
    const mails = { ONSTAGE_SMTP_URL: catcher.url, ONSTAGE_MAIL_FROM: "sales@our.example" };
    const context = run({ environment: mails });
    try {
      const { pdf } = await createDocument(context, "bill");
      const none = undefined;
      await sendEmail(context, "Your bill", none, none, none, none, none, none, none, [pdf]);
      const [mail] = await catcher.waitForMail(1);
      const file = mail?.attachments?.[0];
      expect(file?.name).toBe("bill 1.pdf");
      const opened = await getDocumentProxy(Uint8Array.from(file?.bytes ?? []));
      expect((await extractText(opened, { mergePages: true })).text).toBe("1");
    } finally {
      context.close();
      await catcher.stop();
    }
  });

  it.each<[string, string, Uint8Array | string | null]>([
    ["absent", "The template “absent.docx” cannot be read (ENOENT)", null],
    ["../secret", "is no name of a template", null],
    ["text", "is no document in the format DOCX", "This is no ZIP."],
    ["empty", "is no document in the format DOCX", ""],
    ["asks", "asks for {secret}, which nothing fills", docxOf(paragraph("{secret}"))],
    ["broken", "cannot be filled:", docxOf(paragraph("{#note}never closed"))],
  ])("is refused where there is none, or it cannot be filled: %s", async (name, sentence, bytes) => {
    if (bytes !== null) template(name, bytes);
    const error = await errorOf(createDocument(run(), name));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain(sentence);
    expect(error.message).not.toContain("\n");
  });
});
