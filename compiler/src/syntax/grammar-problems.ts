import type { IRecognitionException, IToken } from "chevrotain";
import { type Diagnostic, diagnostic, insert, replace } from "../diagnostics/diagnostic.ts";
import { kindOf } from "./lexer.ts";
import { currencyProblem, meantCurrency } from "./number-notation.ts";
import { commaProblem } from "./number-signs.ts";
import { type Clash, meantKeyword, ruleClash, unexpected } from "./rule-problems.ts";
import { describeKind, isName, type TokenKind, tokenTable, wordsOf } from "./tokens.ts";
import type { Span } from "./tree.ts";

/** What a rule of the grammar reads, in the words of a message. */
const expectations: Readonly<Record<string, string>> = {
  stageNames: "the name of a stage in quotes",
  quotedName: "a name in quotes",
  AnyText: "a name in quotes",
  placeRule: "`in` with what it belongs to, such as `in deals`",
  entityName: "what it belongs to, such as `deals`",
  pipelineName: "a pipeline in quotes, or `*` for all",
  afterClause: "`previous`, the name of a rule, or a delay such as `2 hours`",
  durationRule: "a length of time such as `2 hours`",
  recurrenceRule: "`day`, `weekday`, a day of the week, or a length of time such as `2 hours`",
  dayOfMonth: "a day of the month, or `last day`",
  entryRule: "a rule such as `sendEmail(…)`",
  statementRule: "a rule such as `sendEmail(…)`",
  BlockClose: "a rule such as `sendEmail(…)`, or `>`",
  callRule: "an action such as `sendEmail(…)`",
  operandRule: "a value",
  importedNames: "the names to import, in braces",
  nameList: "a name",
  recordEntry: 'an entry such as `title: "…"`',
  headerCondition: "a condition",
  testFor: "`for` with what it is about, such as `for deals`",
  testStep: 'a step such as `enter "…"` or `expect sendEmail(…)`',
  testField: "a field such as `amount`",
  testMock: "`returns`, `fails` or `takes`",
  testExpectation: "what is expected, such as `sendEmail(…)`",
  testRule: "the name of a rule",
  testPresence: "`set` or `empty`",
};

/** What the grammar met, where it wanted something else, as the grammar tells it. */
export interface Met {
  /** A kind of token, or a rule of the grammar. */
  readonly wanted: string;
  readonly token: IToken;
  readonly before: IToken | undefined;
  /** The token behind it, where that is known. */
  readonly next?: IToken;
  /** The rules of the grammar that were being read, from the outside in. */
  readonly rules: readonly string[];
}

function describeToken({ kind, image, isBlock }: Pick<Clash, "kind" | "image" | "isBlock">): string {
  if (kind === "EndOfFile" || image === "") return isBlock ? "the end of the block" : "nothing";
  if (kind === "Text") return "a text";
  return `\`${image.slice(0, 40)}\``;
}

/** Numbers and amounts of money as people write them elsewhere. */
function amountClash({ kind, image, before, here, next }: Clash): Diagnostic | undefined {
  const currency = kind === "Number" && isName(before.kind) ? meantCurrency(before.image) : undefined;
  if (currency !== undefined) {
    return currencyProblem({ start: before.start, end: here.end }, before.image, image, currency);
  }
  if (kind === "Dot" && before.kind === "Number" && before.end === here.start) {
    const span = { start: before.start, end: here.end };
    const fix = replace(`Write \`${before.image}\``, span, before.image);
    return diagnostic("OS1044", span, { found: `${before.image}.`, meant: before.image }, [fix]);
  }
  if (kind !== "Comma" || before.kind !== "Number" || next === undefined) return undefined;
  const isParted = before.end === here.start && here.end === next.startOffset && kindOf(next) === "Number";
  return isParted ? commaProblem({ image: before.image, startOffset: before.start }, next) : undefined;
}

/** Mistakes that can stand anywhere. */
function generalClash(clash: Clash): Diagnostic | undefined {
  const { kind, image, before, here, wanted } = clash;
  if (kind === "Comma" && before.kind === "Text" && wanted === "Semicolon") {
    const help = 'several values are a list, in brackets: `["Web form", "Call"]`';
    return unexpected(here, "`;`", "`,`", help);
  }
  const amount = amountClash(clash);
  if (amount !== undefined) return amount;
  const meant = isName(kind) ? meantKeyword(image) : undefined;
  if (meant !== undefined && wanted !== "Identifier") {
    const words = { expected: `\`${meant}\``, found: `\`${image}\``, help: `did you mean \`${meant}\`?` };
    return diagnostic("OS1008", here, words, [replace(`Write \`${meant}\``, here, meant, false)]);
  }
  const found = describeToken(clash);
  if (before.kind === "Number" && (kind === "Comma" || kind === "Number" || kind === "Dot")) {
    const help = "write a number without separators, or with `_`: `50_000`";
    if (wanted !== "Close") return unexpected(here, "nothing more in this number", found, help);
  }
  if (kind === "Question") {
    return unexpected(here, "an operator", found, "choose between two values with `if … then … else …`");
  }
  const isWord = /^[a-z]+$/.test(image) && !isName(kind);
  if (isWord && (wanted === "Identifier" || (wanted === "statementRule" && image !== "when"))) {
    return diagnostic("OS1018", here, { found: image });
  }
  return undefined;
}

