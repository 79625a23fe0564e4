import type { SignatureSet } from "@onstage/compiler";
import { runStdioServer } from "../src/server.ts";

// No signature at all where one is promised: a stand-in for a bug in a check.
const library: SignatureSet = { actions: [], triggers: [], problems: [] };
Reflect.set(library, "actions", [null]);
runStdioServer({ library });
