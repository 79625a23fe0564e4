import { withoutAllowed } from "./check/allow.ts";
import type { CheckedBlock, PlacedDeclaration } from "./check/checked.ts";
import type { World } from "./check/context.ts";
import { type CheckedFile, checkFiles, type ReadFile } from "./check/files.ts";
import { type FunnelFile, type FunnelFindings, funnelFindings } from "./check/funnel/index.ts";
import { unknownRulesInTests } from "./check/tests/rules-named.ts";
import { type Diagnostic, diagnostic, type FileDiagnostic } from "./diagnostics/diagnostic.ts";
import { withoutFollowing } from "./diagnostics/follows.ts";
import { funnelEntries } from "./diagnostics/funnel.ts";
import { sameDiagnostics } from "./diagnostics/same.ts";
import { emitProgram } from "./emit/program.ts";
import type { EmittedFile } from "./emit/rules.ts";
import type { Project } from "./project/load.ts";
import { type Parsed, parse } from "./syntax/parse.ts";

/** How many there are of each. */
export interface Untold {
  readonly errors: number;
  readonly warnings: number;
}

/** A file of a program: its text, its sections, their meaning, and what is wrong in it. */
export interface ProgramFile {
  readonly path: string;
  readonly text: string;
  readonly parsed: Parsed;
  readonly declarations: readonly PlacedDeclaration[];
  /** In the order of the text; of very many, the gravest. Places count from the start of the file. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was found beyond those. */
  readonly untold: Untold;
}

/** The blocks of a file whose headers mean something, in order. */
export function blocksOf({ declarations }: ProgramFile): readonly CheckedBlock[] {
  return declarations.flatMap(({ declaration }) => (declaration.kind === "block" ? [declaration.block] : []));
}

/** A checked project. Making one never fails: what is wrong is in its diagnostics. */
export interface Program {
  readonly project: Project;
  readonly files: readonly ProgramFile[];
  /** Of all files that were asked for, the schema and the configuration included, in order of file and place. */
  readonly diagnostics: readonly FileDiagnostic[];
  /** What was found in the same files beyond those: of a file with very many, only the first hundred are told. */
  readonly untold: Untold;
  /** False where an error stands in the way of a build. */
  readonly ok: boolean;
  /** Whether its rules can be run in virtual time: it is `ok`, or has no errors but what was found over the whole funnel. */
  readonly canBeSimulated: boolean;
  /** The TypeScript of the rules. Only a program that can be simulated has any; otherwise the list is empty. */
  readonly emit: () => readonly EmittedFile[];
}

/** What a program keeps for the next one of the same project. */
interface Kept {
  readonly world: World;
  readonly files: ReadonlyMap<string, CheckedFile>;
  readonly funnel: FunnelFindings;
  readonly shown: ReadonlyMap<string, ProgramFile>;
}

const kept = new WeakMap<Program, Kept>();

function emptiness({ text, diagnostics, sections }: Parsed): readonly Diagnostic[] {
  if (diagnostics.length > 0 || sections.some(({ section }) => section.node !== undefined)) return [];
  const place = { start: 0, end: Math.min(1, text.length) };
  return [diagnostic(text.trim() === "" ? "OS5006" : "OS5008", place, {})];
}

/** How many findings of one file are told: nobody reads more, and a file that is no rules could have a million. */
const mostFindings = 100;

const inOrder = (a: Diagnostic, b: Diagnostic): number => a.start - b.start || a.end - b.end;

const nothing: Untold = { errors: 0, warnings: 0 };

const countOf = (severity: Diagnostic["severity"], found: readonly Diagnostic[]): number =>
  found.filter((one) => one.severity === severity).length;

