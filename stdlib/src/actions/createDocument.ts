import type { ActionContext, StoredFile, Text, Url } from "@onstage/runtime/actions";
import { documentValues } from "../documents/document-values.ts";
import { documents } from "../providers/documents.ts";
import { publicLinks } from "../providers/public-links.ts";

import { cleanLine } from "../text/clean.ts";

const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/** Something that a template is filled with beside the item. */
export interface DocumentValue {
  readonly name: Text;
  readonly value: Text | number;
}

/** A document that was made. */
export interface CreatedDocument {
  readonly number: Text;
  readonly docx: StoredFile;
  readonly pdf: StoredFile;
  /** Where the client reads the PDF; the rules hear of it as `documentOpened`. */
  readonly link: Url;
}

/** The name of a file, without the signs that no folder takes. */
function fileName(template: string, number: string): string {
  return cleanLine(`${template} ${number}`.replace(/[/\\:*?"<>|\p{Cc}]+/gu, "-"), 120);
}

/**
 * Makes a document from a template, as DOCX and as PDF, with a number of its own and an address at which the client reads
 * it. `{title}` and other fields of the item in the template become their values, and so do `{number}`, `{client.name}`,
 * `{client.email}`, `{client.phone}` and what `values` names. The PDF has the text, headings, lists, tables and pictures of
 * the DOCX; not the headers and footers of its pages. What stands between `{#note}` and `{/note}` is left out where `note` is empty.
 *
 * @param template the file of the template, without `.docx`
 * @param values what else to fill in: `[{ name: "total", value: "1.200 €" }]`
 * @param prefix what stands before the number: `INV-`
 * @returns its number, both files, which `sendEmail` takes as attachments, and its address
 * @repeatable
 * @group Documents
 * @kind helper
 * @example let offer = createDocument("offer", [{ name: "total", value: "{amount}" }])
 */
export async function createDocument(
  context: ActionContext,
  template: Text,
  values: readonly DocumentValue[] = [],
  prefix: Text = "",
): Promise<CreatedDocument> {
  const { item, files } = context;
  const links = context.use(publicLinks);
  const number = `${prefix}${await context.next(`document ${template}`)}`;
  const name = fileName(template, number);
  const order = { template, title: name, values: documentValues(context, number, values) };
  const made = await context.use(documents).make(order);
  const pdf = await files.put(`${name}.pdf`, "application/pdf", made.pdf);
  const link = {
    kind: "document",
    item: `${item.entity}/${item.id}`,
    document: number,
    template,
    file: { name: pdf.name, type: pdf.type, hash: pdf.hash },
  } as const;
  return { number, docx: await files.put(`${name}.docx`, DOCX, made.docx), pdf, link: links.of(link) };
}
