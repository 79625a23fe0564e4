import type { Money, Text } from "@onstage/runtime/actions";
import { isText } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface OrderPaid {
  /** Number or id of the order. */
  readonly order?: Text;
  /** What was paid. */
  readonly amount?: Money;
  /** How: `card`, `transfer`. */
  readonly method?: Text;
}

/**
 * An order of the item is paid, by a payment link or in a shop.
 *
 * @param method only orders paid in this way; any if left out
 * @group Payment
 */
export function orderPaid(event: OrderPaid, method?: Text): boolean {
  return isText(event.method, method);
}
