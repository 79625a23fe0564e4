import type { Json, JsonObject } from "@onstage/runtime/rules";

/** What is to be paid for an item, as far as the item says so. */
export interface ItemAmount {
  /** A decimal number as text. */
  readonly amount?: string;
  /** ISO 4217 code. */
  readonly currency?: string;
}

const DECIMAL = /^-?\d{1,30}(?:\.\d{1,30})?$/u;

function decimalText(value: Json | undefined): string | undefined {
  const text = typeof value === "number" || typeof value === "string" ? String(value).trim() : "";
  return DECIMAL.test(text) ? text : undefined;
}

function currencyCode(value: Json | undefined): string | undefined {
  return typeof value === "string" && /^[A-Z]{3}$/u.test(value) ? value : undefined;
}

function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Reads the fields `amount` and `currency` of an item, or an `amount` that carries its currency.
 *
 * @param fields the fields of the item as stored
 */
export function itemAmount(fields: JsonObject): ItemAmount {
  const field = fields.amount;
  const money = isRecord(field) ? field : fields;
  const amount = decimalText(money.amount);
  const currency = currencyCode(money.currency);
  return {
    ...(amount !== undefined && { amount }),
    ...(amount !== undefined && currency !== undefined && { currency }),
  };
}
