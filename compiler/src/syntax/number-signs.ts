import { type Diagnostic, diagnostic, replace } from "../diagnostics/diagnostic.ts";
import { type Lexeme, oneOf, operators } from "./lexer.ts";
import { meantNumber } from "./number-notation.ts";

/** A number and the signs and numbers that go on directly behind it: `1.000.000`, `5,000.50`. */
function chainOf(words: readonly Lexeme[], index: number, image: string, start: number): string {
  let chain = image;
  // Nobody writes more than some groups of three.
  for (let at = index + 1; at < index + 12; at += 2) {
    const [sign, group] = [words[at], words[at + 1]];
    if (sign === undefined || group === undefined || (sign.image !== "," && sign.image !== ".")) break;
    const end = start + chain.length;
    if (end !== sign.startOffset || end + 1 !== group.startOffset) break;
    if (!/^[0-9]+(?:\.[0-9]+)?$/.test(group.image)) break;
    chain += sign.image + group.image;
  }
  return chain;
}

/** Groups of three digits with a space between them. */
function spacedOf(words: readonly Lexeme[], index: number, image: string, start: number): string {
  let chain = image;
  for (let at = index + 1; at < index + 6; at += 1) {
    const group = words[at];
    if (group === undefined || group.startOffset !== start + chain.length + 1) break;
    if (!/^[0-9]{3}(?:\.[0-9]+)?$/.test(group.image)) break;
    chain += ` ${group.image}`;
  }
  return chain;
}

// Three decimals that end in a zero are rarely meant, and what begins with a zero is no number of its own.
const dots = /^[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+\.[0-9]{3}|\.[0-9]{2}0)$/;
const dotsAndDecimals = /^[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+\.[0-9]{3}|\.[0-9]{2}0),[0-9]{1,2}$/;
const commas = /^[1-9][0-9]{0,2}(?:,[0-9]{3})*,0[0-9]{2}(?:\.[0-9]+)?$/;

/** Several groups of three: one number, unless it stands among others in parentheses or in a list. */
const thousands = /^[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}(?:\.[0-9]+)?$/;
const comesBefore = oneOf([...operators, "When", "Assign", "Colon"]);

/** What a number with signs between its thousands means, with `_` in their place. */
function meantBy(chain: string): string | undefined {
  if (dots.test(chain)) return chain.replaceAll(".", "_");
  if (dotsAndDecimals.test(chain)) return chain.replaceAll(".", "_").replace(",", ".");
  return commas.test(chain) ? chain.replaceAll(",", "_") : undefined;
}

const isPlain = /^[0-9_]+$/;

/** Whether what comes next could belong to a number that ends at an offset. Most numbers stand alone. */
function goesOn(next: Lexeme | undefined, end: number): boolean {
  if (next === undefined || next.startOffset > end + 1) return false;
  return next.image === "," || next.image === "." || /^[0-9]/.test(next.image);
}

/** Signs that part the thousands of a number in other places: `1.000.000`, `50,000`, `5 000`, `5'000`. */
export function numberProblem(words: readonly Lexeme[], index: number): Diagnostic | undefined {
  const first = words[index];
  if (first === undefined) return undefined;
  const { image, startOffset: start } = first;
  if (isPlain.test(image) && !goesOn(words[index + 1], start + image.length)) return undefined;
  if (image.startsWith(".")) {
    const span = { start, end: start + image.length };
    const meant = meantNumber(image);
    return diagnostic("OS1044", span, { found: image, meant }, [replace(`Write \`${meant}\``, span, meant)]);
  }
  const isParted = /['’]/.test(image);
  const next = words[index + 1];
  if (!isParted && (next === undefined || next.startOffset > start + image.length + 1)) {
    return meantBy(image) === undefined ? undefined : partedProblem(start, image);
  }
  const chain = isParted ? image : chainOf(words, index, image, start);
  const isOneNumber = thousands.test(chain) && comesBefore(words[index - 1]);
  if (isParted || isOneNumber || meantBy(chain) !== undefined) return partedProblem(start, chain);
  if (meantBy(image) !== undefined) return partedProblem(start, image);
  const spaced = /^[1-9][0-9]{0,2}$/.test(image) ? spacedOf(words, index, image, start) : image;
  return spaced === image ? undefined : partedProblem(start, spaced);
}

function partedProblem(start: number, image: string): Diagnostic {
  const span = { start, end: start + image.length };
  const meant = meantBy(image) ?? image.replaceAll(/['’ ,]/g, "_");
  const plain = /^[0-9]+\.[0-9]+$/.test(image) ? String(Number(image)) : undefined;
  return diagnostic("OS1039", span, { found: image, meant }, [
    replace(`Write \`${meant}\``, span, meant, false),
    ...(plain === undefined ? [] : [replace(`Write \`${plain}\``, span, plain, false)]),
  ]);
}

type Written = Pick<Lexeme, "image" | "startOffset">;

/** A comma before the decimals of a number, where no arguments are parted: `5,50`. */
export function commaProblem(number: Written, decimals: Written): Diagnostic {
  const span = { start: number.startOffset, end: decimals.startOffset + decimals.image.length };
  const found = `${number.image},${decimals.image}`;
  const whole = number.image.replace(/^([1-9][0-9]{0,2})\.([0-9]{3})$/, "$1_$2");
  const meant = `${whole}.${decimals.image}`;
  const parted = `${number.image}_${decimals.image}`;
  const fixes = [
    ...(/^[1-9][0-9]{0,2},[0-9]{3}$/.test(found) ? [parted] : []),
    ...(/^[0-9]+$/.test(decimals.image) ? [meant] : []),
  ].map((text) => replace(`Write \`${text}\``, span, text, false));
  return diagnostic("OS1039", span, { found, meant }, fixes);
}
