import { type Diagnostic, diagnostic, type Fix, replace, shifted } from "../diagnostics/diagnostic.ts";
import type { NamedEntity } from "../schema/lookups.ts";
import type { Name } from "../syntax/tree.ts";
import { type Declared, type FileNames, type Imported, kindWord } from "./file-names.ts";

/** How the names of a file are used. */
export interface NameUse {
  /** Names that the declarations of the file ask for; undefined where not all of the file could be read. */
  readonly used: ReadonlySet<string> | undefined;
  /** Declarations that other files import. */
  readonly exported: ReadonlySet<Declared>;
  /** Items that blocks of the file are about. */
  readonly entities: readonly NamedEntity[];
  readonly targets: ReadonlyMap<string, Declared>;
  /** Offsets of the sections of the file's own declarations. */
  readonly offsetOf: (declared: Declared) => number;
}

function removeImport({ name, node }: Imported): Fix {
  const { names } = node;
  const index = names.indexOf(name);
  const [before, after] = [names[index - 1], names[index + 1]];
  const place =
    before !== undefined
      ? { start: before.end, end: name.end }
      : after !== undefined
        ? { start: name.start, end: after.start }
        : node;
  return replace("Remove it", place, "");
}

function hiddenField(
  name: Name,
  declared: Declared,
  entities: readonly NamedEntity[],
): Diagnostic | undefined {
  const hidden = entities.find(({ entity }) => Object.hasOwn(entity.fields, name.text));
  if (hidden === undefined) return undefined;
  const words = { what: kindWord(declared.node), name: name.text, item: hidden.entity.item };
  return diagnostic("OS3057", name, words);
}

/** What there is to say of the names of a file: those that nobody uses, and those that hide a field. */
export function nameFindings(names: FileNames, use: NameUse): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const [name, imported] of names.imported) {
    const target = use.targets.get(name);
    if (target === undefined) continue;
    const unused =
      use.used === undefined || use.used.has(name)
        ? undefined
        : diagnostic("OS3050", imported.name, { name }, [removeImport(imported)]);
    const one = unused ?? hiddenField(imported.name, target, use.entities);
    if (one !== undefined) found.push(shifted(one, imported.offset));
  }
  for (const [name, declared] of names.own) {
    const { node } = declared;
    const unused =
      use.used === undefined || use.used.has(name) || use.exported.has(declared)
        ? undefined
        : diagnostic("OS3051", declared.name, { what: kindWord(node), name });
    const one = unused ?? hiddenField(declared.name, declared, use.entities);
    if (one !== undefined) found.push(shifted(one, use.offsetOf(declared)));
  }
  return found;
}
