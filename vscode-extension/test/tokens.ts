import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import oniguruma from "vscode-oniguruma";
import textmate, { type IGrammar } from "vscode-textmate";

const require = createRequire(import.meta.url);
const grammarFile = path.resolve(import.meta.dirname, "../syntaxes/rules.tmLanguage.json");

/** Loads the checked-in grammar with the engine that editors use. */
export async function loadGrammar(): Promise<IGrammar> {
  await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(readFileSync(grammarFile, "utf8"), grammarFile),
  });
  const grammar = await registry.loadGrammar("source.rules");
  if (grammar === null) throw new Error("the grammar cannot be loaded");
  return grammar;
}

/** A coloured stretch of text. */
export interface Coloured {
  readonly text: string;
  readonly scopes: readonly string[];
}

/** The coloured stretches of a text, without white space. */
export function colour(grammar: IGrammar, text: string): readonly Coloured[] {
  let state = textmate.INITIAL;
  return text.split(/\r\n|\n/).flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens
      .map((token) => ({ text: line.slice(token.startIndex, token.endIndex), scopes: token.scopes }))
      .filter((token) => token.text.trim() !== "");
  });
}

/** The innermost scopes of the stretches, with their text: `keyword.control on`. */
export function innermost(coloured: readonly Coloured[]): readonly string[] {
  return coloured.map(
    ({ text, scopes }) => `${scopes[scopes.length - 1]?.replace(/\.rules$/, "")} ${text.trim()}`,
  );
}
