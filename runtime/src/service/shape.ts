import { isRecord } from "../unknown.ts";

/** Where something stands: `ruleSet.blocks[0].rules`. */
export type Path = string;

/** Says where a value is not what it has to be; undefined where it is right. */
export type Shape = (value: unknown, at: Path) => Path | undefined;

function that(isRight: (value: unknown) => boolean): Shape {
  return (value, at) => (isRight(value) ? undefined : at);
}

export const aText = that((value) => typeof value === "string");
/** A text with something in it. */
export const aName = that((value) => typeof value === "string" && value !== "");
export const aFlag = that((value) => typeof value === "boolean");
export const aFunction = that((value) => typeof value === "function");
export const aCount = that((value) => Number.isSafeInteger(value));

/** One of these values. */
export function oneOf(...values: readonly unknown[]): Shape {
  return that((value) => values.includes(value));
}

/** A text of a certain form. */
export function textLike(pattern: RegExp): Shape {
  return that((value) => typeof value === "string" && pattern.test(value));
}

/** A text that something can be made of: it is wrong where that throws a `RangeError`. */
export function textFor(make: (text: string) => unknown): Shape {
  return that((value) => {
    if (typeof value !== "string") return false;
    try {
      make(value);
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  });
}

/** A value that may be left out. */
export function maybe(shape: Shape): Shape {
  return (value, at) => (value === undefined ? undefined : shape(value, at));
}

/** A list whose members have a shape. */
export function listOf(member: Shape): Shape {
  return (value, at) => {
    if (!Array.isArray(value)) return at;
    for (const [index, one] of value.entries()) {
      const wrong = member(one, `${at}[${index}]`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
}

/** An object whose values have a shape, whatever their names. */
export function mapOf(member: Shape): Shape {
  return (value, at) => {
    if (!isRecord(value)) return at;
    for (const [name, one] of Object.entries(value)) {
      const wrong = member(one, `${at}.${name}`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
}

/** An object with these fields. Others do no harm. */
export function recordOf(fields: Readonly<Record<string, Shape>>): Shape {
  return (value, at) => {
    if (!isRecord(value)) return at;
    for (const [name, shape] of Object.entries(fields)) {
      const wrong = shape(value[name], `${at}.${name}`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
}

/** An object whose shape depends on what its `kind` says. */
export function byKind(shapes: Readonly<Record<string, Shape>>): Shape {
  return (value, at) => {
    if (!isRecord(value)) return at;
    const shape =
      typeof value.kind === "string" && Object.hasOwn(shapes, value.kind) ? shapes[value.kind] : undefined;
    return shape === undefined ? `${at}.kind` : shape(value, at);
  };
}
