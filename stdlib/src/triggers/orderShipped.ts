import type { Text } from "@onstage/runtime/actions";
import { isText } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface OrderShipped {
  /** Number or id of the order. */
  readonly order?: Text;
  readonly trackingNumber?: Text;
  readonly carrier?: Text;
}

/**
 * An order of the item has left the warehouse.
 *
 * @param carrier only what this carrier took; any if left out
 * @group Delivery
 */
export function orderShipped(event: OrderShipped, carrier?: Text): boolean {
  return isText(event.carrier, carrier);
}
