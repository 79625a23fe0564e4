import { type Diagnostic, shifted } from "../diagnostics/diagnostic.ts";
import type { NamedEntity } from "../schema/lookups.ts";
import type { Parsed, Section } from "../syntax/parse.ts";
import type { Origin, PlacedDeclaration } from "./checked.ts";
import type { World } from "./context.ts";
import { type Declared, type FileNames, fileNames } from "./file-names.ts";
import type { Surroundings } from "./frame.ts";
import { programNames, type ResolvedImports, resolveImports } from "./imports.ts";
import { orderNames } from "./order-of-names.ts";
import { areCurrent, offsetIn, originIn, withOrigins } from "./origins.ts";
import { type CheckedSection, checkSection } from "./section.ts";
import { nameFindings } from "./unused.ts";
import { brokenName, sameAnswers, type Visible } from "./visible.ts";

/** A file that was read. */
export interface ReadFile {
  readonly path: string;
  readonly parsed: Parsed;
}

/** A file that was checked. */
export interface CheckedFile extends ReadFile {
  /** What its declarations see, by name. */
  readonly seen: ReadonlyMap<string, Visible>;
  readonly sections: ReadonlyMap<Section, CheckedSection>;
  /** The groups that it includes, and where they were written. */
  readonly origins: ReadonlyMap<Declared, Origin>;
  readonly declarations: readonly PlacedDeclaration[];
  /** What was found in its sections. Places count from the start of the file. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was found about its names, among those of all files. */
  readonly nameDiagnostics: readonly Diagnostic[];
}

/** What is known of a file before its sections are checked, and what is found out then. */
interface Draft extends ReadFile {
  readonly names: FileNames;
  readonly imports: ResolvedImports;
  readonly sections: Map<Section, CheckedSection>;
  readonly nameProblems: Diagnostic[];
  readonly previous: CheckedFile | undefined;
}

/** Everything that the checks of one program share. */
interface Work extends Surroundings {
  readonly world: World;
  readonly drafts: ReadonlyMap<string, Draft>;
  /** What is known by now of the names that are declared. */
  readonly known: Map<Declared, Visible>;
  readonly resolve: (file: string, name: string) => Declared | undefined;
}

function workOn(world: World, drafts: ReadonlyMap<string, Draft>): Work {
  const known = new Map<Declared, Visible>();
  const resolve = (file: string, name: string): Declared | undefined => {
    const draft = drafts.get(file);
    return draft?.names.own.get(name) ?? draft?.imports.targets.get(name);
  };
  return {
    world,
    drafts,
    known,
    resolve,
    originOf: (group) => originIn(group, drafts.get(group.file)?.parsed),
    visibleIn: (file) => {
      const draft = drafts.get(file);
      return {
        find: (name) => {
          const declared = resolve(file, name);
          if (declared !== undefined) return known.get(declared) ?? brokenName;
          return draft?.names.imported.has(name) === true ? brokenName : undefined;
        },
        names: () => (draft === undefined ? [] : [...draft.names.own.keys(), ...draft.names.imported.keys()]),
      };
    },
  };
}

/**
 * Checks a section, or takes its meaning from an older program where nothing has changed that it has asked for.
 *
 * @param isSure whether it is known already that nothing has changed
 */
function checked(
  section: Section,
  declared: Declared | undefined,
  draft: Draft,
  work: Work,
  isSure = false,
): CheckedSection {
  const done = draft.sections.get(section);
  if (done !== undefined) return done;
  const old = draft.previous?.sections.get(section);
  const found =
    old !== undefined && (isSure || sameAnswers(old.asked, work.visibleIn(draft.path)))
      ? withOrigins(old, work.originOf)
      : checkSection(section, draft.path, declared, work.world, work);
  draft.sections.set(section, found);
  return found;
}

/** Checks constants and functions, or groups: what they are made of comes first. */
function checkNames(kinds: readonly Declared["node"]["kind"][], work: Work): void {
  const all = [...work.drafts.values()].flatMap((draft) =>
    [...draft.names.own.values()].filter((declared) => kinds.includes(declared.node.kind)),
  );
  if (all.length === 0) return;
  const { order, broken, problems } = orderNames(all, work.resolve);
  for (const declared of broken) work.known.set(declared, brokenName);
  for (const declared of order) {
    const draft = work.drafts.get(declared.file);
    if (draft === undefined) continue;
    const { visible } = checked(declared.section, declared, draft, work);
    if (!broken.has(declared)) work.known.set(declared, visible ?? brokenName);
  }
  for (const { declared, problem } of problems) {
    const draft = work.drafts.get(declared.file);
    draft?.nameProblems.push(shifted(problem, offsetIn(draft.parsed, declared.section)));
  }
}

function seenIn(draft: Draft, work: Work): ReadonlyMap<string, Visible> {
  const { find, names } = work.visibleIn(draft.path);
  return new Map(names().map((name) => [name, find(name) ?? brokenName]));
}

