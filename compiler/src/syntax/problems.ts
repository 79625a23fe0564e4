import { type Diagnostic, diagnostic, insert, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import { kindOf, type Lexeme, oneOf } from "./lexer.ts";
import { spanOf } from "./nodes.ts";
import { definitionOf, isName, type TokenKind } from "./tokens.ts";

/** Kinds in which something can be wrong whatever stands beside them. */
const isSuspect = oneOf([
  "Unknown",
  "OpenText",
  "WrongText",
  "OpenComment",
  "WrongComment",
  "Number",
  "Date",
  "DateTime",
  "Time",
  "And",
  "Or",
  "Not",
  "Equal",
  "Differs",
  "AtMost",
  "AtLeast",
  "Minus",
  "Star",
  "Slash",
]);

/** What is wrong with a single token, wherever it stands: characters, quotes, comments, operators of other languages. */
export function lexemeProblem(lexeme: Lexeme): Diagnostic | undefined {
  return isSuspect(lexeme) ? problemOf(lexeme, kindOf(lexeme)) : undefined;
}

function problemOf(lexeme: Lexeme, kind: TokenKind): Diagnostic | undefined {
  const { image } = lexeme;
  switch (kind) {
    case "Unknown":
      return unknownProblem(lexeme);
    case "OpenText": {
      const span = spanOf(lexeme);
      // Of other quotes, both have to be written anew.
      return diagnostic(
        "OS1002",
        span,
        {},
        image.startsWith('"') ? [insert('Write `"`', span.end, '"', false)] : [],
      );
    }
    case "WrongText": {
      const quoted = `"${image.slice(1, -1).replaceAll('"', '\\"')}"`;
      const span = spanOf(lexeme);
      return diagnostic("OS1003", span, { found: image }, [replace(`Write ${quoted}`, span, quoted)]);
    }
    case "OpenComment":
      return diagnostic("OS1004", { start: lexeme.startOffset, end: lexeme.startOffset + 2 }, {});
    case "WrongComment": {
      const sign = { start: lexeme.startOffset, end: lexeme.startOffset + 1 };
      return diagnostic("OS1019", sign, {}, [replace("Write `//`", sign, "//")]);
    }
    case "Number":
      return numberProblem(lexeme);
    case "Time":
      return timeProblem(lexeme);
    case "Date":
    case "DateTime":
      return dateProblem(lexeme);
    default:
      return operatorProblem(lexeme, kind);
  }
}

function unknownProblem(lexeme: Lexeme): Diagnostic {
  const { image } = lexeme;
  const found = image.length > 40 ? `${image.slice(0, 40)}…` : image;
  const span = spanOf(lexeme);
  return diagnostic("OS1001", span, { found }, [replace("Remove it", span, "")]);
}

function operatorProblem(lexeme: Lexeme, kind: TokenKind): Diagnostic | undefined {
  const right = definitionOf(kind).word;
  const { image } = lexeme;
  if (right === undefined || image === right) return undefined;
  // `!x` needs a space once the sign has become a word.
  const text = right === "not" ? "not " : right;
  const span = spanOf(lexeme);
  return diagnostic("OS1013", span, { found: image, right }, [replace(`Write \`${right}\``, span, text)]);
}

/** `50.000` is fifty to a machine, and fifty thousand to many people. */
function numberProblem(lexeme: Lexeme): Diagnostic | undefined {
  const { image } = lexeme;
  if (!/^[1-9][0-9]{0,2}\.[0-9]{2}0$/.test(image)) return undefined;
  const meant = image.replace(".", "_");
  const span = spanOf(lexeme);
  return diagnostic("OS1039", span, { found: image, meant }, [
    replace(`Write \`${meant}\``, span, meant, false),
    replace(`Write \`${Number(image)}\``, span, String(Number(image)), false),
  ]);
}

function timeProblem(lexeme: Lexeme): Diagnostic | undefined {
  const { image } = lexeme;
  if (/^[0-9]{2}:/.test(image)) return undefined;
  const span = spanOf(lexeme);
  return diagnostic("OS1028", span, { found: image }, [replace(`Write \`0${image}\``, span, `0${image}`)]);
}

function dateProblem(lexeme: Lexeme): Diagnostic | undefined {
  const { image } = lexeme;
  if (/^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:$|T[0-9]{2}:)/.test(image)) return undefined;
  const meant = image.replaceAll(/(?<![0-9])[0-9](?![0-9])/g, "0$&");
  const span = spanOf(lexeme);
  return diagnostic("OS1040", span, { found: image }, [replace(`Write \`${meant}\``, span, meant)]);
}

const beginnings = ["on", "every", "rules", "const", "function", "import", "disabled"];

/** Says of words at the top level that they begin nothing. */
export function strayProblem(words: readonly Lexeme[]): Diagnostic | undefined {
  const first = words[0];
  const last = words.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const span = { start: first.startOffset, end: spanOf(last).end };
  const word = first.image.slice(0, 60);
  const near = isName(kindOf(first)) && words.length > 1 ? didYouMeanName(word, beginnings) : undefined;
  const fixes = near === undefined ? [] : [replace(`Write \`${near}\``, spanOf(first), near, false)];
  return diagnostic("OS1015", span, { found: words.length > 1 ? `${word} …` : word, near }, fixes);
}
