import PizZip from "pizzip";

const word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

/** A paragraph of a DOCX. */
export function paragraph(text: string, { style = "", look = "", list = "" } = {}): string {
  const properties = `${style && `<w:pStyle w:val="${style}"/>`}${list}`;
  const run = `<w:r><w:rPr>${look}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`;
  return `<w:p><w:pPr>${properties}</w:pPr>${text && run}</w:p>`;
}

/** A table of a DOCX; a cell reaches over as many columns as stand before its colon: `2:Total`. */
export function table(rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => {
    const [, span = "1", said = ""] = /^(?:(\d):)?(.*)$/u.exec(text) ?? [];
    return `<w:tc><w:tcPr><w:gridSpan w:val="${span}"/></w:tcPr>${paragraph(said)}</w:tc>`;
  };
  return `<w:tbl>${rows.map((cells) => `<w:tr>${cells.map(cell).join("")}</w:tr>`).join("")}</w:tbl>`;
}

/** A DOCX of these paragraphs and tables, as word processors write one. */
export function docxOf(...parts: readonly string[]): Uint8Array {
  const zip = new PizZip();
  const type = (part: string, name: string) =>
    `<Override PartName="/word/${part}.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.${name}+xml"/>`;
  zip.file(
    "[Content_Types].xml",
    `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${type("document", "document.main")}${type("styles", "styles")}</Types>`,
  );
  const relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const relations = (inner: string) =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${inner}</Relationships>`;
  zip.file(
    "_rels/.rels",
    relations(`<Relationship Id="r1" Type="${relation}/officeDocument" Target="word/document.xml"/>`),
  );
  zip.file(
    "word/_rels/document.xml.rels",
    relations(`<Relationship Id="r1" Type="${relation}/styles" Target="styles.xml"/>`),
  );
  zip.file(
    "word/styles.xml",
    `<w:styles ${word}><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>`,
  );
  zip.file("word/document.xml", `<w:document ${word}><w:body>${parts.join("")}</w:body></w:document>`);
  return zip.generate({ type: "uint8array" });
}
