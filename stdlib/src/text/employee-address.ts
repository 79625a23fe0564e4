import { type Email, PermanentError, type Phone, type User } from "@onstage/runtime/actions";
import { isEmailAddress } from "./email-address.ts";
import { phoneNumber } from "./phone-number.ts";

/**
 * The address that a mail for an employee goes to.
 *
 * @throws PermanentError where the CRM has none, or one that is not valid
 */
export function employeeEmail({ name, email }: User): Email {
  const address = email?.trim() ?? "";
  if (address === "") {
    throw new PermanentError(`${name} has no e-mail address. Add one to the user in the CRM, then retry.`);
  }
  if (isEmailAddress(address)) return address;
  throw new PermanentError(`The e-mail address of ${name} is not valid. Correct it in the CRM, then retry.`);
}

/**
 * The number that an SMS for an employee goes to.
 *
 * @throws PermanentError where the CRM has none, or one that is not valid
 */
export function employeePhone({ name, phone }: User): Phone {
  const number = phone?.trim() ?? "";
  if (number !== "") return phoneNumber(number);
  throw new PermanentError(`${name} has no telephone number. Add one to the user in the CRM, then retry.`);
}
