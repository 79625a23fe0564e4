import { type Diagnostic, shifted } from "../diagnostics/diagnostic.ts";
import { readSection, type Section } from "./section.ts";
import { cutSections } from "./sections.ts";
import type { Token } from "./tokens.ts";

export type { Section } from "./section.ts";

/** A section and where it begins in its file. */
export interface PlacedSection {
  readonly offset: number;
  readonly section: Section;
}

/** A text as it was understood. */
export interface Parsed {
  readonly text: string;
  readonly sections: readonly PlacedSection[];
  /** Of all sections, by their places in the file. */
  readonly diagnostics: readonly Diagnostic[];
  /** Of all sections, by their places in the file. Worked out when asked for. */
  readonly tokens: readonly Token[];
}

function moved({ offset, section }: PlacedSection): readonly Token[] {
  return section.tokens.map((token) => ({ ...token, start: token.start + offset, end: token.end + offset }));
}

function parsedOf(text: string, sections: readonly PlacedSection[]): Parsed {
  const faulty = sections.filter(({ section }) => section.diagnostics.length > 0);
  let tokens: readonly Token[] | undefined;
  return {
    text,
    sections,
    diagnostics: faulty.flatMap(({ offset, section }) =>
      section.diagnostics.map((one) => shifted(one, offset)),
    ),
    get tokens() {
      tokens ??= sections.flatMap(moved);
      return tokens;
    },
  };
}

/**
 * Reads the text of a `.rules` file. It never throws: what cannot be read is reported, and everything around it is
 * in the tree.
 *
 * @param text the whole file
 * @param previous an older reading of the file: sections whose text has not changed since are taken from it
 */
export function parse(text: string, previous?: Parsed): Parsed {
  if (previous !== undefined && previous.text === text) return previous;
  const sections: PlacedSection[] = [];
  for (const cut of cutSections(text)) {
    sections.push({ offset: cut.start, section: readSection(text.slice(cut.start, cut.end), cut) });
  }
  return parsedOf(text, sections);
}
