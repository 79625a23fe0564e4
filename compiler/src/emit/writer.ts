import { GenMapping, maybeAddMapping, setSourceContent, toEncodedMap } from "@jridgewell/gen-mapping";
import { countUpTo } from "../syntax/search.ts";

/** Writes code line by line, and remembers where each piece of it comes from: text and origin are written together. */
export interface CodeWriter {
  /** Adds to the current line. */
  readonly write: (text: string) => CodeWriter;
  /** Says that what follows comes from an offset of the source; `name` is what a stack frame there is called. */
  readonly mark: (offset: number, name?: string) => CodeWriter;
  /** Ends the current line. */
  readonly line: (text?: string) => CodeWriter;
  /** Writes lines one step further in. */
  readonly indented: (body: () => void) => CodeWriter;
  readonly finish: () => { readonly code: string; readonly map: string };
}

/** The source that a text of code is written from. */
export interface CodeOrigin {
  /** Its path relative to the emitted file, for the source map. */
  readonly path: string;
  readonly text: string;
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

/**
 * Makes a writer.
 *
 * @param file name of the emitted file, for the map
 * @param origin the source; without one, nothing can be marked
 */
export function createWriter(file: string, origin?: CodeOrigin): CodeWriter {
  const map = new GenMapping({ file });
  if (origin !== undefined) setSourceContent(map, origin.path, origin.text);
  const placeOf = placesOf(origin?.text ?? "");
  const lines: string[] = [];
  let current = "";
  let depth = 0;
  const indentation = () => "  ".repeat(depth);
  const writer: CodeWriter = {
    write: (text) => {
      current += (current === "" ? indentation() : "") + text;
      return writer;
    },
    mark: (offset, name) => {
      if (origin === undefined) return writer;
      if (current === "") current = indentation();
      const { line, column } = placeOf(offset);
      const generated = { line: lines.length + 1, column: current.length };
      const place = { generated, original: { line: line + 1, column }, source: origin.path };
      if (name === undefined) maybeAddMapping(map, place);
      else maybeAddMapping(map, { ...place, name });
      return writer;
    },
    line: (text = "") => {
      if (text !== "") writer.write(text);
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
    finish: () => {
      if (current !== "") writer.line();
      return { code: `${lines.join("\n")}\n`, map: JSON.stringify(toEncodedMap(map)) };
    },
  };
  return writer;
}
