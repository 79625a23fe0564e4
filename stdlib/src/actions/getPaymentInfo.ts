import {
  type ActionContext,
  type Activity,
  type DateTime,
  type Integer,
  PermanentError,
} from "@onstage/runtime/actions";
import { decimal } from "@onstage/runtime/rules";
import { itemAmount } from "../text/item-amount.ts";

/** What was paid for an item, as far as `markPaid` has recorded it. */
export interface PaymentInfo {
  /** How many payments there were. */
  readonly count: Integer;
  /** What they come to, in their currency. */
  readonly paid: number;
  /** Whether that is the amount of the item or more; not where the item has none. */
  readonly isPaid: boolean;
  /** When the last one was recorded. */
  readonly lastAt?: DateTime;
}

function sumOf(payments: readonly Activity[]) {
  return payments.reduce((sum, { data }) => sum.plus(decimal(String(data.amount ?? 0))), decimal(0));
}

/**
 * Adds up the payments of the item that `markPaid` has recorded, for rules behind it. It fails where they are in several
 * currencies.
 *
 * @returns how many there were, what they come to, and whether that is all
 * @repeatable
 * @kind helper
 * @group Payment
 * @example markPaid(500 EUR);
 * let info = after previous getPaymentInfo();
 * after previous notify(responsible, "{title}: {info.paid} are paid") when not info.isPaid
 */
export async function getPaymentInfo(context: ActionContext): Promise<PaymentInfo> {
  const payments = await context.crm.activities(context.item, { kind: "payment", limit: 1000 });
  const { amount, currency } = itemAmount(context.item.fields);
  const currencies = new Set(payments.map(({ data }) => data.currency ?? currency));
  if (currencies.size > 1) {
    throw new PermanentError(
      `The payments are in ${[...currencies].join(" and ")}: they cannot be added up.`,
    );
  }
  const paid = sumOf(payments);
  const isSame = currency === undefined || currencies.size === 0 || currencies.has(currency);
  const [last] = payments;
  return {
    count: payments.length,
    paid: paid.toNumber(),
    isPaid: amount !== undefined && isSame && payments.length > 0 && paid.gte(amount),
    ...(last !== undefined && { lastAt: last.created }),
  };
}
