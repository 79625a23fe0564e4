import mammoth from "mammoth";

/** Text of one look. */
export interface Run {
  readonly text: string;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly strike: boolean;
  /** In points; undefined where the paragraph says. */
  readonly size: number | undefined;
  /** Where it leads, for a link. */
  readonly link: string | undefined;
}

export interface Picture {
  readonly type: string;
  readonly base64: string;
}

export interface Paragraph {
  readonly kind: "paragraph";
  readonly runs: readonly Run[];
  readonly pictures: readonly Picture[];
  /** 1 for a heading of the first level; undefined for text. */
  readonly heading: number | undefined;
  readonly align: "left" | "right" | "center" | "justify";
  readonly list: { readonly level: number; readonly ordered: boolean } | undefined;
}

export interface Cell {
  readonly blocks: readonly Block[];
  readonly columns: number;
  readonly rows: number;
}

export interface Table {
  readonly kind: "table";
  readonly rows: readonly (readonly Cell[])[];
}

/** What a document is made of, from top to bottom. */
export type Block = Paragraph | Table;

/** A node as mammoth reads it. Its types say nothing of it, so each part is looked at. */
type Node = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null;
}

function childrenOf({ children }: Node): readonly Node[] {
  return Array.isArray(children) ? children.filter(isNode) : [];
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const countOf = (value: unknown): number => (typeof value === "number" && value > 1 ? Math.floor(value) : 1);

function plainText(node: Node): string {
  switch (node.type) {
    case "text":
      return textOf(node.value);
    case "tab":
      return "\t";
    case "break":
      return "\n";
    default:
      return childrenOf(node).map(plainText).join("");
  }
}

function runsOf(node: Node, link: string | undefined): readonly Run[] {
  if (node.type !== "run") {
    const target = node.type === "hyperlink" ? textOf(node.href) || link : link;
    return childrenOf(node).flatMap((child) => runsOf(child, target));
  }
  const text = plainText(node);
  if (text === "") return [];
  const { isBold, isItalic, isUnderline, isStrikethrough, fontSize } = node;
  return [
    {
      text,
      bold: isBold === true,
      italic: isItalic === true,
      underline: isUnderline === true,
      strike: isStrikethrough === true,
      size: typeof fontSize === "number" ? fontSize : undefined,
      link,
    },
  ];
}

async function picturesOf(node: Node): Promise<readonly Picture[]> {
  if (node.type === "image" && typeof node.readAsBase64String === "function") {
    const base64: unknown = await Reflect.apply(node.readAsBase64String, node, []);
    return [{ type: textOf(node.contentType), base64: textOf(base64) }];
  }
  return (await Promise.all(childrenOf(node).map(picturesOf))).flat();
}

function alignOf(value: unknown): Paragraph["align"] {
  if (value === "right" || value === "end") return "right";
  if (value === "center") return "center";
  return value === "both" || value === "justify" ? "justify" : "left";
}

async function paragraphOf(node: Node): Promise<Paragraph> {
  const [, level] = /^(?:heading|title)\s*([1-6])?$/iu.exec(textOf(node.styleName)) ?? [];
  const isHeading = /^(?:heading [1-6]|title)$/iu.test(textOf(node.styleName));
  const { numbering } = node;
  return {
    kind: "paragraph",
    runs: runsOf(node, undefined),
    pictures: await picturesOf(node),
    heading: isHeading ? Number(level ?? 1) : undefined,
    align: alignOf(node.alignment),
    list: isNode(numbering)
      ? { level: Number(numbering.level) || 0, ordered: numbering.isOrdered === true }
      : undefined,
  };
}

async function tableOf(node: Node): Promise<Table> {
  const rows = childrenOf(node).filter(({ type }) => type === "tableRow");
  const cellOf = async (cell: Node): Promise<Cell> => ({
    blocks: await blocksOf(childrenOf(cell)),
    columns: countOf(cell.colSpan),
    rows: countOf(cell.rowSpan),
  });
  return {
    kind: "table",
    rows: await Promise.all(rows.map((row) => Promise.all(childrenOf(row).map(cellOf)))),
  };
}

async function blocksOf(nodes: readonly Node[]): Promise<readonly Block[]> {
  const blocks = nodes.map(async (node): Promise<readonly Block[]> => {
    if (node.type === "paragraph") return [await paragraphOf(node)];
    if (node.type === "table") return [await tableOf(node)];
    return blocksOf(childrenOf(node));
  });
  return (await Promise.all(blocks)).flat();
}

/** Reads what stands in a DOCX, without the headers and footers of its pages. */
export async function readDocx(docx: Uint8Array): Promise<readonly Block[]> {
  let root: unknown;
  const transformDocument = (document: unknown): unknown => {
    root = document;
    return document;
  };
  await mammoth.convertToHtml({ buffer: Buffer.from(docx) }, { transformDocument });
  return isNode(root) ? blocksOf(childrenOf(root)) : [];
}
