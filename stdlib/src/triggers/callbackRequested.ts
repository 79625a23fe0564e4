import type { Phone, Text } from "@onstage/runtime/actions";
import { isText } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface CallbackRequested {
  /** Name of the form. */
  readonly form?: Text;
  /** The number to call. */
  readonly phone?: Phone;
}

/**
 * The client has asked on a web site to be called back.
 *
 * @param form only this form, by its name; any if left out
 * @group Client communication
 */
export function callbackRequested(event: CallbackRequested, form?: Text): boolean {
  return isText(event.form, form);
}
