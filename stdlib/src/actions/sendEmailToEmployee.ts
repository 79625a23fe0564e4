import type { ActionContext, Text, User } from "@onstage/runtime/actions";
import { mail } from "../providers/mail.ts";
import { employeeEmail } from "../text/employee-address.ts";
import { writeLetter } from "../text/letter.ts";
import type { SentEmail } from "./sendEmail.ts";

/**
 * Sends an e-mail to an employee, at the address that the CRM has for the user.
 *
 * @param user whom to write to, by name or address, or a field such as `responsible`
 * @param message what to say
 * @param subject what the mail is about; the title of the item if left out
 * @returns the mail as the server took it
 * @uses mail
 * @group Employee alerts
 * @example sendEmailToEmployee("Max", "Please have a look at {title}.", subject: "A large deal")
 */
export async function sendEmailToEmployee(
  context: ActionContext,
  user: User,
  message: Text,
  subject?: Text,
): Promise<SentEmail> {
  const to = employeeEmail(user);
  const letter = writeLetter(message, subject ?? context.item.title);
  return context.use(mail).send({ ...letter, to, key: context.run.key }, context.signal);
}
