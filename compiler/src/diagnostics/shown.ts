/** As much of somebody's text as a sentence quotes, in UTF-16 units. */
const longestQuote = 100;

/** As much of a sentence that was made before, with quotes of its own. */
const longestSentence = 600;

/** Parameters that hold sentences. */
const sentences: ReadonlySet<string> = new Set(["message", "help", "problem", "reason", "because"]);

// What could steer a terminal, or turn the text around it: control characters, marks of direction, ends of lines.
const steering = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/u;
const allSteering = new RegExp(steering, "gu");

/** The beginning of a text, never with half a character at its end. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const last = text.charCodeAt(longest - 1);
  const isHalf = last >= 0xd800 && last < 0xdc00;
  return `${text.slice(0, isHalf ? longest - 1 : longest)}…`;
}

function shown(text: string, longest: number): string {
  const short = cut(text, longest);
  return steering.test(short)
    ? short.replaceAll(allSteering, (sign) => (/\s/.test(sign) ? " " : "·"))
    : short;
}

/** A text that stands in a sentence about somebody's files: cut where it is long, and safe to print. */
export function shownText(text: string): string {
  return shown(text, longestSentence);
}

/** The parameters of a message, as it shows them. */
export function shownParameters<P>(parameters: P): P {
  if (typeof parameters !== "object" || parameters === null) return parameters;
  const entries = Object.entries(parameters).map(([key, value]: [string, unknown]) => {
    const longest = sentences.has(key) ? longestSentence : longestQuote;
    if (typeof value === "string") return [key, shown(value, longest)];
    return [
      key,
      Array.isArray(value)
        ? value.map((one: unknown) => (typeof one === "string" ? shown(one, longest) : one))
        : value,
    ];
  });
  return Object.fromEntries(entries) as P; // The same keys, with values of the same types.
}
