import type { Money, Text } from "@onstage/runtime/actions";
import { isText } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface InvoicePaid {
  /** Number or id of the invoice. */
  readonly invoice?: Text;
  /** What was paid. */
  readonly amount?: Money;
}

/**
 * An invoice of the item is paid.
 *
 * @param invoice only this invoice; any if left out
 * @group Payment
 */
export function invoicePaid(event: InvoicePaid, invoice?: Text): boolean {
  return isText(event.invoice, invoice);
}
