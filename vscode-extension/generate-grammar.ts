/** Writes the grammar anew: `node --conditions=onstage-source vscode-extension/generate-grammar.ts`. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { makeGrammar } from "./grammar.ts";

const target = path.join(import.meta.dirname, "syntaxes", "rules.tmLanguage.json");
writeFileSync(target, `${JSON.stringify(makeGrammar(), null, 2)}\n`);
const formatter = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");
const { status } = spawnSync(process.execPath, [formatter, "format", "--write", target], {
  stdio: "inherit",
});
process.exit(status ?? 1);
