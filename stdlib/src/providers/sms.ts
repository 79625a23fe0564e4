import type { Phone, Provider, Text } from "@onstage/runtime/actions";
import { adapterSetting } from "./setting-forms.ts";
import { openSmsOverHttp } from "./sms-http.ts";
import { openTwilioSms } from "./twilio-sms.ts";

/** An SMS to one number. */
export interface OutgoingSms {
  /** With its country code: `+4915112345678`. */
  readonly to: Phone;
  readonly text: Text;
  /** `deals/42` */
  readonly item: string;
  /** The key of the run. */
  readonly key: string;
}

/** An SMS that the provider has taken. */
export interface SentSms {
  /** Its id at the provider. */
  readonly id: Text;
}

/** Takes SMS to where they go from here. */
export interface SmsGateway {
  /**
   * Hands the SMS over, and returns when the provider has taken it.
   *
   * @param signal ends the attempt
   * @throws TransientError, PermanentError or UncertainError, as `Mailer.send` does
   */
  readonly send: (sms: OutgoingSms, signal: AbortSignal) => Promise<SentSms>;
}

/**
 * The SMS provider. `ONSTAGE_SMS_PROVIDER=twilio` sends by Twilio; left out, SMS go to a provider that keeps the
 * contract of docs/providers.md, at `ONSTAGE_SMS_URL`:
 *
 *     { "to": "+4915112345678", "text": "…", "item": "deals/42" }    →    { "id": "…" }
 */
export const sms: Provider<SmsGateway> = {
  name: "sms",
  open: (environment, outbound) => {
    const adapter = adapterSetting(environment, "ONSTAGE_SMS_PROVIDER", ["twilio"]);
    return adapter === "twilio"
      ? openTwilioSms(environment, outbound)
      : openSmsOverHttp(environment, outbound);
  },
};
