import { type Email, PermanentError } from "@onstage/runtime/actions";
import { cleanLine } from "./clean.ts";
import { isEmailAddress } from "./email-address.ts";

const MOST_COPIES = 50;

/**
 * An address that a mail can be sent to.
 *
 * @throws PermanentError where it is none
 */
export function validAddress(text: string): Email {
  const address = text.trim();
  if (isEmailAddress(address)) return address;
  throw new PermanentError(
    `“${cleanLine(address, 80)}” is not a valid e-mail address. Write it as name@example.com.`,
  );
}

/**
 * Those who get a copy, each once.
 *
 * @throws PermanentError where one is no address, or there are too many
 */
export function copies(addresses: readonly string[]): readonly Email[] {
  const valid = new Map(addresses.map(validAddress).map((address) => [address.toLowerCase(), address]));
  if (valid.size <= MOST_COPIES) return [...valid.values()];
  throw new PermanentError(
    `${valid.size} people are to get a copy; there can be ${MOST_COPIES}. Use a mailing list.`,
  );
}
