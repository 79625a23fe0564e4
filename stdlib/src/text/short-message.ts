import { PermanentError } from "@onstage/runtime/actions";
import { cleanText } from "./clean.ts";

/** The most characters that an SMS may have. */
export const SMS_LIMIT = 200;

/**
 * A message as it is sent.
 *
 * @param message what to say
 * @param what as sentences name it: `SMS`
 * @param limit the most characters, as people count them
 * @throws PermanentError where it is empty or too long
 */
export function shortMessage(message: string, what: string, limit: number): string {
  const text = cleanText(message);
  if (text === "") throw new PermanentError(`The text of the ${what} is empty.`);
  const { length } = Array.from(text);
  if (length <= limit) return text;
  throw new PermanentError(
    `The text of the ${what} has ${length} characters; at most ${limit} can be sent. Make it shorter.`,
  );
}
