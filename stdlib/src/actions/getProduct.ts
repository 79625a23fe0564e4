import {
  type ActionContext,
  type Integer,
  type Money,
  PermanentError,
  type Text,
} from "@onstage/runtime/actions";
import type { Json } from "@onstage/runtime/rules";
import { cleanLine } from "../text/clean.ts";

/** A product that stands in an item. */
export interface Product {
  readonly id: Integer;
  readonly name: Text;
  readonly price: Money;
  readonly quantity: number;
}

function priceOf(value: Json | undefined): Money | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { amount, currency } = value as { readonly [key: string]: Json };
  return typeof amount === "string" && typeof currency === "string" ? { amount, currency } : undefined;
}

/**
 * Finds a product of the item, for rules behind it. It fails where there is none.
 *
 * @param name its name; the first product if left out
 * @returns the product with its price and how many there are
 * @repeatable
 * @kind helper
 * @group Products
 * @example addProduct("Installation", 150 EUR);
 * let first = after previous getProduct();
 * after previous addHistoryEntry("{first.quantity} of {first.name}")
 */
export async function getProduct(context: ActionContext, name?: Text): Promise<Product> {
  const open = await context.crm.activities(context.item, { kind: "product", open: true, limit: 1000 });
  const found = open.toReversed().find(({ title }) => name === undefined || title === name.trim());
  const price = priceOf(found?.data.price);
  if (found === undefined || price === undefined) {
    const what = name === undefined ? "no product" : `no product “${cleanLine(name, 80)}”`;
    throw new PermanentError(`There is ${what} in “${cleanLine(context.item.title, 80)}”.`);
  }
  const { quantity } = found.data;
  return { id: found.id, name: found.title, price, quantity: typeof quantity === "number" ? quantity : 1 };
}
