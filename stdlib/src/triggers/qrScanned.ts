import type { Text } from "@onstage/runtime/actions";
import { isText } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface QrScanned {
  /** Name of the code. */
  readonly code?: Text;
}

/**
 * The client has scanned a QR code of the item.
 *
 * @param code only this code, by its name; any if left out
 * @group Open ends
 */
export function qrScanned(event: QrScanned, code?: Text): boolean {
  return isText(event.code, code);
}
