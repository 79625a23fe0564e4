import {
  type ActionContext,
  type Integer,
  type Money,
  PermanentError,
  type Text,
} from "@onstage/runtime/actions";
import { cleanLine } from "../text/clean.ts";
import { itemAmount } from "../text/item-amount.ts";

/** A payment on the timeline of an item. */
export interface RecordedPayment {
  readonly id: Integer;
}

/**
 * Records on the item's timeline that it is paid; `getPaymentInfo` adds up what was.
 *
 * @param amount what was paid; the amount of the item if left out
 * @param reference what the payment is known by, such as the number of an invoice
 * @returns the payment as it stands on the timeline
 * @repeatable
 * @group Payment
 * @example markPaid(500 EUR, "R-2026-17")
 */
export async function markPaid(
  context: ActionContext,
  amount?: Money,
  reference?: Text,
): Promise<RecordedPayment> {
  const { amount: sum, currency } = amount ?? itemAmount(context.item.fields);
  if (sum === undefined) {
    throw new PermanentError(`“${cleanLine(context.item.title, 80)}” has no amount: say how much was paid.`);
  }
  const id = await context.crm.reserveActivity();
  const words = cleanLine(reference ?? "", 200);
  context.change({
    kind: "record",
    activity: {
      id,
      kind: "payment",
      title: words === "" ? "Paid" : `Paid: ${words}`,
      data: {
        amount: sum,
        ...(currency !== undefined && { currency }),
        ...(words !== "" && { reference: words }),
      },
    },
  });
  return { id };
}
