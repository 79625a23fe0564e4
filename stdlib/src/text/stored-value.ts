import type { Json } from "@onstage/runtime/rules";

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A value as a rule gives it, as an item stores it: users, items and options by their id, each of a list by itself.
 * Everything else stays as it is.
 */
export function storedValue(value: Json): Json {
  if (Array.isArray(value)) return value.map((one: Json) => storedValue(one));
  if (!isRecord(value)) return value;
  const isNamed = typeof value.id === "number" || (typeof value.id === "string" && "title" in value);
  return isNamed ? (value.id ?? null) : value;
}
