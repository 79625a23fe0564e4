import { type Diagnostic, diagnostic, shifted } from "../../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../../near.ts";
import type { CheckedDeclaration, PlacedDeclaration } from "../checked.ts";
import { nearFix } from "../suggestions.ts";

interface FileWithTests {
  readonly path: string;
  readonly declarations: readonly PlacedDeclaration[];
}

function add(rules: Map<string, Set<string>>, entity: string, name: string): void {
  const names = rules.get(entity);
  if (names === undefined) rules.set(entity, new Set([name]));
  else names.add(name);
}

/** The names of the rules that there are for the items of each entity. */
function rulesOf(files: readonly FileWithTests[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { declarations } of files) {
    for (const { declaration } of declarations) {
      if (declaration.kind !== "block") continue;
      for (const rule of declaration.block.rules) add(found, declaration.block.entity.name, rule.name);
    }
  }
  return found;
}

function namedIn(
  declaration: CheckedDeclaration,
  rules: ReadonlyMap<string, ReadonlySet<string>>,
): readonly Diagnostic[] {
  if (declaration.kind !== "test") return [];
  const { node, entity } = declaration.test;
  const known = rules.get(entity.name) ?? new Set<string>();
  return node.steps.flatMap(({ act }) => {
    if (act.kind !== "expectRule" || act.rule.kind === "Missing") return [];
    const name = act.rule.path.map(({ text }) => text).join(".");
    if (known.has(name)) return [];
    const near = didYouMeanName(name, [...known]);
    const words = { name, entity: entity.name, near, known: [...known].toSorted() };
    return [diagnostic("OS2207", act.rule, words, nearFix(near, act.rule))];
  });
}

/** Rules that tests name, and that there are not. Rules stand in all files, so this is asked when all are checked. */
export function unknownRulesInTests(
  files: readonly FileWithTests[],
): ReadonlyMap<string, readonly Diagnostic[]> {
  const tested = files.filter(({ declarations }) =>
    declarations.some(({ declaration }) => declaration.kind === "test"),
  );
  if (tested.length === 0) return new Map();
  const rules = rulesOf(files);
  return new Map(
    tested.map(({ path, declarations }) => [
      path,
      declarations.flatMap(({ offset, declaration }) =>
        namedIn(declaration, rules).map((one) => shifted(one, offset)),
      ),
    ]),
  );
}