const sectionsWithoutBlocks: ReadonlyMap<string, "constant" | "function" | "import"> = new Map([
  ["constSection", "constant"],
  ["functionSection", "function"],
  ["importSection", "import"],
]);

/** Mistakes at the top level. */
function declarationClash(clash: Clash): Diagnostic | undefined {
  const { kind, image, here, wanted, rules } = clash;
  const section = rules[0] ?? "";
  const found = describeToken(clash);
  switch (wanted) {
    case "EOF": {
      if (kind === "BlockOpen" && section === "triggerSection") return diagnostic("OS1034", here, {});
      const help =
        "what stands at the top level begins with `on`, `every`, `rules`, `const`, `function`, `import` or `test`";
      return unexpected(here, "nothing more", found, help);
    }
    case "Assign":
      return section === "constSection" || section === "functionSection" ? valueClash(clash) : undefined;
    case "BlockOpen": {
      if (kind === "Move" && section === "stageBlock") {
        const help = 'only an event moves an item by itself: `on invoicePaid in deals move to "…"`';
        return unexpected(here, "`<`", found, help);
      }
      return section === "eventBlock"
        ? unexpected(here, "`<` with rules, or `move to` with a stage", found)
        : undefined;
    }
    case "Open":
      return section === "functionSection"
        ? unexpected(here, "`(`", found, "write its parameters in parentheses: `function net(a: Money) = …`")
        : undefined;
    case "Identifier":
      if (rules.at(-1) === "eventRule") {
        return unexpected(here, "`stage`, or an event such as `invoicePaid`", found);
      }
      return kind === "In" ? unexpected(here, "a name", found) : undefined;
    default:
      return image === "disabled" ? disabledClash(clash) : undefined;
  }
}

/** `disabled const a = 5` */
function disabledClash({ here, rules, next }: Clash): Diagnostic | undefined {
  const what = sectionsWithoutBlocks.get(rules[0] ?? "");
  if (what === undefined) return undefined;
  const span = { start: here.start, end: next?.startOffset ?? here.end };
  return diagnostic("OS1055", here, { what }, [replace("Remove `disabled`", span, "", false)]);
}

/** A constant or a function whose value does not begin where it should. */
function valueClash(clash: Clash): Diagnostic | undefined {
  const { kind, here, rules } = clash;
  const isFunction = rules[0] === "functionSection";
  const found = describeToken(clash);
  if (kind === "BlockOpen" && isFunction) return diagnostic("OS1042", here, {});
  if (kind === "EndOfFile" || kind === "Semicolon") {
    return diagnostic("OS1041", here, { what: isFunction ? "function" : "constant" });
  }
  if (kind !== "Colon") return undefined;
  const help = `the type of a ${isFunction ? "function" : "constant"} follows from its value`;
  return unexpected(here, "`=`", found, help);
}

function isKind(name: string): name is TokenKind {
  return Object.hasOwn(tokenTable, name);
}

/** What Chevrotain reports; its message is the name of what it wanted. */
export function metBy(error: IRecognitionException): Met {
  // What it says of a missing alternative lacks the token before; all others have it.
  const { token, previousToken } = error as IRecognitionException & { readonly previousToken?: IToken };
  return { wanted: error.message, token, before: previousToken, rules: error.context.ruleStack };
}

const nameOfKind = (one: IToken): TokenKind => (one.tokenType.name === "EOF" ? "EndOfFile" : kindOf(one));

/**
 * One mistake that the grammar met, in words for people.
 *
 * @param met what it was
 * @param end where the text of the section ends
 * @param isBlock whether it has rules
 */
export function grammarProblem(met: Met, end: number, isBlock: boolean): Diagnostic {
  const { token, before: previous, wanted, rules } = met;
  const kind = nameOfKind(token);
  const { image } = token;
  const isFirst = previous === undefined || previous.startOffset < 0;
  const behind = isFirst ? end : previous.startOffset + previous.image.length;
  const here: Span =
    token.startOffset < 0 || image === ""
      ? { start: Math.max(0, behind - 1), end: Math.max(behind, 1) }
      : { start: token.startOffset, end: token.startOffset + image.length };
  const before = {
    kind: isFirst ? "EndOfFile" : nameOfKind(previous),
    image: isFirst ? "" : previous.image,
    start: isFirst ? behind : previous.startOffset,
    end: behind,
  } as const;
  const clash: Clash = { kind, image, before, here, next: met.next, wanted, rules, isBlock };
  const known = declarationClash(clash) ?? ruleClash(clash) ?? generalClash(clash);
  if (known !== undefined) return known;
  const expected = expectations[wanted] ?? (isKind(wanted) ? describeKind(wanted) : "a rule");
  const [word] = isKind(wanted) ? wordsOf(wanted) : [];
  const isPunctuation = wanted === "Close" || wanted === "ListClose" || wanted === "BraceClose";
  const text =
    wanted === "BraceClose"
      ? " }"
      : isPunctuation
        ? word
        : ["In", "To", "From", "Assign"].includes(wanted)
          ? ` ${word}`
          : undefined;
  const fixes = text === undefined ? [] : [insert(`Write \`${text.trim()}\``, behind, text, false)];
  return diagnostic("OS1008", here, { expected, found: describeToken(clash) }, fixes);
}
