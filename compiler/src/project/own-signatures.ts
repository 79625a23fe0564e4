import { type Diagnostic, diagnostic, type FileDiagnostic } from "../diagnostics/diagnostic.ts";
import { lex } from "../syntax/lexer.ts";
import { isName, tokenKinds, wordsOf } from "../syntax/tokens.ts";
import {
  type ActionSignature,
  noSignatures,
  type SignatureKind,
  type SignatureProblem,
  type SignatureSet,
  type TriggerSignature,
} from "../types/signatures.ts";
import type { Config } from "./config.ts";
import type { Host, SignatureSource } from "./host.ts";
import { inFile, join } from "./paths.ts";
import { readText } from "./read-text.ts";

/** Events that the engine itself knows: no function can have their names. */
const builtInEvents: ReadonlySet<string> = new Set(["created", "fieldChanged"]);

/** Actions and events that rules can name: those that come with Onstage, and the project's own. */
export interface OwnSignatures {
  readonly actions: readonly ActionSignature[];
  readonly triggers: readonly TriggerSignature[];
  readonly diagnostics: readonly FileDiagnostic[];
}

const nowhere = { start: 0, end: 0 };

/** Words that are never names: those of the language that mean something wherever they stand. */
const wordsOfLanguage: ReadonlySet<string> = new Set(
  tokenKinds.filter((kind) => !isName(kind)).flatMap(wordsOf),
);

/** A name that rules cannot write down. */
function nameProblem(what: SignatureKind, name: string): Diagnostic | undefined {
  const isWord = wordsOfLanguage.has(name);
  const [word, ...more] = lex(name).words;
  if (!isWord && word?.image === name && more.length === 0) return undefined;
  return diagnostic("OS5313", nowhere, { what, name, isWord });
}

function describe({ problem, file, start, end }: SignatureProblem): FileDiagnostic {
  const span = { start, end };
  const found = inFile(file);
  switch (problem.kind) {
    case "parameter":
      return found(diagnostic("OS5301", span, problem));
    case "result":
      return found(diagnostic("OS5307", span, problem));
    case "context":
      return found(diagnostic("OS5303", span, problem));
    case "tag":
      return found(diagnostic("OS5308", span, problem));
    case "payload":
      return found(diagnostic("OS5309", span, problem));
    case "answer":
      return found(diagnostic("OS5310", span, problem));
    case "syntax":
      return found(diagnostic("OS5304", span, problem));
    case "none":
      return found(diagnostic("OS5305", span, problem));
  }
}

/** The files of one kind that can be read, and what is wrong with the others. */
function findSources(
  holds: SignatureKind,
  patterns: readonly string[],
  folder: string,
  host: Host,
): { readonly sources: readonly SignatureSource[]; readonly diagnostics: readonly FileDiagnostic[] } {
  const sources: SignatureSource[] = [];
  const diagnostics: FileDiagnostic[] = [];
  for (const path of patterns.length === 0 ? [] : host.find(folder, patterns)) {
    if (!/\.m?ts$/.test(path)) {
      const reason = `an ${holds} is written in a file whose name ends in .ts`;
      diagnostics.push(inFile(path)(diagnostic("OS5304", nowhere, { reason })));
      continue;
    }
    const read = readText(path, host.read(join(folder, path)));
    if (read.ok) sources.push({ path: join(folder, path), shown: `./${path.replace(/^\.\//, "")}`, holds });
    else diagnostics.push(inFile(path)(read.diagnostic));
  }
  return { sources, diagnostics };
}

/** The library's and the project's own under their names; a name that stands twice is reported. */
function byName<S extends ActionSignature | TriggerSignature>(
  what: SignatureKind,
  library: readonly S[],
  own: readonly S[],
): { readonly all: readonly S[]; readonly diagnostics: readonly FileDiagnostic[] } {
  const known = new Map(library.map((one) => [one.name, one]));
  const diagnostics: FileDiagnostic[] = [];
  for (const one of own) {
    const other = known.get(one.name);
    const report = inFile(one.file.replace(/^\.\//, ""));
    const problem = nameProblem(what, one.name);
    if (problem !== undefined) diagnostics.push(report(problem));
    else if (what === "event" && builtInEvents.has(one.name)) {
      diagnostics.push(report(diagnostic("OS5311", nowhere, { event: one.name })));
    } else if (other !== undefined) {
      const { name } = one;
      diagnostics.push(report(diagnostic("OS5302", nowhere, { what, name, other: other.file })));
    } else known.set(one.name, one);
  }
  return { all: [...known.values()], diagnostics };
}

/**
 * Reads the project's own actions and events, and puts them beside those that come with Onstage.
 *
 * @param library the actions and events that come with Onstage
 * @param host how to reach files
 */
export async function readOwnSignatures(
  folder: string,
  config: Config,
  library: SignatureSet,
  host: Host,
): Promise<OwnSignatures> {
  const actionFiles = findSources("action", config.actions, folder, host);
  const eventFiles = findSources("event", config.triggers, folder, host);
  const sources = [...actionFiles.sources, ...eventFiles.sources];
  const own = sources.length === 0 ? noSignatures : await host.signatures(folder, sources);
  const actions = byName("action", library.actions, own.actions);
  const triggers = byName("event", library.triggers, own.triggers);
  return {
    actions: actions.all,
    triggers: triggers.all,
    diagnostics: [
      ...actionFiles.diagnostics,
      ...eventFiles.diagnostics,
      ...own.problems.map(describe),
      ...actions.diagnostics,
      ...triggers.diagnostics,
    ],
  };
}
