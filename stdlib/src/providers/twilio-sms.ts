import { type Outbound, UncertainError } from "@onstage/runtime/actions";
import { textIn } from "./json.ts";
import type { Environment } from "./setting.ts";
import type { SmsGateway } from "./sms.ts";
import { openTwilio } from "./twilio.ts";

/** Sends SMS by Twilio's Messages resource. */
export function openTwilioSms(environment: Environment, outbound: Outbound): SmsGateway {
  const { from, create } = openTwilio(environment, outbound, "SMS provider");
  const sender = from.startsWith("MG") ? "MessagingServiceSid" : "From";
  return {
    send: async ({ to, text }, signal) => {
      const message = await create(
        "Messages",
        new URLSearchParams({ To: to, [sender]: from, Body: text }),
        signal,
      );
      const id = textIn(message, "sid");
      if (id === undefined) {
        throw new UncertainError(
          "The SMS provider's answer holds no “sid”: the SMS may have been sent. Look there, then confirm it or send it again.",
        );
      }
      return { id };
    },
  };
}
