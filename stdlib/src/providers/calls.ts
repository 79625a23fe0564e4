import type { Integer, Phone, Provider, Text, Url } from "@onstage/runtime/actions";
import { openCallsOverHttp } from "./calls-http.ts";
import { adapterSetting } from "./setting-forms.ts";
import { openTwilioCalls } from "./twilio-calls.ts";

/** A call in which a machine speaks. */
export interface OutgoingCall {
  /** With its country code: `+4915112345678`. */
  readonly to: Phone;
  /** What is said. */
  readonly say:
    | { readonly text: Text; readonly language?: Text }
    /** Address of a sound file that is played. */
    | { readonly audio: Url };
  /** `deals/42` */
  readonly item: string;
  /** The key of the run. */
  readonly key: string;
}

/** How a call has ended, or that it has not yet. */
export type CallOutcome = "answered" | "busy" | "no answer" | "failed" | "under way";

/** A call that was made. */
export interface MadeCall {
  /** Its id at the provider. */
  readonly id: Text;
  readonly outcome: CallOutcome;
  /** Seconds that were spoken, where the provider says so. */
  readonly seconds?: Integer;
}

/** Calls people. */
export interface Telephone {
  /**
   * Calls, and returns when the call has ended; `under way` where it lasts longer than 45 seconds.
   *
   * @param signal ends the attempt
   * @throws TransientError, PermanentError or UncertainError, as `Mailer.send` does
   */
  readonly call: (call: OutgoingCall, signal: AbortSignal) => Promise<MadeCall>;
}

/**
 * The provider of calls. `ONSTAGE_CALLS_PROVIDER=twilio` calls by Twilio; left out, one that keeps the contract of
 * docs/providers.md, at `ONSTAGE_CALLS_URL`:
 *
 *     { "to": "+4915112345678", "text": "…", "language": "de-DE", "item": "deals/42" }
 *       →  { "id": "c1", "outcome": "under way" }
 *
 * with `audio` instead of `text` and `language` for a sound file. While the outcome is `under way`, it is asked again
 * by `GET <ONSTAGE_CALLS_URL>/c1`.
 */
export const calls: Provider<Telephone> = {
  name: "calls",
  open: (environment, outbound) => {
    const adapter = adapterSetting(environment, "ONSTAGE_CALLS_PROVIDER", ["twilio"]);
    return adapter === "twilio"
      ? openTwilioCalls(environment, outbound)
      : openCallsOverHttp(environment, outbound);
  },
};
