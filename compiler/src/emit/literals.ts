// Line separators end a line of code, bidirectional controls disguise it, and `<` could close a script element.
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff<]/g;

const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Any text as a literal of TypeScript. Whatever stands in it, it stays text. */
export function literal(text: string): string {
  return JSON.stringify(text).replace(unsafe, escaped);
}

/** Any JSON as a literal of TypeScript. */
export function json(value: unknown, indentation?: number): string {
  return JSON.stringify(value, null, indentation).replace(
    /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff<]/g,
    escaped,
  );
}

/** Any text as the rest of a line comment. */
export function comment(text: string): string {
  return text.replace(unsafe, (sign) => (sign === "<" ? sign : " "));
}

/** A key of an object: bare where it may be. */
export function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name);
}

/** Access to a part of an object. */
export function member(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${literal(name)}]`;
}