function mostImportant(all: readonly Diagnostic[]): Pick<ProgramFile, "diagnostics" | "untold"> {
  const found = all.toSorted(inOrder);
  if (found.length <= mostFindings) return { diagnostics: found, untold: nothing };
  const of = (severity: Diagnostic["severity"]) => found.filter((one) => one.severity === severity);
  const sorted = [...of("error"), ...of("warning"), ...of("info"), ...of("hint")];
  const rest = sorted.slice(mostFindings);
  return {
    diagnostics: sorted.slice(0, mostFindings).toSorted(inOrder),
    untold: { errors: countOf("error", rest), warnings: countOf("warning", rest) },
  };
}

function worldOf({ schema, actions, triggers, config }: Project): World {
  return {
    schema: schema.schema,
    actions: new Map(actions.map((action) => [action.name, action])),
    triggers: new Map(triggers.map((trigger) => [trigger.name, trigger])),
    currency: config.currency,
    rated: new Set(Object.keys(config.rates)),
    softSchema: config.schemaErrors === "warning",
  };
}

/** Whether what files are checked against is the same in both, so that what is unchanged keeps its meaning. */
function sameWorld(a: Project, b: Project): boolean {
  const same = (x: unknown, y: unknown): boolean => x === y || JSON.stringify(x) === JSON.stringify(y);
  return (
    a.schema.text === b.schema.text &&
    a.schema.usable === b.schema.usable &&
    a.isWhole === b.isWhole &&
    same(a.actions, b.actions) &&
    same(a.triggers, b.triggers) &&
    same(a.config, b.config)
  );
}

function readFiles(project: Project, previous: ReadonlyMap<string, ProgramFile>): readonly ReadFile[] {
  return project.files.map(({ path, text }) => {
    const old = previous.get(path);
    const parsed = old?.text === text ? old.parsed : parse(text, old?.parsed);
    return { path, parsed };
  });
}

/** Mistakes in an operator, which is replaced as well where `company = null` and `company is null` are mended. */
const ofOperators: ReadonlySet<string> = new Set(["OS1013", "OS1022"]);

/** Findings without those that follow from an error at the same place. */
function withoutCaused(found: readonly Diagnostic[], funnel: readonly Diagnostic[]): readonly Diagnostic[] {
  const errors = found.filter(({ severity }) => severity === "error");
  const replaced = errors.filter(({ code }) => code === "OS2114");
  const mistakes =
    replaced.length === 0
      ? found
      : found.filter(
          ({ code, start, end }) =>
            !ofOperators.has(code) || !replaced.some((one) => one.start <= start && end <= one.end),
        );
  // What is said of a condition with a mistake in it may not be true of what was meant, and that nothing lies in a range
  // says already why a condition is never true.
  const causes = found.filter(({ code, severity }) => severity === "error" || code === "OS2127");
  const caused = ({ code, start, end }: Diagnostic): boolean =>
    (code === "OS3014" || code === "OS3015") && causes.some((one) => one.start < end && start < one.end);
  return [...mistakes, ...(causes.length === 0 ? funnel : funnel.filter((one) => !caused(one)))];
}

/** What is shown of a file: the same object as before where nothing of it has changed. */
function shownFile(
  file: CheckedFile,
  funnel: readonly Diagnostic[],
  old: ProgramFile | undefined,
  isWhole: boolean,
  ofTests: readonly Diagnostic[] = [],
): ProgramFile {
  const { path, parsed, declarations } = file;
  const everything = [
    ...parsed.diagnostics,
    ...emptiness(parsed),
    ...file.diagnostics,
    ...file.nameDiagnostics,
    ...ofTests,
  ];
  const found = withoutAllowed(
    parsed.sections,
    withoutCaused(withoutFollowing(everything, parsed.text), funnel),
    isWhole,
  );
  const { diagnostics, untold } = mostImportant(found);
  const isSame = old?.parsed === parsed && old.declarations === declarations;
  const { errors, warnings } = untold;
  const isSameRest = old?.untold.errors === errors && old.untold.warnings === warnings;
  if (isSame && isSameRest && sameDiagnostics(old.diagnostics, diagnostics)) return old;
  return { path, text: parsed.text, parsed, declarations, diagnostics, untold };
}

