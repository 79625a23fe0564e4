import type { ActionContext, Phone, Text } from "@onstage/runtime/actions";
import { type SentSms, sms } from "../providers/sms.ts";
import { clientPhone } from "../text/client-address.ts";
import { named } from "../text/opted-out.ts";
import { phoneNumber } from "../text/phone-number.ts";
import { SMS_LIMIT, shortMessage } from "../text/short-message.ts";

/**
 * Sends an SMS to the client of the item: to the contact, or to the company where the contact has no number.
 *
 * @param message what to say, in at most 200 characters
 * @param type only to a number of this kind, without which it fails; a mobile one before others if left out
 * @param to the number to send to instead of the client's
 * @returns the SMS as the provider took it
 * @messages client
 * @uses sms
 * @group Client communication
 * @limit message 200
 * @example sendSms("Your order {title} is ready")
 */
export async function sendSms(
  context: ActionContext,
  message: Text,
  type?: "mobile" | "work" | "home" | "other",
  to?: Phone,
): Promise<SentSms> {
  const text = shortMessage(message, "SMS", SMS_LIMIT);
  const number = phoneNumber(to === undefined ? clientPhone(context, type) : named(to, context));
  const { entity, id } = context.item;
  return context
    .use(sms)
    .send({ to: number, text, item: `${entity}/${id}`, key: context.run.key }, context.signal);
}
