import type { Integer, Phone } from "@onstage/runtime/actions";
import { isPhone } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface CallReceived {
  /** The number of the client. */
  readonly phone?: Phone;
  /** The own number that was used. */
  readonly line?: Phone;
  /** How long they spoke. */
  readonly seconds?: Integer;
}

/**
 * The client has called, and somebody has answered.
 *
 * @param line only calls over this own number; any if left out
 * @group Client communication
 */
export function callReceived(event: CallReceived, line?: Phone): boolean {
  return isPhone(event.line, line);
}
