import type { Integer, Phone } from "@onstage/runtime/actions";
import { isPhone } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface CallMade {
  /** The number of the client. */
  readonly phone?: Phone;
  /** The own number that was used. */
  readonly line?: Phone;
  /** How long they spoke. */
  readonly seconds?: Integer;
}

/**
 * Somebody has called the client.
 *
 * @param line only calls over this own number; any if left out
 * @group Client communication
 */
export function callMade(event: CallMade, line?: Phone): boolean {
  return isPhone(event.line, line);
}
