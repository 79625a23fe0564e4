import { type Diagnostic, diagnostic, insert, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import { calendarProblem } from "./calendar-notation.ts";
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
  "Dot",
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
      const inside = image.slice(1, -1).replaceAll(/\\(?!["'\\nt]|u\{)/g, "\\\\");
      const quoted = `"${inside.replaceAll('"', '\\"')}"`;
      const span = spanOf(lexeme);
      return diagnostic("OS1003", span, { found: image }, [replace(`Write ${quoted}`, span, quoted)]);
    }
    case "OpenComment":
      return diagnostic("OS1004", { start: lexeme.startOffset, end: lexeme.startOffset + 2 }, {});
    case "WrongComment": {
      const sign = { start: lexeme.startOffset, end: lexeme.startOffset + 1 };
      return diagnostic("OS1019", sign, {}, [replace("Write `//`", sign, "//")]);
    }
    case "Time":
    case "Date":
    case "DateTime":
      return calendarProblem(lexeme, kind);
    default:
      return operatorProblem(lexeme, kind);
  }
}

function unknownProblem(lexeme: Lexeme): Diagnostic {
  const { image } = lexeme;
  const found = image.length > 40 ? `${image.slice(0, 40)}…` : image;
  const span = spanOf(lexeme);
  // What stands on a keyboard may have been meant for something.
  const isSafe = !/^[!-~]/.test(image);
  return diagnostic("OS1001", span, { found }, [replace("Remove it", span, "", isSafe)]);
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

const beginnings = ["on", "every", "rules", "const", "function", "import", "test", "disabled"];

/** Says of words at the top level that they begin nothing. */
export function strayProblem(words: readonly Lexeme[]): Diagnostic | undefined {
  const first = words[0];
  const last = words.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const span = { start: first.startOffset, end: spanOf(last).end };
  const word = first.image.slice(0, 60);
  const near = isName(kindOf(first)) && words.length > 1 ? didYouMeanName(word, beginnings) : undefined;
  const isStage = first.image === "stage" && words[1]?.tokenType.name === "Text";
  const fixes = isStage
    ? [insert("Write `on`", first.startOffset, "on ", false)]
    : near === undefined
      ? []
      : [replace(`Write \`${near}\``, spanOf(first), near, false)];
  return diagnostic("OS1015", span, { found: words.length > 1 ? `${word} …` : word, near }, fixes);
}
