import { PermanentError } from "@onstage/runtime/actions";
import { cleanLine } from "./clean.ts";

/** A number with its country code, as E.164 has it: what every network knows. */
const INTERNATIONAL = /^\+[1-9]\d{6,14}$/u;

/**
 * A telephone number as people write it, in the form `+4930123456`.
 *
 * @param text with spaces, brackets, dots and hyphens as one likes; `00` may stand for the `+`
 * @throws PermanentError where it is none, or has no country code
 */
export function phoneNumber(text: string): string {
  const number = text.replace(/[\s().\-/\u00A0\u2010-\u2015]/gu, "").replace(/^00/u, "+");
  if (INTERNATIONAL.test(number)) return number;
  const shown = cleanLine(text, 40);
  throw new PermanentError(
    /^\d{5,15}$/u.test(number)
      ? `“${shown}” has no country code. Write the number as +49 30 123456.`
      : `“${shown}” is not a telephone number. Write it as +49 30 123456.`,
  );
}
