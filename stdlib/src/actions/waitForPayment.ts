import type { ActionContext, Duration } from "@onstage/runtime/actions";

/** What becomes of a payment. */
export type Payment = "paid" | "cancelled" | "timedOut";

/**
 * Waits until an order or an invoice of the item is paid.
 *
 * @param atMost how long to wait; as long as it takes if left out
 * @returns whether it was paid, the order was cancelled, or time was over
 * @awaits orderPaid invoicePaid orderCancelled
 * @repeatable
 * @group Waiting
 * @example let payment = waitForPayment(14 days);
 * notify(responsible, "{title} is not paid") when payment == "timedOut"
 */
export async function waitForPayment(context: ActionContext, atMost?: Duration): Promise<Payment> {
  return context.waitFor<Payment>({
    what: "a payment",
    events: [
      { event: "orderPaid", result: "paid" },
      { event: "invoicePaid", result: "paid" },
      { event: "orderCancelled", result: "cancelled" },
    ],
    ...(atMost !== undefined && { within: atMost }),
    timedOut: "timedOut",
  });
}
