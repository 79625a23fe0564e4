/** What can be said of values of which nothing is known: errors, and what other programs have written. */

/** Whether a value is an object that is no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What stands under a name in a value; undefined where the value is no object. */
export function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** The code of an error, such as `ENOENT`; undefined where it has none. */
export function codeOf(error: unknown): unknown {
  return property(error, "code");
}
