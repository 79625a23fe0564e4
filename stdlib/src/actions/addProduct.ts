import {
  type ActionContext,
  type Integer,
  type Money,
  PermanentError,
  type Text,
} from "@onstage/runtime/actions";
import { titled } from "../text/titled.ts";

/** A product in an item. */
export interface ProductRow {
  readonly id: Integer;
}

/**
 * Puts a product into the item. The amount of the item stays what it is.
 *
 * @param name what it is
 * @param price of one
 * @param quantity how many; 1 if left out
 * @returns the product as it stands in the item
 * @repeatable
 * @group Products
 * @example addProduct("Installation", 150 EUR, 2)
 */
export async function addProduct(
  context: ActionContext,
  name: Text,
  price: Money,
  quantity?: number,
): Promise<ProductRow> {
  const many = quantity ?? 1;
  if (!(many > 0)) throw new PermanentError(`“${name}” cannot be put into the item ${many} times.`);
  const id = await context.crm.reserveActivity();
  context.change({
    kind: "record",
    activity: {
      id,
      kind: "product",
      title: titled(name, "product"),
      open: true,
      data: { price: { amount: price.amount, currency: price.currency }, quantity: many },
    },
  });
  return { id };
}
