import { type Content, pdfLayout } from "./pdf-layout.ts";

/** What is used of pdfmake, whose own build for one file has its fonts in another. */
interface PdfMake {
  readonly addVirtualFileSystem: (files: unknown) => void;
  readonly createPdf: (layout: Content) => { readonly getBuffer: () => Promise<Uint8Array> };
}

let opened: Promise<PdfMake> | undefined;

async function open(): Promise<PdfMake> {
  const [{ default: maker }, { default: fonts }] = await Promise.all([
    import("pdfmake/build/pdfmake.js"),
    import("pdfmake/build/vfs_fonts.js"),
  ]);
  // These files come without types.
  const pdfMake = maker as PdfMake;
  pdfMake.addVirtualFileSystem(fonts);
  return pdfMake;
}

/**
 * Writes a DOCX as a PDF. Its letters are those of Roboto: Latin, Greek and Cyrillic.
 *
 * @param title what the PDF is called by who shows it
 */
export async function writePdf(title: string, docx: Uint8Array): Promise<Uint8Array> {
  opened ??= open();
  const { readDocx } = await import("./docx-tree.ts");
  const layout = pdfLayout(title, await readDocx(docx));
  return (await opened).createPdf(layout).getBuffer();
}
