import {
  type ActionContext,
  PermanentError,
  type Phone,
  type Text,
  type Url,
} from "@onstage/runtime/actions";
import { type CallOutcome, calls } from "../providers/calls.ts";
import { cleanLine } from "../text/clean.ts";
import { clientPhone } from "../text/client-address.ts";
import { named } from "../text/opted-out.ts";
import { phoneNumber } from "../text/phone-number.ts";
import { shortMessage } from "../text/short-message.ts";
import { webAddress } from "../text/web-address.ts";

const LONGEST_SPEECH = 3000;

/** How a call went. */
export interface Robocall {
  /** Its id at the provider. */
  readonly id: Text;
  /** Whether somebody, or a mailbox, has picked up. */
  readonly answered: boolean;
  readonly outcome: CallOutcome;
}

function soundFile(text: string): Url {
  const url = webAddress(text);
  if (url !== undefined) return url;
  throw new PermanentError(
    `“${cleanLine(text, 80)}” is no web address of a sound file. It has to begin with https:// or http://.`,
  );
}

/**
 * Calls the client of the item and lets a machine speak. It ends with the call; one that lasts longer than 45 seconds is
 * `under way` in the result.
 *
 * @param message what the machine says
 * @param language the language it is read in, such as `de-DE`; the provider's usual one if left out
 * @param audio address of a sound file to be played instead of the message
 * @param type only to a number of this kind, without which it fails; a mobile one before others if left out
 * @param to the number to call instead of the client's
 * @returns how it went
 * @messages client
 * @uses calls
 * @group Client communication
 * @example robocall("Your order is ready. Please pick it up.", language: "en-GB")
 */
export async function robocall(
  context: ActionContext,
  message: Text,
  language?: Text,
  audio?: Url,
  type?: "mobile" | "work" | "home" | "other",
  to?: Phone,
): Promise<Robocall> {
  const say =
    audio === undefined
      ? { text: shortMessage(message, "call", LONGEST_SPEECH), ...(language !== undefined && { language }) }
      : { audio: soundFile(audio) };
  const number = phoneNumber(to === undefined ? clientPhone(context, type) : named(to, context));
  const { entity, id } = context.item;
  const call = { to: number, say, item: `${entity}/${id}`, key: context.run.key };
  const made = await context.use(calls).call(call, context.signal);
  return { id: made.id, answered: made.outcome === "answered", outcome: made.outcome };
}