function sameNames(a: ReadonlyMap<string, Visible> | undefined, b: ReadonlyMap<string, Visible>): boolean {
  if (a?.size !== b.size) return false;
  const others = b.entries();
  for (const [name, visible] of a) {
    const [otherName, other] = others.next().value ?? [];
    if (name !== otherName || visible !== other) return false;
  }
  return true;
}

/** What the sections of a file use, and what they are about. */
interface Usage {
  readonly names: ReadonlySet<string>;
  readonly entities: readonly NamedEntity[];
}

const usages = new WeakMap<ReadonlyMap<Section, CheckedSection>, Usage>();

function usageOf(sections: ReadonlyMap<Section, CheckedSection>): Usage {
  const known = usages.get(sections);
  if (known !== undefined) return known;
  const names = new Set<string>();
  const entities = new Map<string, NamedEntity>();
  for (const { uses, declaration, visible } of sections.values()) {
    for (const name of uses) names.add(name);
    const entity =
      declaration?.kind === "block"
        ? declaration.block.entity
        : declaration?.kind === "trigger"
          ? declaration.trigger.entity
          : visible?.group?.entity;
    if (entity !== undefined) entities.set(entity.name, entity);
  }
  const usage = { names, entities: [...entities.values()] };
  usages.set(sections, usage);
  return usage;
}

function nameDiagnostics(
  { names, imports, nameProblems, parsed }: Draft,
  sections: ReadonlyMap<Section, CheckedSection>,
  exported: ReadonlySet<Declared>,
): readonly Diagnostic[] {
  const problems = [...names.problems, ...imports.problems, ...nameProblems];
  if (names.own.size === 0 && names.imported.size === 0) return problems;
  const isWhole = parsed.diagnostics.every((one) => one.severity !== "error");
  const usage = usageOf(sections);
  const findings = nameFindings(names, {
    used: isWhole ? usage.names : undefined,
    exported,
    entities: usage.entities,
    targets: imports.targets,
    offsetOf: (declared) => offsetIn(parsed, declared.section),
  });
  return [...problems, ...findings];
}

/** Whether a file means what it meant before, all of its sections. */
function isUnchanged(draft: Draft, isSure: boolean, work: Work): boolean {
  const { previous, parsed, sections } = draft;
  if (previous?.parsed !== parsed || !isSure || !areCurrent(previous.origins, work.originOf)) return false;
  for (const [section, found] of sections) if (previous.sections.get(section) !== found) return false;
  return true;
}

/** Checks the rest of a file, once all names are known. */
function finished(draft: Draft, exported: ReadonlySet<Declared>, work: Work): CheckedFile {
  const { path, parsed, previous, sections } = draft;
  const seen = seenIn(draft, work);
  const isSure = sameNames(previous?.seen, seen);
  if (previous !== undefined && isUnchanged(draft, isSure, work)) {
    return { ...previous, seen, nameDiagnostics: nameDiagnostics(draft, previous.sections, exported) };
  }
  const origins = new Map<Declared, Origin>();
  const declarations: PlacedDeclaration[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { offset, section } of parsed.sections) {
    const found = checked(section, undefined, draft, work, isSure);
    for (const [group, origin] of found.origins) origins.set(group, origin);
    for (const one of found.diagnostics) diagnostics.push(shifted(one, offset));
    const { declaration } = found;
    if (declaration !== undefined) declarations.push({ offset, declaration });
  }
  const names = nameDiagnostics(draft, sections, exported);
  return { path, parsed, seen, sections, origins, declarations, diagnostics, nameDiagnostics: names };
}

/**
 * Checks all files of a program.
 *
 * @param files what was read, in order
 * @param unread paths of files that could not be read, which is reported
 * @param world what they are checked against
 * @param previous what was found in an older version of them against the same world
 */
export function checkFiles(
  files: readonly ReadFile[],
  unread: Iterable<string>,
  world: World,
  previous: ReadonlyMap<string, CheckedFile> = new Map(),
): ReadonlyMap<string, CheckedFile> {
  const named = files.map((file) => ({ ...file, names: fileNames(file.path, file.parsed) }));
  const program = programNames(named, unread);
  const drafts = new Map(
    named.map((file): [string, Draft] => [
      file.path,
      {
        ...file,
        imports: resolveImports(file.path, file.names, program),
        sections: new Map(),
        nameProblems: [],
        previous: previous.get(file.path),
      },
    ]),
  );
  const work = workOn(world, drafts);
  checkNames(["Const", "Function"], work);
  checkNames(["RuleGroup"], work);
  const exported = new Set([...drafts.values()].flatMap((draft) => [...draft.imports.targets.values()]));
  return new Map([...drafts].map(([path, draft]) => [path, finished(draft, exported, work)]));
}
