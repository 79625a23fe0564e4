/** The value of a member of what may be an object; undefined where there is none. */
export function valueIn(document: unknown, name: string): unknown {
  if (typeof document !== "object" || document === null || !Object.hasOwn(document, name)) return undefined;
  return Reflect.get(document, name);
}

/** A text of what may be an object; undefined where it has none, or an empty one. */
export function textIn(document: unknown, name: string): string | undefined {
  const value = valueIn(document, name);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A whole number of what may be an object; undefined where it has none. */
export function numberIn(document: unknown, name: string): number | undefined {
  const value = valueIn(document, name);
  return typeof value === "number" && Number.isSafeInteger(value) ? value : undefined;
}
