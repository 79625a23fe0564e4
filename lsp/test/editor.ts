import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import {
  type CodeAction,
  CodeActionRequest,
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentFormattingRequest,
  ExitNotification,
  type FileSystemWatcher,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  LogMessageNotification,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  type Range,
  type RegistrationParams,
  RegistrationRequest,
  ShutdownRequest,
  type TextEdit,
  UnregistrationRequest,
} from "vscode-languageserver-protocol/node";

/** The server as a process, and an editor's side of the conversation with it. */
export interface Editor {
  readonly process: ChildProcess;
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  readonly open: (uri: string, text: string, version?: number) => Promise<void>;
  /** Replaces a range, or the whole text. */
  readonly change: (uri: string, version: number, text: string, range?: Range) => Promise<void>;
  readonly close: (uri: string) => Promise<void>;
  readonly changedOnDisk: (uri: string) => Promise<void>;
  /** The next thing told of a file that fits, or what was told last if that fits. */
  readonly told: (
    uri: string,
    fits: (told: PublishDiagnosticsParams) => boolean,
  ) => Promise<readonly Diagnostic[]>;
  /** Everything told of a file so far. */
  readonly history: (uri: string) => readonly PublishDiagnosticsParams[];
  readonly logged: (part: string) => Promise<string>;
  readonly watching: (fits: (watcher: FileSystemWatcher) => boolean) => Promise<void>;
  readonly actions: (uri: string, range: Range, only?: string[]) => Promise<readonly CodeAction[]>;
  readonly format: (uri: string) => Promise<readonly TextEdit[]>;
  /** Ends the conversation as an editor does, and returns the exit code. */
  readonly quit: () => Promise<number | null>;
}

/** Something that comes to be true by and by. */
function createWaiter<T>(): {
  readonly seen: T[];
  readonly add: (value: T) => void;
  readonly next: (find: (seen: readonly T[]) => T | undefined) => Promise<T>;
} {
  const seen: T[] = [];
  const waiting = new Set<() => void>();
  return {
    seen,
    add: (value) => {
      seen.push(value);
      for (const look of [...waiting]) look();
    },
    next: (find) =>
      new Promise((resolve) => {
        const look = () => {
          const found = find(seen);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** Starts the server program with Node, as an editor does. */
export function startProcess(
  args: readonly string[],
  program = path.resolve(import.meta.dirname, "../src/stdio.ts"),
  errors: "inherit" | "pipe" = "inherit",
): ChildProcess {
  return spawn(process.execPath, ["--conditions=onstage-source", program, ...args], {
    stdio: ["pipe", "pipe", errors],
  });
}

/** Starts the server and shakes hands with it. */
export async function startEditor(
  library: string,
  child = startProcess(["--stdio", "--library", library]),
): Promise<Editor> {
  if (child.stdout === null || child.stdin === null) throw new Error("the server has no pipes");
  const connection = createProtocolConnection(child.stdout, child.stdin);
  const published = createWaiter<PublishDiagnosticsParams>();
  const logs = createWaiter<string>();
  const watchers = createWaiter<FileSystemWatcher>();
  connection.onNotification(PublishDiagnosticsNotification.type, published.add);
  connection.onNotification(LogMessageNotification.type, ({ message }) => logs.add(message));
  connection.onRequest(RegistrationRequest.type, ({ registrations }: RegistrationParams) => {
    for (const { method, registerOptions } of registrations) {
      if (method !== DidChangeWatchedFilesNotification.method) continue;
      for (const watcher of registerOptions.watchers) watchers.add(watcher);
    }
  });
  connection.onRequest(UnregistrationRequest.type, () => undefined);
  connection.listen();
  const gone = once(child, "exit").then(([code]): never => {
    throw new Error(`the server has ended with ${code}`);
  });
  // A server that ends when it should is no failure of the test.
  gone.catch(() => undefined);
  const alive = <T>(answer: Promise<T>): Promise<T> => Promise.race([answer, gone]);
  const handshake = connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      workspace: {
        didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
        workspaceEdit: { documentChanges: true },
      },
    },
  });
  const initialized = await alive(handshake);
  await connection.sendNotification(InitializedNotification.type, {});
  return {
    process: child,
    connection,
    initialized,
    open: (uri, text, version = 1) =>
      connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri, languageId: "rules", version, text },
      }),
    change: (uri, version, text, range) =>
      connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version },
        contentChanges: [range === undefined ? { text } : { range, text }],
      }),
    close: (uri) =>
      connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } }),
    changedOnDisk: (uri) =>
      connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes: [{ uri, type: 2 }] }),
    told: async (uri, fits) =>
      (
        await alive(
          published.next((seen) => {
            const last = seen.findLast((one) => one.uri === uri);
            return last !== undefined && fits(last) ? last : undefined;
          }),
        )
      ).diagnostics,
    history: (uri) => published.seen.filter((one) => one.uri === uri),
    logged: (part) => alive(logs.next((seen) => seen.find((line) => line.includes(part)))),
    watching: async (fits) => {
      await alive(watchers.next((seen) => seen.find(fits)));
    },
    actions: async (uri, range, only) => {
      const context = { diagnostics: [], ...(only === undefined ? {} : { only }) };
      const found = await connection.sendRequest(CodeActionRequest.type, {
        textDocument: { uri },
        range,
        context,
      });
      return (found ?? []).filter((one): one is CodeAction => "edit" in one);
    },
    format: async (uri) =>
      (await connection.sendRequest(DocumentFormattingRequest.type, {
        textDocument: { uri },
        options: { tabSize: 2, insertSpaces: true },
      })) ?? [],
    quit: async () => {
      const ended = once(child, "exit");
      await connection.sendRequest(ShutdownRequest.type);
      await connection.sendNotification(ExitNotification.type);
      const [code] = await ended;
      connection.dispose();
      return code;
    },
  };
}
