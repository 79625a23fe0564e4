import { createHash } from "node:crypto";
import { type ActionContext, type Client, PermanentError } from "@onstage/runtime/actions";
import type { HashedPerson } from "../providers/audiences.ts";
import { missingAddress } from "./client-names.ts";
import { isEmailAddress } from "./email-address.ts";
import { reachable } from "./opted-out.ts";
import { phoneNumber } from "./phone-number.ts";

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The number as audiences know it: with its country code, digits alone; undefined where it is none. */
function digitsOf(phone: string): string | undefined {
  try {
    return phoneNumber(phone).slice(1);
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    return undefined;
  }
}

/** Those who may be advertised to. */
export const notOptedOut = ({ optOut }: Client): boolean => optOut !== true;

function hashed({ email = "", phone = "" }: Client): readonly HashedPerson[] {
  const address = email.trim().toLowerCase();
  const digits = digitsOf(phone);
  const person = {
    ...(isEmailAddress(address) && { email: hash(address) }),
    ...(digits !== undefined && { phone: hash(digits) }),
  };
  return Object.keys(person).length === 0 ? [] : [person];
}

/**
 * The clients of an item as advertising audiences know people: by hashes of their address and number.
 *
 * @param isMeant which of them; all if left out
 * @throws PermanentError where none of them has a valid one
 */
export function hashedClients(
  context: ActionContext,
  isMeant: (client: Client) => boolean = () => true,
): readonly HashedPerson[] {
  const people = context.clients.filter(isMeant).flatMap(hashed);
  if (people.length > 0) return people;
  for (const client of context.clients) if (!isMeant(client)) reachable(client);
  throw new PermanentError(missingAddress(context, "valid e-mail address or telephone number"));
}
