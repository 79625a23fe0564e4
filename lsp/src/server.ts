import process from "node:process";
import type { SignatureSet } from "@onstage/compiler";
import { nodeHost } from "@onstage/compiler/node";
import {
  CodeActionKind,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
  type TextDocumentsConfiguration,
} from "vscode-languageserver";
import { createConnection } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { formatDocument } from "./formatting.ts";
import { openDocuments } from "./open-documents.ts";
import { overlayHost } from "./overlay-host.ts";
import { createPublisher } from "./publisher.ts";
import { quickFixes } from "./quick-fixes.ts";
import { pathOfUri } from "./uris.ts";
import { type WatchedFiles, watchFiles } from "./watched-files.ts";
import { createWorkspace } from "./workspace.ts";

/** What a language server is started with. */
export interface ServerOptions {
  /** The actions that come with Onstage. */
  readonly library: SignatureSet;
  /** Where types of packages are found that may not be installed beside a project. */
  readonly packages?: Readonly<Record<string, readonly string[]>>;
}

/** How long typing has to pause before a check, in milliseconds: shorter than a person's look from keys to screen. */
const pause = 150;

const capabilities: InitializeResult["capabilities"] = {
  positionEncoding: "utf-16",
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
  documentFormattingProvider: true,
};

/** Documents as they are kept. What an editor sends is not checked on its way, so it is made to be text here. */
const keeping: TextDocumentsConfiguration<TextDocument> = {
  create: (uri, languageId, version, content) =>
    TextDocument.create(String(uri), String(languageId), Number(version), String(content)),
  update: TextDocument.update,
};

/**
 * Serves one editor over a connection until the editor ends it. Nothing of the opened folder is ever run: actions are
 * read as text.
 *
 * @param options the connection, not listening yet, and what rules can call
 */
export function startServer({
  connection,
  library,
  packages,
}: ServerOptions & { connection: Connection }): void {
  const kept = new TextDocuments(keeping);
  const fail = (error: unknown) =>
    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const documents = openDocuments({ all: () => kept.all(), get: (uri) => kept.get(uri) });
  const host = overlayHost(nodeHost(packages === undefined ? {} : { packages }), documents);
  const publisher = createPublisher((shown) => {
    const { uri, version, diagnostics } = shown;
    const params = { uri, diagnostics: [...diagnostics], ...(version === undefined ? {} : { version }) };
    connection.sendDiagnostics(params).catch(fail);
  });
  let client: InitializeParams["capabilities"] = {};
  let watched: WatchedFiles | undefined;
  const workspace = createWorkspace({
    library,
    host,
    documents,
    publisher,
    pause,
    checked: (program) => {
      watched?.follow(program).catch(fail);
    },
    log: fail,
  });

  connection.onInitialize((params): InitializeResult => {
    client = params.capabilities;
    return { capabilities, serverInfo: { name: "onstage" } };
  });
  connection.onInitialized(async () => {
    const support = client.workspace?.didChangeWatchedFiles;
    if (support?.dynamicRegistration !== true) return;
    watched = await watchFiles(connection, support.relativePatternSupport === true);
  });
  kept.onDidOpen(({ document }) => workspace.opened(document));
  kept.onDidChangeContent(({ document }) => workspace.changed(document));
  kept.onDidSave(({ document }) => {
    const path = pathOfUri(document.uri);
    workspace.filesChanged(path === undefined ? [] : [path]);
  });
  kept.onDidClose(({ document }) => workspace.closed(document));
  connection.onDidChangeWatchedFiles(({ changes }) =>
    workspace.filesChanged(changes.flatMap((change) => pathOfUri(change.uri) ?? [])),
  );
  connection.onCodeAction(async (params) => {
    const document = documents.byUri(params.textDocument.uri);
    const versioned = client.workspace?.workspaceEdit?.documentChanges === true;
    return document === undefined ? [] : [...quickFixes(await workspace.check(document), params, versioned)];
  });
  connection.onDocumentFormatting(({ textDocument }) => {
    const document = documents.byUri(textDocument.uri);
    return document === undefined ? [] : [...formatDocument(document)];
  });
  kept.listen(connection);
  connection.listen();
}

/** Serves an editor over standard input and output. The process ends with the editor's `exit`, or with its input. */
export function runStdioServer(options: ServerOptions): void {
  // Standard output belongs to the protocol.
  console.log = console.error;
  console.info = console.error;
  console.debug = console.error;
  startServer({ ...options, connection: createConnection(process.stdin, process.stdout) });
}
