/**
 * The language server as a program of its own, for editors that bring it along:
 * `node stdio.js --stdio --library signatures.json --types runtime/actions/index.ts`.
 */
import { readFileSync } from "node:fs";
import process from "node:process";
import { parseArgs } from "node:util";
import { isSignatureSet, type SignatureSet } from "@onstage/compiler";
import { runStdioServer } from "./server.ts";

function readLibrary(file: string): SignatureSet {
  const read: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (isSignatureSet(read)) return read;
  throw new Error("it holds no signatures of actions");
}

function start(): void {
  // Editors add arguments of their own, such as the id of their process.
  const { library, types } = parseArgs({
    options: { library: { type: "string" }, types: { type: "string" } },
    strict: false,
  }).values;
  if (typeof library !== "string") {
    console.error("Say where the signatures of the actions are: --library FILE.");
    process.exit(2);
  }
  try {
    const packages = typeof types === "string" ? { "@onstage/runtime/actions": [types] } : {};
    runStdioServer({ library: readLibrary(library), packages });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(
      `The language server cannot start with ${library}: ${reason}. Build or install Onstage again.`,
    );
    process.exit(2);
  }
}

start();
