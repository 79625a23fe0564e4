import type { ExtensionContext } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

/** Called by the editor when the first file of rules is opened: starts the language server that comes along. */
export async function activate(context: ExtensionContext): Promise<void> {
  const server = {
    module: context.asAbsolutePath("dist/server.mjs"),
    transport: TransportKind.stdio,
    args: [
      "--library",
      context.asAbsolutePath("dist/signatures.json"),
      "--types",
      context.asAbsolutePath("dist/runtime/actions/index.ts"),
    ],
    // Older editors bring a Node that warns of looking for files by patterns; that is tested on both.
    options: { execArgv: ["--disable-warning=ExperimentalWarning"] },
  };
  client = new LanguageClient("onstage", "Onstage", server, {
    documentSelector: [
      { scheme: "file", language: "rules" },
      { scheme: "untitled", language: "rules" },
    ],
  });
  await client.start();
}

/** Called by the editor when it closes. */
export async function deactivate(): Promise<void> {
  await client?.stop();
}
