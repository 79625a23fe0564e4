import { type Diagnostic, shifted } from "../diagnostics/diagnostic.ts";
import { commonEnd, commonStart, detached } from "./changes.ts";
import { piecesOf } from "./pieces.ts";
import { readSection, type Section } from "./section.ts";
import { cutSections } from "./sections.ts";
import type { Token } from "./tokens.ts";

export type { Section } from "./section.ts";

/** A section and where it begins in its file. */
export interface PlacedSection {
  readonly offset: number;
  readonly section: Section;
  /** How far from its beginning the text was looked at to find its end: what changes beyond that leaves it as it is. */
  readonly reach: number;
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

function declaresNothing({ node, diagnostics }: Section): boolean {
  return diagnostics.length > 0 && (node === undefined || node.broken === true);
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

/** As long as a broken section may be to be looked for among those read before. */
const longestShared = 200;

function readAll(text: string): readonly PlacedSection[] {
  const sections: PlacedSection[] = [];
  // What declares nothing is the same wherever it stands: a text that is no rules may have one such word a million times.
  const broken = new Map<string, Section>();
  for (const cut of cutSections(text, piecesOf(text, 0))) {
    const content = text.slice(cut.start, cut.end);
    const known = content.length <= longestShared ? broken.get(content) : undefined;
    const section = known ?? readSection(content, cut);
    if (known === undefined && content.length <= longestShared && declaresNothing(section))
      broken.set(content, section);
    sections.push({ offset: cut.start, section, reach: cut.reach - cut.start });
  }
  return sections;
}

/** How much text is read at first around a change: about what one section has. */
const nearby = 2048;

/**
 * Reads what has changed since an older reading. Sections whose text and surroundings are before the change are kept;
 * from there on sections are cut anew, until one begins behind the change where one began before.
 */
function readChanges(text: string, previous: Parsed): readonly PlacedSection[] {
  const old = previous.sections;
  const start = commonStart(text, previous.text);
  const shorter = Math.min(text.length, previous.text.length);
  const end = text.length - commonEnd(text, previous.text, shorter - start);
  const moved = text.length - previous.text.length;
  const changed = old.findIndex(({ offset, reach }) => offset + reach > start);
  const kept = changed < 0 ? old.length : changed;
  const sections = old.slice(0, kept);
  const from = kept === 0 ? 0 : (old[kept]?.offset ?? start);
  let behind = kept;
  for (const cut of cutSections(text, piecesOf(text, from, Math.max(nearby, end - from), detached))) {
    while (behind < old.length && (old[behind]?.offset ?? 0) + moved < cut.start) behind += 1;
    const same = old[behind];
    if (same !== undefined && same.offset + moved === cut.start && cut.start >= end) {
      const rest = old.slice(behind);
      return sections.concat(
        moved === 0 ? rest : rest.map((one) => ({ ...one, offset: one.offset + moved })),
      );
    }
    const content = text.slice(cut.start, cut.end);
    const before = old[sections.length]?.section;
    const section = before?.text === content ? before : readSection(detached(content), cut);
    sections.push({ offset: cut.start, section, reach: cut.reach - cut.start });
  }
  return sections;
}

/**
 * Reads the text of a `.rules` file. It never throws: what cannot be read is reported, and everything around it is
 * in the tree.
 *
 * @param text the whole file
 * @param previous an older reading of the file: sections whose text has not changed since are taken from it
 */
export function parse(text: string, previous?: Parsed): Parsed {
  if (previous === undefined) return parsedOf(text, readAll(text));
  return previous.text === text ? previous : parsedOf(text, readChanges(text, previous));
}
