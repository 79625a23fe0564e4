/** What JSON says beyond its grammar that would be lost or bent: looked at in the text, since values do not show it. */

/** An object or a list that is open at a place of the text. */
interface Level {
  /** The names that the object has had so far; null in a list. */
  readonly names: Set<string> | null;
  /** The name or the number of the present entry. */
  at: string | number;
}

/** How deep lists and objects may lie in each other. */
const deepest = 64;

function pathOf(levels: readonly Level[]): string {
  return levels.reduce(
    (path, { at }) => (typeof at === "number" ? `${path}[${at}]` : path === "" ? at : `${path}.${at}`),
    "",
  );
}

/** Where the text that begins at a quotation mark ends. */
function endOfText(json: string, start: number): number {
  let end = json.indexOf('"', start + 1);
  for (;;) {
    let slashes = 0;
    while (json[end - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return end;
    end = json.indexOf('"', end + 1);
  }
}

/** What is wrong in a text that is JSON, and where. */
export interface Fault {
  readonly field: string;
  readonly detail: string;
}

/**
 * Finds names that an object has twice, of which only the last would count; names that reach into prototypes; and
 * nesting without end.
 *
 * @param json a text that is JSON
 */
export function faultIn(json: string): Fault | undefined {
  const levels: Level[] = [];
  let isName = false;
  for (let place = 0; place < json.length; place += 1) {
    const level = levels.at(-1);
    switch (json[place]) {
      case "{":
      case "[":
        if (levels.length === deepest) {
          return { field: pathOf(levels), detail: `The body is nested deeper than ${deepest} levels.` };
        }
        isName = json[place] === "{";
        levels.push(isName ? { names: new Set(), at: "" } : { names: null, at: 0 });
        break;
      case "}":
      case "]":
        levels.pop();
        isName = false;
        break;
      case ",":
        isName = level?.names != null;
        if (level && typeof level.at === "number") level.at += 1;
        break;
      case '"': {
        const end = endOfText(json, place);
        if (isName && level?.names) {
          const written = json.slice(place + 1, end);
          const name = written.includes("\\") ? String(JSON.parse(`"${written}"`)) : written;
          level.at = name;
          if (name === "__proto__") {
            return { field: pathOf(levels), detail: "The body holds a name that is refused: __proto__." };
          }
          if (level.names.has(name)) {
            return { field: pathOf(levels), detail: "The body holds the same name twice." };
          }
          level.names.add(name);
          isName = false;
        }
        place = end;
        break;
      }
    }
  }
  return undefined;
}

/**
 * Finds what no field can hold as it was meant: numbers too large, the character NUL, and halves of characters.
 *
 * @param value as `JSON.parse` has made it, nested no deeper than `faultIn` allows
 */
export function faultOf(value: unknown, field = ""): Fault | undefined {
  if (typeof value === "string") {
    if (value.includes("\0")) return { field, detail: "The text holds the character NUL, which is refused." };
    if (!value.isWellFormed())
      return { field, detail: "The text holds half of a character (a lone surrogate)." };
    return undefined;
  }
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return { field, detail: "The number is larger than a number can be." };
    if (!Number.isInteger(value) || Number.isSafeInteger(value)) return undefined;
    return { field, detail: "The number has more digits than a number can hold; write it as a text." };
  }
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) {
      const found = faultOf(one, `${field}[${index}]`);
      if (found) return found;
    }
    return undefined;
  }
  for (const [name, one] of Object.entries(value)) {
    const inside = field === "" ? name : `${field}.${name}`;
    const found = faultOf(name, inside) ?? faultOf(one, inside);
    if (found) return found;
  }
  return undefined;
}
