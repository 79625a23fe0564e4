import { type Diagnostic, type Host, type Program, parse, type SignatureSet } from "@onstage/compiler";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { showBreak, showDocument, showProgram } from "./diagnostics.ts";
import { holdsRules, type OpenDocuments } from "./open-documents.ts";
import { createSession, type ProjectSession } from "./project-session.ts";
import type { Publisher } from "./publisher.ts";
import { inFolder, pathOfUri } from "./uris.ts";

/** What is known of an open document: of its text as it is now. */
export interface CheckedDocument {
  readonly document: TextDocument;
  readonly diagnostics: readonly Diagnostic[];
}

/** Every project that an open document belongs to, and the documents that belong to none. */
export interface Workspace {
  readonly opened: (document: TextDocument) => void;
  readonly changed: (document: TextDocument) => void;
  readonly closed: (document: TextDocument) => void;
  /** Files have changed on disk; absolute paths. */
  readonly filesChanged: (paths: readonly string[]) => void;
  readonly check: (document: TextDocument) => Promise<CheckedDocument>;
}

/** What a workspace needs. */
export interface WorkspaceOptions {
  readonly library: SignatureSet;
  /** Open documents over the files on disk. */
  readonly host: Host;
  readonly documents: OpenDocuments;
  readonly publisher: Publisher;
  /** How long typing has to pause before a check, in milliseconds. */
  readonly pause: number;
  /** Called with each new program, before it is shown. */
  readonly checked: (program: Program) => void;
  /** Puts a line into the editor's log. */
  readonly log: (text: string) => void;
}

const configName = "onstage.json";

function parentOf(path: string): string | undefined {
  const cut = path.lastIndexOf("/");
  if (cut < 0 || path === "/") return undefined;
  return cut === 0 ? "/" : path.slice(0, cut);
}

/** The folder of the nearest `onstage.json` above a file. */
function homeOf(path: string, host: Host): string | undefined {
  for (let folder = parentOf(path); folder !== undefined; folder = parentOf(folder)) {
    const config = host.read(inFolder(folder, configName));
    if (config.ok || config.problem.kind !== "missing") return folder;
  }
  return undefined;
}

/** Makes a workspace without documents. */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { documents, host, publisher, log } = options;
  const sessions = new Map<string, ProjectSession>();

  const home = (document: TextDocument): string | undefined => {
    const path = pathOfUri(document.uri);
    return path === undefined ? undefined : homeOf(path, host);
  };

  const rulesOf = (folder: string): readonly TextDocument[] =>
    documents.all().filter((document) => holdsRules(document) && home(document) === folder);

  const show = (program: Program) => {
    const { folder } = program.project;
    const rules = new Set(program.files.map((file) => inFolder(folder, file.path)));
    const homes = new Map<string, string | undefined>();
    const isHere = (path: string): boolean => {
      const parent = parentOf(path) ?? "/";
      if (!homes.has(parent)) homes.set(parent, homeOf(path, host));
      return homes.get(parent) === folder;
    };
    const shown = showProgram(program, documents, host)
      // Rules of a project inside this one are its own affair.
      .filter(({ path }) => !rules.has(path) || isHere(path))
      .map((one) => one.shown);
    const told = new Set(shown.map((one) => one.uri));
    const others = rulesOf(folder).filter((document) => !told.has(document.uri));
    publisher.show(folder, [...shown, ...others.map(showDocument)]);
  };

  const broke = (folder: string, error: unknown) => {
    log(`The check of ${folder} broke. ${error instanceof Error ? error.stack : String(error)}`);
    publisher.show(
      folder,
      rulesOf(folder).map((document) => showBreak(document, error)),
    );
  };

  const sessionOf = (folder: string): ProjectSession => {
    const known = sessions.get(folder);
    if (known !== undefined) return known;
    const session = createSession({
      folder,
      library: options.library,
      host,
      documents,
      pause: options.pause,
      checked: (program) => {
        options.checked(program);
        show(program);
      },
      broke: (error) => broke(folder, error),
    });
    sessions.set(folder, session);
    return session;
  };

  const forget = (session: ProjectSession) => {
    session.close();
    sessions.delete(session.folder);
    publisher.show(session.folder, []);
  };

  const look = (document: TextDocument, change: "texts" | "files") => {
    const folder = home(document);
    publisher.show(
      document.uri,
      folder === undefined && holdsRules(document) ? [showDocument(document)] : [],
    );
    if (folder !== undefined) sessionOf(folder).touch(holdsRules(document) ? change : "files");
  };

  /** Projects come and go with their `onstage.json`. */
  const settleHomes = () => {
    const homes = new Set(documents.all().map(home));
    for (const session of sessions.values()) {
      if (!homes.has(session.folder) && !host.read(inFolder(session.folder, configName)).ok) forget(session);
    }
    for (const document of documents.all()) look(document, "files");
  };

  const check = async (document: TextDocument): Promise<CheckedDocument> => {
    const folder = home(document);
    const program = folder === undefined ? undefined : await sessionOf(folder).settled();
    const text = document.getText();
    const path = pathOfUri(document.uri);
    const name = program?.files.find((file) => inFolder(program.project.folder, file.path) === path)?.path;
    const found = program?.diagnostics.filter((one) => one.file === name);
    if (program === undefined || name === undefined || found === undefined) {
      return { document, diagnostics: holdsRules(document) ? parse(text).diagnostics : [] };
    }
    const isCurrent = program.files.some((file) => file.path === name && file.text === text);
    return { document, diagnostics: isCurrent ? found : [] };
  };

  return {
    opened: (document) => look(document, "files"),
    changed: (document) => look(document, "texts"),
    closed: (document) => {
      publisher.show(document.uri, []);
      const folder = home(document);
      if (folder !== undefined) sessionOf(folder).touch("files");
    },
    filesChanged: (paths) => {
      if (paths.some((path) => path.endsWith(`/${configName}`))) settleHomes();
      for (const session of sessions.values()) session.touch("files");
    },
    check,
  };
}
