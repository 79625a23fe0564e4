/** A fenced block of a page, with what stands behind its three backticks. */
export interface Fence {
  /** `rules`, `json`, `ts` or `console`. */
  readonly language: string;
  /** What follows the language: the name of a file, or a code. */
  readonly info: string;
  readonly text: string;
  /** Line of its first backtick, from 1. */
  readonly line: number;
}

/** A heading with everything below it, up to the next heading. */
export interface Section {
  /** With its `#` signs. */
  readonly heading: string;
  /** Its text without the fenced blocks. */
  readonly prose: string;
  readonly fences: readonly Fence[];
}

/** Cuts a Markdown page at its headings. Text before the first heading is left out. */
export function sectionsOf(markdown: string): readonly Section[] {
  const sections: { heading: string; prose: string; fences: Fence[] }[] = [];
  let open: Omit<Fence, "text"> | undefined;
  let indent = "";
  let inside: string[] = [];
  for (const [index, line] of markdown.split("\n").entries()) {
    const section = sections[sections.length - 1];
    const fence = /^( *)```(\S*)\s*(.*)$/.exec(line);
    if (open !== undefined) {
      // In a list, all of a block is indented with its fence.
      if (line !== `${indent}\`\`\``) inside.push(line.startsWith(indent) ? line.slice(indent.length) : line);
      else {
        section?.fences.push({ ...open, text: inside.map((one) => `${one}\n`).join("") });
        open = undefined;
        inside = [];
      }
    } else if (fence !== null) {
      indent = fence[1] ?? "";
      open = { language: fence[2] ?? "", info: fence[3] ?? "", line: index + 1 };
    } else if (/^#+ /.test(line)) sections.push({ heading: line, prose: "", fences: [] });
    else if (section !== undefined) section.prose += `${line}\n`;
  }
  return sections.map((section) => ({ ...section, prose: section.prose.trim() }));
}
