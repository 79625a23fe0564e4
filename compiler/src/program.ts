import { checkBlock } from "./check/block.ts";
import type { CheckedBlock } from "./check/checked.ts";
import type { World } from "./check/context.ts";
import { type Diagnostic, diagnostic, type FileDiagnostic } from "./diagnostics/diagnostic.ts";
import { type EmittedFile, emitRules } from "./emit/rules.ts";
import { emitEntries } from "./emit/ruleset.ts";
import { emitSchema } from "./emit/schema-types.ts";
import type { Project, RulesFile } from "./project/load.ts";
import { type Parsed, parse } from "./syntax/parse.ts";
import { isComment } from "./syntax/tokens.ts";

/** A file of a program: its text, its tree, its meaning, and what is wrong in it. */
export interface ProgramFile {
  readonly path: string;
  readonly text: string;
  readonly parsed: Parsed;
  readonly blocks: readonly CheckedBlock[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A checked project. Making one never fails: what is wrong is in its diagnostics. */
export interface Program {
  readonly project: Project;
  readonly files: readonly ProgramFile[];
  /** Of all files, the schema and the configuration included, in order of file and place. */
  readonly diagnostics: readonly FileDiagnostic[];
  /** False where an error stands in the way of a build. */
  readonly ok: boolean;
  /** The TypeScript of the rules. Only a program that is `ok` has any; otherwise the list is empty. */
  readonly emit: () => readonly EmittedFile[];
}

function emptiness(file: RulesFile, parsed: Parsed): readonly Diagnostic[] {
  if (parsed.tree.blocks.length > 0 || parsed.diagnostics.length > 0) return [];
  const place = { start: 0, end: Math.min(1, file.text.length) };
  return [diagnostic(parsed.tokens.some((token) => isComment(token.kind)) ? "OS5008" : "OS5006", place, {})];
}

/** How many findings of one file are told: nobody reads more, and a file that is no rules could have a million. */
const mostFindings = 100;

function mostImportant(found: readonly Diagnostic[]): readonly Diagnostic[] {
  if (found.length <= mostFindings) return found;
  const errors = found.filter((one) => one.severity === "error");
  const others = found.filter((one) => one.severity !== "error");
  return [...errors, ...others].slice(0, mostFindings);
}

function checkFile(file: RulesFile, world: World, canCheck: boolean): ProgramFile {
  const parsed = parse(file.text);
  const found: Diagnostic[] = [...parsed.diagnostics, ...emptiness(file, parsed)];
  const blocks = canCheck
    ? parsed.tree.blocks.flatMap((block) => checkBlock(block, world, (one) => found.push(one)) ?? [])
    : [];
  const diagnostics = mostImportant(found).toSorted((a, b) => a.start - b.start || a.end - b.end);
  return { path: file.path, text: file.text, parsed, blocks, diagnostics };
}

function worldOf(project: Project): World {
  return {
    schema: project.schema.schema,
    actions: new Map(project.actions.map((action) => [action.name, action])),
    currency: project.config.currency,
  };
}

/** Whether what files are checked against is the same in both, so that an unchanged file keeps its meaning. */
function sameWorld(a: Project, b: Project): boolean {
  const sameActions = a.actions === b.actions || JSON.stringify(a.actions) === JSON.stringify(b.actions);
  return sameActions && a.schema.text === b.schema.text && a.config.currency === b.config.currency;
}

/**
 * Checks a project: the one door to the compiler for the command line, the language server and tests.
 *
 * @param project what was loaded
 * @param previous an older program of the same project: files that have not changed since are taken from it
 */
export function createProgram(project: Project, previous?: Program): Program {
  const reusable = previous !== undefined && sameWorld(previous.project, project) ? previous.files : [];
  const known = new Map(reusable.map((file) => [file.path, file]));
  const world = worldOf(project);
  const files = project.files.map((file) => {
    const old = known.get(file.path);
    return old !== undefined && old.text === file.text ? old : checkFile(file, world, project.schema.usable);
  });
  const ofFiles = files.flatMap((file) => file.diagnostics.map((one) => ({ ...one, file: file.path })));
  const diagnostics = [...project.diagnostics, ...ofFiles];
  const ok = diagnostics.every((one) => one.severity !== "error");
  return {
    project,
    files,
    diagnostics,
    ok,
    emit: () => {
      if (!ok) return [];
      const rules = files.map((file) =>
        emitRules({ file: file.path, source: file.text, blocks: file.blocks }),
      );
      const paths = files.map((file) => file.path);
      const schema = { path: "schema.ts", code: emitSchema(project.schema.schema) };
      return [...rules, schema, ...emitEntries(paths, project.config)];
    },
  };
}
