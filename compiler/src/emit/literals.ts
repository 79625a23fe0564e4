// Control characters and line separators could end a line of code, formatting characters could disguise it (those that
// turn the direction of writing above all), and `</` or `<!` could end or open a script element.
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|<(?=[/!])/gu;
const unsafeBetweenTokens = /[\p{Cf}\p{Zl}\p{Zp}]|<(?=[/!])/gu;

function escaped(sign: string): string {
  const units = Array.from({ length: sign.length }, (_, index) => sign.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

/** Any text as a literal of TypeScript. Whatever stands in it, it stays text. */
export function literal(text: string): string {
  return JSON.stringify(text).replace(unsafe, escaped);
}

/** Any JSON as a literal of TypeScript. */
export function json(value: unknown, indentation?: number): string {
  return JSON.stringify(value, null, indentation)
    .replace(unsafeBetweenTokens, escaped)
    .replace(/(?<!\\)"__proto__":/g, '["__proto__"]:');
}

/** Any text as the rest of a line comment. */
export function comment(text: string): string {
  return text.replace(unsafe, (sign) => (sign === "<" ? "< " : " "));
}

/** Any text as the content of a block comment. */
export function blockComment(text: string): string {
  return comment(text).replaceAll("*/", "* /");
}

const bare = /^[A-Za-z_$][\w$]*$/;

/** A name of a property in a type: bare where it may be. */
export function propertyName(name: string): string {
  return bare.test(name) ? name : literal(name);
}

/** A key of an object: bare where it may be. `__proto__` would not be one by itself. */
export function key(name: string): string {
  return name === "__proto__" ? '["__proto__"]' : propertyName(name);
}

/** Access to a part of an object. */
export function member(name: string): string {
  return bare.test(name) ? `.${name}` : `[${literal(name)}]`;
}

/** Access to a part of an object that may be missing. */
export function optionalMember(name: string): string {
  return bare.test(name) ? `?.${name}` : `?.[${literal(name)}]`;
}
