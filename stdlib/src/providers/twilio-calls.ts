import { type Outbound, UncertainError } from "@onstage/runtime/actions";
import { escapeHtml } from "../text/html.ts";
import { endOfCall } from "./call-end.ts";
import type { CallOutcome, MadeCall, OutgoingCall, Telephone } from "./calls.ts";
import { textIn } from "./json.ts";
import type { Environment } from "./setting.ts";
import { openTwilio } from "./twilio.ts";

/** Seconds that it rings. */
const RINGING = "30";

/** How Twilio calls the ends of a call. Whatever else it says, the call is under way. */
const outcomes: ReadonlyMap<string | undefined, CallOutcome> = new Map([
  ["completed", "answered"],
  ["busy", "busy"],
  ["no-answer", "no answer"],
  ["failed", "failed"],
  ["canceled", "failed"],
]);

/** What is said, in TwiML. */
function twiml({ say }: OutgoingCall): string {
  const language =
    "language" in say && say.language !== undefined ? ` language="${escapeHtml(say.language)}"` : "";
  const spoken =
    "audio" in say
      ? `<Play>${escapeHtml(say.audio)}</Play>`
      : `<Say${language}>${escapeHtml(say.text)}</Say>`;
  return `<Response>${spoken}</Response>`;
}

function readCall(json: unknown, id: string): MadeCall {
  const seconds = Number(textIn(json, "duration") ?? Number.NaN);
  return {
    id,
    outcome: outcomes.get(textIn(json, "status")) ?? "under way",
    ...(Number.isSafeInteger(seconds) && { seconds }),
  };
}

/** Calls by Twilio's Calls resource. */
export function openTwilioCalls(environment: Environment, outbound: Outbound): Telephone {
  const { from, create, read } = openTwilio(environment, outbound, "provider of calls");
  return {
    call: async (call, signal) => {
      const form = new URLSearchParams({ To: call.to, From: from, Twiml: twiml(call), Timeout: RINGING });
      const made = await create("Calls", form, signal);
      const id = textIn(made, "sid");
      if (id === undefined) {
        throw new UncertainError(
          "The provider of calls answered without a “sid”: the call may have been made. Look there, then confirm it or call again.",
        );
      }
      return endOfCall(
        readCall(made, id),
        async (over) => readCall(await read("Calls", id, over), id),
        signal,
      );
    },
  };
}
