import {
  type ActionContext,
  type AddressUse,
  type Client,
  type ClientAddress,
  type Email,
  PermanentError,
  type Phone,
} from "@onstage/runtime/actions";
import { missingAddress } from "./client-names.ts";
import { reachable } from "./opted-out.ts";

/** What a rule may ask for: an address of this kind, and no other. */
export type EmailUse = Extract<AddressUse, "work" | "home" | "other">;
export type PhoneUse = AddressUse;

/** Which kind of address is taken where a rule asks for none, the best first; undefined for one that says nothing. */
const emailOrder: readonly (AddressUse | undefined)[] = ["work", undefined, "mobile", "home", "other"];
const phoneOrder: readonly (AddressUse | undefined)[] = ["mobile", undefined, "work", "home", "other"];

function pick<T extends Email | Phone>(
  addresses: readonly ClientAddress<T>[],
  order: readonly (AddressUse | undefined)[],
): string | undefined {
  const filled = addresses.filter(({ address }) => address.trim() !== "");
  for (const wanted of order) {
    const found = filled.find(({ use }) => use === wanted);
    if (found !== undefined) return found.address.trim();
  }
  return undefined;
}

function emailsOf({ email, emails }: Client): readonly ClientAddress<Email>[] {
  return emails ?? (email === undefined ? [] : [{ address: email }]);
}

function phonesOf({ phone, phones }: Client): readonly ClientAddress<Phone>[] {
  return phones ?? (phone === undefined ? [] : [{ address: phone }]);
}

/** The first that one of the clients has, where nobody before has opted out: all of a contact's addresses come before those of a company. */
function firstOf(
  clients: readonly Client[],
  find: (client: Client) => string | undefined,
): string | undefined {
  for (const client of clients) {
    const found = find(reachable(client));
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The one address that a mail for the client goes to.
 *
 * @param use only an address of this kind; that of work before any other if left out
 * @throws PermanentError with whom it is missing at, or who has opted out
 */
export function clientEmail(context: ActionContext, use?: EmailUse): Email {
  const order = use === undefined ? emailOrder : [use];
  const found = firstOf(context.clients, (client) => pick(emailsOf(client), order));
  if (found !== undefined) return found;
  throw new PermanentError(
    missingAddress(context, use === undefined ? "e-mail address" : `e-mail address for “${use}”`),
  );
}

/**
 * The one number that the client is called or written to at.
 *
 * @param use only a number of this kind; a mobile one before any other if left out
 * @throws PermanentError with whom it is missing at, or who has opted out
 */
export function clientPhone(context: ActionContext, use?: PhoneUse): Phone {
  const order = use === undefined ? phoneOrder : [use];
  const found = firstOf(context.clients, (client) => pick(phonesOf(client), order));
  if (found !== undefined) return found;
  throw new PermanentError(
    missingAddress(context, use === undefined ? "telephone number" : `telephone number for “${use}”`),
  );
}
