import type { ActionContext, Text, User } from "@onstage/runtime/actions";
import { type SentSms, sms } from "../providers/sms.ts";
import { employeePhone } from "../text/employee-address.ts";
import { SMS_LIMIT, shortMessage } from "../text/short-message.ts";

/**
 * Sends an SMS to an employee, at the number that the CRM has for the user.
 *
 * @param user whom to write to, by name or address, or a field such as `responsible`
 * @param message what to say, in at most 200 characters
 * @returns the SMS as the provider took it
 * @uses sms
 * @group Employee alerts
 * @limit message 200
 * @example sendSmsToEmployee(responsible, "{title} is waiting for you")
 */
export async function sendSmsToEmployee(context: ActionContext, user: User, message: Text): Promise<SentSms> {
  const text = shortMessage(message, "SMS", SMS_LIMIT);
  const to = employeePhone(user);
  const { entity, id } = context.item;
  const outgoing = { to, text, item: `${entity}/${id}`, key: context.run.key };
  return context.use(sms).send(outgoing, context.signal);
}
