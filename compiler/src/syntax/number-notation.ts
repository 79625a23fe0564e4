import { type Diagnostic, diagnostic, type Fix, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import type { Lexeme } from "./lexer.ts";
import { spanOf } from "./nodes.ts";
import { wordsOf } from "./tokens.ts";
import type { DurationUnit, Expression, Span } from "./tree.ts";

/*
 * Numbers, amounts of money and lengths of time as people and other languages write them. What was meant is put in
 * their place, so that nothing else is said of them.
 */

type Report = (problem: Diagnostic) => void;

/** The digits of a number, without what parts them. */
export function meantNumber(image: string): string {
  const digits = /[_'’]/.test(image) ? image.replaceAll(/[_'’]/g, "") : image;
  return digits.startsWith(".") ? `0${digits}` : digits;
}

/** Currencies by the words and the signs that people have for them. */
const currencies: ReadonlyMap<string, string> = new Map([
  ...[
    "eur",
    "usd",
    "gbp",
    "chf",
    "jpy",
    "pln",
    "czk",
    "sek",
    "nok",
    "dkk",
    "huf",
    "cny",
    "inr",
    "aud",
    "cad",
  ].map((code) => [code, code.toUpperCase()] as const),
  ["euro", "EUR"],
  ["euros", "EUR"],
  ["€", "EUR"],
  ["dollar", "USD"],
  ["dollars", "USD"],
  ["$", "USD"],
  ["pound", "GBP"],
  ["pounds", "GBP"],
  ["£", "GBP"],
  ["yen", "JPY"],
  ["¥", "JPY"],
  ["franken", "CHF"],
]);

/** The code of a currency that is called otherwise. */
export function meantCurrency(word: string): string | undefined {
  return currencies.get(word.toLowerCase());
}

/** Reports a currency that is not written as one. */
export function currencyProblem(span: Span, found: string, number: string, currency: string): Diagnostic {
  const meant = `${number} ${currency}`;
  const fix = replace(`Write \`${meant}\``, span, meant, false);
  return diagnostic("OS1045", span, { found, meant }, [fix]);
}

/** Units as they are cut short, and in other words. */
const units: ReadonlyMap<string, string> = new Map([
  ...["s", "sec", "secs"].map((word) => [word, "seconds"] as const),
  ...["min", "mins"].map((word) => [word, "minutes"] as const),
  ...["h", "hr", "hrs", "std"].map((word) => [word, "hours"] as const),
  ["d", "days"],
  ...["w", "wk", "wks"].map((word) => [word, "weeks"] as const),
  ["mo", "months"],
  ...["y", "yr", "yrs"].map((word) => [word, "years"] as const),
  ...["workday", "workdays", "weekdays"].map((word) => [word, "working days"] as const),
]);

/** The unit that a word was meant for, by how it is cut short or by how it is spelt. */
export function meantUnit(word: string): string | undefined {
  return units.get(word.toLowerCase()) ?? didYouMeanName(word, wordsOf("Unit"));
}

/** How many times as much a sign behind a number stands for. */
const multiples: ReadonlyMap<string, number> = new Map([
  ["k", 3],
  ["tsd", 3],
  ["mio", 6],
  ["mln", 6],
  ["million", 6],
  ["bn", 9],
]);

function shifted(number: string, places: number): string {
  const [whole = "", decimals = ""] = number.split(".");
  const digits = `${whole}${decimals.padEnd(places, "0").slice(0, places)}`.replace(/^0+(?=[0-9])/, "");
  const rest = decimals.slice(places).replace(/0+$/, "");
  return rest === "" ? digits : `${digits}.${rest}`;
}

/** What a number means that goes on in letters: `0x10`, `1e6`, `5k`. Undefined where nobody knows. */
function withLetters(number: string, word: string): string | undefined {
  if (number === "0" && /^x[0-9a-f]{1,15}$/i.test(word)) return String(Number(`0${word}`));
  const [, exponent] = /^e([0-9]{1,2})$/i.exec(word) ?? [];
  const places = exponent === undefined ? multiples.get(word.toLowerCase()) : Number(exponent);
  return places === undefined || places > 20 ? undefined : shifted(number, places);
}

interface WrongMeasure {
  readonly meant: Expression;
  /** How many words it takes behind the number. */
  readonly words: number;
}

