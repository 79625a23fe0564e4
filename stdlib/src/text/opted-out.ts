import { type ActionContext, type Client, PermanentError } from "@onstage/runtime/actions";
import { clientName } from "./client-names.ts";

function refuse(client: Client): never {
  throw new PermanentError(`${clientName(client)} has opted out of messages. Nothing was sent.`);
}

/**
 * A client who may be written to.
 *
 * @throws PermanentError for one who has opted out: whoever comes next is not asked in their place
 */
export function reachable(client: Client): Client {
  return client.optOut === true ? refuse(client) : client;
}

const sameAddress = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();
const digitsOf = (phone: string): string => phone.replace(/\D/gu, "");

/**
 * An address or a number that a rule has named.
 *
 * @throws PermanentError where it is that of a client of the item who has opted out
 */
export function named(address: string, { clients }: Pick<ActionContext, "clients">): string {
  const owner = clients.find(({ optOut, email, phone, emails, phones }) => {
    if (optOut !== true) return false;
    const isEmail = [{ address: email ?? "" }, ...(emails ?? [])].some((one) =>
      sameAddress(one.address, address),
    );
    const digits = digitsOf(address);
    const numbers = [{ address: phone ?? "" }, ...(phones ?? [])].map((one) => digitsOf(one.address));
    return isEmail || (!address.includes("@") && digits !== "" && numbers.includes(digits));
  });
  return owner === undefined ? address : refuse(owner);
}
