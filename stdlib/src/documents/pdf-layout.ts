import type { Block, Cell, Paragraph, Run, Table } from "./docx-tree.ts";

/** Something on a page, in the words of pdfmake. */
export type Content = Readonly<Record<string, unknown>>;

const TEXT_SIZE = 11;
const LIST_INDENT = 16;
/** The widest picture, in points: what is between the margins of a page. */
const PICTURE_WIDTH = 495;
/** Sizes of headings from the first level on. */
const headingSizes = [20, 16, 13];
const pictureTypes: ReadonlySet<string> = new Set(["image/png", "image/jpeg"]);

function runContent({ text, bold, italic, underline, strike, size, link }: Run): Content {
  const decoration = [...(underline || link ? ["underline"] : []), ...(strike ? ["lineThrough"] : [])];
  return {
    text,
    ...(bold && { bold }),
    ...(italic && { italics: true }),
    ...(decoration.length > 0 && { decoration }),
    ...(size !== undefined && { fontSize: size }),
    ...(link !== undefined && /^https?:|^mailto:/iu.test(link) && { link, color: "#0645ad" }),
  };
}

function textContent({ runs, heading, align }: Paragraph): Content {
  return {
    // An empty paragraph is an empty line.
    text: runs.length === 0 ? " " : runs.map(runContent),
    alignment: align,
    margin: heading === undefined ? [0, 0, 0, 6] : [0, 12, 0, 6],
    ...(heading !== undefined && {
      bold: true,
      fontSize: headingSizes[heading - 1] ?? TEXT_SIZE,
      headlineLevel: heading,
    }),
  };
}

/** Numbers the paragraphs of lists as they come: a list begins anew behind any other block. */
function listSigns(): (paragraph: Paragraph) => string {
  let counts: number[] = [];
  return ({ list }) => {
    if (list === undefined) {
      counts = [];
      return "";
    }
    counts = counts.slice(0, list.level + 1);
    for (let level = 0; level <= list.level; level += 1) counts[level] ??= 0;
    counts[list.level] = (counts[list.level] ?? 0) + 1;
    return list.ordered ? `${counts[list.level]}.` : "•";
  };
}

function paragraphContents(paragraph: Paragraph, sign: string): readonly Content[] {
  const { runs, pictures, align, list } = paragraph;
  const shown = pictures
    .filter(({ type }) => pictureTypes.has(type))
    .map(({ type, base64 }) => ({
      image: `data:${type};base64,${base64}`,
      fit: [PICTURE_WIDTH, PICTURE_WIDTH],
      alignment: align,
      margin: [0, 0, 0, 6],
    }));
  if (runs.length === 0 && shown.length > 0) return shown;
  const text = textContent(paragraph);
  if (list === undefined) return [...shown, text];
  const columns = [
    { text: sign, width: LIST_INDENT },
    { ...text, width: "*" },
  ];
  return [...shown, { columns, margin: [LIST_INDENT * list.level, 0, 0, 0] }];
}

/** The cells of a table, with empty ones where others reach over several columns or rows. */
function tableBody({ rows }: Table): readonly (readonly Content[])[] {
  const taken = new Set<string>();
  const body = rows.map((cells, row) => {
    const line: Content[] = [];
    const skip = (): void => {
      while (taken.has(`${row} ${line.length}`)) line.push({});
    };
    const put = ({ blocks, columns, rows: down }: Cell): void => {
      skip();
      const column = line.length;
      for (let below = 0; below < down; below += 1) {
        for (let beside = 0; beside < columns; beside += 1) taken.add(`${row + below} ${column + beside}`);
      }
      line.push({
        stack: [...contentsOf(blocks)],
        colSpan: columns,
        rowSpan: Math.min(down, rows.length - row),
      });
      for (let beside = 1; beside < columns; beside += 1) line.push({});
    };
    cells.forEach(put);
    skip();
    return line;
  });
  const width = Math.max(1, ...body.map((line) => line.length));
  return body.map((line) => [...line, ...Array.from({ length: width - line.length }, () => ({}))]);
}

function tableContent(table: Table): readonly Content[] {
  const body = tableBody(table);
  const [first] = body;
  if (first === undefined) return [];
  return [{ table: { widths: first.map(() => "*"), body }, margin: [0, 0, 0, 8] }];
}

function contentsOf(blocks: readonly Block[]): readonly Content[] {
  const signOf = listSigns();
  return blocks.flatMap((block) =>
    block.kind === "table" ? tableContent(block) : paragraphContents(block, signOf(block)),
  );
}

/** Lays a document out on pages of the size A4. */
export function pdfLayout(title: string, blocks: readonly Block[]): Content {
  return {
    info: { title },
    pageSize: "A4",
    pageMargins: [50, 50, 50, 50],
    defaultStyle: { fontSize: TEXT_SIZE, lineHeight: 1.2 },
    content: contentsOf(blocks),
  };
}