/**
 * Reports a word behind a number that belongs to it and is not written as the language does.
 *
 * @param behind what comes behind the word
 * @returns what was meant; undefined where the word has nothing to do with the number, and nothing is reported
 */
export function reportWrongMeasure(
  number: Lexeme,
  word: Lexeme,
  behind: Lexeme,
  report: Report,
): WrongMeasure | undefined {
  const value = meantNumber(number.image);
  const place = { start: number.startOffset, end: spanOf(word).end };
  const percent = percentWords(word, behind);
  if (percent > 0) {
    const end = percent === 1 ? place.end : spanOf(behind).end;
    report(percentProblem({ start: place.start, end }, number.image));
    return { meant: { kind: "Number", start: place.start, end, value, broken: true }, words: percent };
  }
  const currency = meantCurrency(word.image);
  if (currency !== undefined) {
    report(currencyProblem(place, word.image, number.image, currency));
    return { meant: { kind: "Money", ...place, value, currency }, words: 1 };
  }
  const isBusiness = word.image === "business" && wordsOf("Unit").includes(behind.image);
  const isCut = units.get(word.image.toLowerCase());
  const near = isBusiness ? "working" : meantUnit(word.image);
  const touches = spanOf(number).end === word.startOffset;
  // A letter that stands by itself may be a name.
  if (!touches && word.image.length === 1) return undefined;
  if (near !== undefined && (isCut !== undefined || word.image.length > 3)) {
    const fix: Fix = replace(`Write \`${near}\``, spanOf(word), touches ? ` ${near}` : near, false);
    const end = isBusiness ? spanOf(behind).end : place.end;
    const unit = isBusiness ? behind.image : near;
    report(diagnostic("OS1027", spanOf(word), { number: number.image, found: word.image, near }, [fix]));
    const meant: Expression = {
      kind: "Duration",
      start: place.start,
      end,
      count: value,
      unit: unit.replace(/^working /, "").replace(/s$/, "") as DurationUnit, // The words of units are these.
      working: unit !== near || near.startsWith("working"),
    };
    return { meant, words: isBusiness ? 2 : 1 };
  }
  if (!touches) return undefined;
  const meant = withLetters(value, word.image);
  const isNumber = meant !== undefined || /^[xe][0-9]/i.test(word.image);
  if (!isNumber) return undefined;
  const found = `${number.image}${word.image}`;
  const fixes = meant === undefined ? [] : [replace(`Write \`${meant}\``, place, meant, false)];
  report(diagnostic("OS1044", place, { found, meant }, fixes));
  return { meant: { kind: "Number", ...place, value: meant ?? "0", broken: true }, words: 1 };
}

/** How many words say that a number counts hundredths: `20 percent`, `20 per cent`. */
function percentWords(word: Lexeme, behind: Lexeme): number {
  if (/^(?:percent|pct|prozent)$/i.test(word.image)) return 1;
  return /^per$/i.test(word.image) && /^cent$/i.test(behind.image) ? 2 : 0;
}

function percentProblem(span: Span, number: string): Diagnostic {
  const share = String(Number((Number(meantNumber(number)) / 100).toPrecision(12)));
  return diagnostic("OS1046", span, { found: number, share }, [
    replace(`Write \`${share}\``, span, share, false),
    replace(`Write \`${number}\``, span, number, false),
  ]);
}

/** A sign behind or before a number that stands for a currency or for a hundredth: `5 €`, `$5`, `50 %`. */
export function signProblem(sign: Lexeme, text: string): Diagnostic | undefined {
  const { startOffset: at, image } = sign;
  const before = /([0-9][0-9_.]*)[ \t\u00A0]?$/.exec(text.slice(Math.max(0, at - 40), at));
  const number = before?.[1];
  const start = at - (before?.[0].length ?? 0);
  const end = at + image.length;
  if (image === "%" && number !== undefined && !/^[ \t]*[\p{L}\p{N}(]/u.test(text.slice(end, end + 40))) {
    return percentProblem({ start, end }, number);
  }
  const currency = meantCurrency(image);
  if (currency === undefined) return undefined;
  if (number !== undefined) return currencyProblem({ start, end }, image, number, currency);
  const [all = "", behind] = /^[ \t\u00A0]?([0-9][0-9_]*(?:\.[0-9]+)?)/.exec(text.slice(end, end + 40)) ?? [];
  return behind === undefined
    ? undefined
    : currencyProblem({ start: at, end: end + all.length }, image, behind, currency);
}
