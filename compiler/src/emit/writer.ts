import { GenMapping, maybeAddMapping, setSourceContent, toEncodedMap } from "@jridgewell/gen-mapping";
import { countUpTo } from "../syntax/search.ts";
import type { Code, SourcePlace } from "./code.ts";

/** Writes code line by line, and remembers where each piece of it comes from: text and origin are written together. */
export interface CodeWriter {
  /** Adds to the current line. */
  readonly write: (code: Code) => CodeWriter;
  /** Ends the current line. */
  readonly line: (code?: Code) => CodeWriter;
  /** Writes lines one step further in. */
  readonly indented: (body: () => void) => CodeWriter;
  /**
   * The code with its source map, as JSON.
   *
   * @param head lines that are known only now, and stand before all others
   */
  readonly finish: (head?: readonly string[]) => { readonly code: string; readonly map: string };
}

/** Line and column of an offset, both counted from 0. */
export type PlaceOf = (offset: number) => { readonly line: number; readonly column: number };

/** Makes a place finder for a text: one list of line starts, searched by halving. */
export function placesOf(text: string): PlaceOf {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return (offset) => {
    const line = countUpTo(starts, offset) - 1;
    return { line, column: offset - (starts[line] ?? 0) };
  };
}

/** A place in the code, and the one in a source that it comes from. */
interface Mark {
  /** Counted from 0, the head not counted. */
  readonly line: number;
  readonly column: number;
  readonly origin: SourcePlace;
}

/**
 * Makes a writer.
 *
 * @param file name of the emitted file, for the map
 * @param sourceOf a file of rules by its path: where it lies, seen from the emitted file, and its text
 */
export function createWriter(
  file: string,
  sourceOf: (path: string) => { readonly path: string; readonly text: string },
): CodeWriter {
  const lines: string[] = [];
  const marks: Mark[] = [];
  let current = "";
  let depth = 0;

  const mark = (origin: SourcePlace): void => {
    if (current === "") current = "  ".repeat(depth);
    const last = marks.at(-1);
    // Where two pieces begin at once, the inner one is meant.
    if (last !== undefined && last.line === lines.length && last.column === current.length) marks.pop();
    marks.push({ line: lines.length, column: current.length, origin });
  };
  // Without recursion: a chain of operators can be as long as a rule.
  const write = (code: Code): void => {
    const left: Code[] = [code];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      if (typeof next === "string") {
        if (next !== "") current += (current === "" ? "  ".repeat(depth) : "") + next;
      } else if ("origin" in next) {
        mark(next.origin);
        left.push(next.code);
      } else left.push(...next.toReversed());
    }
  };

  const mapOf = (head: number): string => {
    const map = new GenMapping({ file });
    const sources = new Map<string, { readonly path: string; readonly placeOf: PlaceOf }>();
    for (const { line, column, origin } of marks) {
      let source = sources.get(origin.file);
      if (source === undefined) {
        const { path, text } = sourceOf(origin.file);
        setSourceContent(map, path, text);
        source = { path, placeOf: placesOf(text) };
        sources.set(origin.file, source);
      }
      const original = source.placeOf(origin.offset);
      const place = {
        generated: { line: line + head + 1, column },
        original: { line: original.line + 1, column: original.column },
        source: source.path,
      };
      if (origin.name === undefined) maybeAddMapping(map, place);
      else maybeAddMapping(map, { ...place, name: origin.name });
    }
    return JSON.stringify(toEncodedMap(map));
  };

  const writer: CodeWriter = {
    write: (code) => {
      write(code);
      return writer;
    },
    line: (code = "") => {
      write(code);
      lines.push(current.trimEnd());
      current = "";
      return writer;
    },
    indented: (body) => {
      depth += 1;
      body();
      depth -= 1;
      return writer;
    },
    finish: (head = []) => {
      if (current !== "") writer.line();
      return { code: `${[...head, ...lines].join("\n")}\n`, map: mapOf(head.length) };
    },
  };
  return writer;
}
