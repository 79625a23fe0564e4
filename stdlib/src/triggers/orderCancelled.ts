import type { Text } from "@onstage/runtime/actions";

/** What the event brings with it. */
export interface OrderCancelled {
  /** Number or id of the order. */
  readonly order?: Text;
  readonly reason?: Text;
}

/**
 * An order of the item is cancelled.
 *
 * @group Delivery
 */
export function orderCancelled(_event: OrderCancelled): boolean {
  return true;
}