/** Files that could not be read: whoever imports from them is not told so as well. */
function unreadFiles({ files, diagnostics }: Project): readonly string[] {
  const read = new Set(files.map((file) => file.path));
  return diagnostics.map((one) => one.file).filter((file) => !read.has(file));
}

function byFile(findings: FunnelFindings): ReadonlyMap<string, readonly Diagnostic[]> {
  const found = new Map<string, Diagnostic[]>();
  for (const { file, diagnostic: one } of findings.findings) {
    const others = found.get(file);
    if (others === undefined) found.set(file, [one]);
    else others.push(one);
  }
  return found;
}

const located = new WeakMap<ProgramFile, readonly FileDiagnostic[]>();

function fileDiagnostics(file: ProgramFile): readonly FileDiagnostic[] {
  const known = located.get(file);
  if (known !== undefined) return known;
  const found = file.diagnostics.map((one) => ({ ...one, file: file.path }));
  located.set(file, found);
  return found;
}

/**
 * Checks a project: the one door to the compiler for the command line, the language server and tests.
 *
 * @param project what was loaded
 * @param previous an older program of the same project: what has not changed since is taken from it, section by section
 */
export function createProgram(project: Project, previous?: Program): Program {
  const old = previous !== undefined && sameWorld(previous.project, project) ? kept.get(previous) : undefined;
  const texts = previous === undefined ? undefined : kept.get(previous)?.shown;
  const world = old?.world ?? worldOf(project);
  const read = readFiles(project, texts ?? new Map());
  const { usable } = project.schema;
  const files = checkFiles(usable ? read : [], unreadFiles(project), world, old?.files);
  const funnelFiles = [...files.values()].map(
    ({ path, parsed, declarations }): FunnelFile => ({ path, text: parsed.text, declarations }),
  );
  const { currency, timezone } = project.config;
  const funnel = funnelFindings(funnelFiles, { schema: world.schema, currency, timezone }, old?.funnel);
  const ofFunnel = byFile(funnel);
  const ofTests = unknownRulesInTests([...files.values()]);
  const isWhole = usable && project.isWhole;
  const shown = read.map(({ path, parsed }) => {
    const file = files.get(path) ?? unchecked(path, parsed);
    return shownFile(file, ofFunnel.get(path) ?? [], old?.shown.get(path), isWhole, ofTests.get(path));
  });
  const everything = [...project.diagnostics, ...shown.flatMap(fileDiagnostics)];
  const ok = everything.every((one) => one.severity !== "error");
  const diagnostics =
    project.unasked.size === 0 ? everything : everything.filter((one) => !project.unasked.has(one.file));
  const asked = shown.filter((file) => !project.unasked.has(file.path));
  const untold = {
    errors: asked.reduce((sum, file) => sum + file.untold.errors, 0),
    warnings: asked.reduce((sum, file) => sum + file.untold.warnings, 0),
  };
  const canBeSimulated =
    shown.every((file) => file.untold.errors === 0) &&
    everything.every((one) => one.severity !== "error" || Object.hasOwn(funnelEntries, one.code));
  const program = {
    project,
    files: shown,
    diagnostics,
    untold,
    ok,
    canBeSimulated,
    emit: () => (canBeSimulated ? emitProgram(shown, project) : []),
  };
  kept.set(program, { world, files, funnel, shown: new Map(shown.map((file) => [file.path, file])) });
  return program;
}

/** A file of which only the form is known: there is no schema to check it against. */
function unchecked(path: string, parsed: Parsed): CheckedFile {
  return {
    path,
    parsed,
    seen: new Map(),
    sections: new Map(),
    origins: new Map(),
    declarations: [],
    diagnostics: [],
    nameDiagnostics: [],
  };
}
