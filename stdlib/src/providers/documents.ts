import { readFile } from "node:fs/promises";
import path from "node:path";
import { PermanentError, type Provider } from "@onstage/runtime/actions";
import { fillDocx } from "../documents/fill-docx.ts";
import { writePdf } from "../documents/pdf.ts";
import { cleanLine } from "../text/clean.ts";

/** A document that is to be made. */
export interface DocumentOrder {
  /** The file of the template, without its ending: `offer` for `offer.docx`. */
  readonly template: string;
  /** What the PDF is called by who shows it. */
  readonly title: string;
  /** Texts by the names that the template may ask for. */
  readonly values: ReadonlyMap<string, string>;
}

/** A document in both its forms. */
export interface MadeDocument {
  readonly docx: Uint8Array;
  readonly pdf: Uint8Array;
}

/** Makes documents from templates. */
export interface DocumentMaker {
  /** Throws PermanentError where there is no such template, or it cannot be filled. */
  readonly make: (order: DocumentOrder) => Promise<MadeDocument>;
}

const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_ .-]{0,100}$/u;

async function readTemplate(folder: string, name: string): Promise<Uint8Array> {
  const shown = cleanLine(name, 80);
  if (!NAME.test(name)) throw new PermanentError(`“${shown}” is no name of a template.`);
  try {
    return await readFile(path.join(folder, `${name}.docx`));
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new PermanentError(
      `The template “${shown}.docx” cannot be read (${String(error.code)}). Put it into the folder that ONSTAGE_TEMPLATES names, or into “templates”.`,
    );
  }
}

/**
 * Documents from templates in the folder `ONSTAGE_TEMPLATES`, or `templates` in the folder that the service was started in.
 * A template is read each time, so that a changed one counts at once.
 */
export const documents: Provider<DocumentMaker> = {
  name: "documents",
  open: (environment) => {
    const folder = path.resolve(environment.ONSTAGE_TEMPLATES?.trim() || "templates");
    return {
      make: async ({ template, title, values }) => {
        const docx = await fillDocx(template, await readTemplate(folder, template), values);
        return { docx, pdf: await writePdf(title, docx) };
      },
    };
  },
};
