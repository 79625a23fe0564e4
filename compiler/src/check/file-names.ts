import { type Diagnostic, diagnostic, shifted } from "../diagnostics/diagnostic.ts";
import { placesOf } from "../emit/writer.ts";
import type { Parsed, PlacedSection, Section } from "../syntax/parse.ts";
import type {
  ConstDeclaration,
  FunctionDeclaration,
  GroupDeclaration,
  ImportDeclaration,
  Name,
} from "../syntax/tree.ts";

/** What other declarations can name. */
export type NamedNode = ConstDeclaration | FunctionDeclaration | GroupDeclaration;

/** A declaration by its name. */
export interface Declared {
  readonly file: string;
  readonly name: Name;
  readonly node: NamedNode;
  readonly section: Section;
}

/** A name that a file imports. */
export interface Imported {
  readonly name: Name;
  readonly node: ImportDeclaration;
  /** Offset in the file of the section that it stands in. */
  readonly offset: number;
}

/** What a file declares and what it imports. It follows from the text of the file alone. */
export interface FileNames {
  readonly own: ReadonlyMap<string, Declared>;
  readonly imported: ReadonlyMap<string, Imported>;
  readonly imports: readonly PlacedSection[];
  /** Names that stand twice. Places count from the start of the file. */
  readonly problems: readonly Diagnostic[];
}

/** The word for a named declaration in a sentence. */
export function kindWord(node: NamedNode): string {
  switch (node.kind) {
    case "Const":
      return "constant";
    case "Function":
      return "function";
    case "RuleGroup":
      return "group";
  }
}

function namesOf(section: Section): readonly Name[] {
  const { node } = section;
  switch (node?.kind) {
    case "Const":
    case "Function":
    case "RuleGroup":
      return node.name.kind === "Name" ? [node.name] : [];
    case "Import":
      return node.names;
    default:
      return [];
  }
}

/** Collects the names of a file. Of a name that stands twice, the first counts. */
function collect(file: string, parsed: Parsed): FileNames {
  const own = new Map<string, Declared>();
  const imported = new Map<string, Imported>();
  const imports: PlacedSection[] = [];
  const problems: Diagnostic[] = [];
  const takenAt = new Map<string, number>();
  let placeOf: ReturnType<typeof placesOf> | undefined;
  for (const placed of parsed.sections) {
    const { offset, section } = placed;
    const { node } = section;
    if (node?.kind === "Import") imports.push(placed);
    for (const name of namesOf(section)) {
      const before = takenAt.get(name.text);
      if (before !== undefined) {
        const other = imported.get(name.text);
        const twice = node?.kind === "Import" && other !== undefined && sameFile(node, other.node);
        placeOf ??= placesOf(parsed.text);
        const line = placeOf(before).line + 1;
        const found = twice
          ? diagnostic("OS2033", name, { name: name.text })
          : diagnostic("OS2030", name, { name: name.text, line });
        problems.push(shifted(found, offset));
        continue;
      }
      takenAt.set(name.text, offset + name.start);
      if (node?.kind === "Import") imported.set(name.text, { name, node, offset });
      else if (node?.kind === "Const" || node?.kind === "Function" || node?.kind === "RuleGroup") {
        own.set(name.text, { file, name, node, section });
      }
    }
  }
  return { own, imported, imports, problems };
}

function sameFile(a: ImportDeclaration, b: ImportDeclaration): boolean {
  return a.from.kind === "Quoted" && b.from.kind === "Quoted" && a.from.value === b.from.value;
}

const collected = new WeakMap<Parsed, FileNames>();

/** What a file declares and imports. */
export function fileNames(file: string, parsed: Parsed): FileNames {
  const known = collected.get(parsed);
  if (known !== undefined) return known;
  const names = collect(file, parsed);
  collected.set(parsed, names);
  return names;
}
