import type { Phone } from "@onstage/runtime/actions";
import { isPhone } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface CallMissed {
  /** The number of the client. */
  readonly phone?: Phone;
  /** The own number that was used. */
  readonly line?: Phone;
}

/**
 * The client has called, and nobody has answered.
 *
 * @param line only calls over this own number; any if left out
 * @group Client communication
 */
export function callMissed(event: CallMissed, line?: Phone): boolean {
  return isPhone(event.line, line);
}
