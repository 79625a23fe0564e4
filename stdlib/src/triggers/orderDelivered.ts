import type { Text } from "@onstage/runtime/actions";

/** What the event brings with it. */
export interface OrderDelivered {
  /** Number or id of the order. */
  readonly order?: Text;
}

/**
 * An order of the item has reached the client.
 *
 * @group Delivery
 */
export function orderDelivered(_event: OrderDelivered): boolean {
  return true;
}
