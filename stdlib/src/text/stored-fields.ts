import type { Json, JsonObject } from "@onstage/runtime/rules";
import { storedValue } from "./stored-value.ts";

/** Fields as a rule gives them, as an item stores them: see `storedValue`. */
export function storedFields(fields: Readonly<Record<string, Json>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, storedValue(value)]));
}
