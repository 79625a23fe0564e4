import { placesOf } from "../../emit/writer.ts";
import type { PlacedDeclaration } from "../checked.ts";
import type { WrittenTest } from "./written.ts";

/** A file of a checked program, as far as its tests are looked for. */
export interface FileOfTests {
  readonly path: string;
  readonly text: string;
  readonly declarations: readonly PlacedDeclaration[];
}

/** The tests of a checked file, as data. A test with a table is there once for each row. */
export function testsOf({ path, text, declarations }: FileOfTests): readonly WrittenTest[] {
  const placeOf = placesOf(text);
  return declarations.flatMap(({ offset, declaration }) => {
    if (declaration.kind !== "test") return [];
    const { node, entity, first, at, cases } = declaration.test;
    return cases.map(({ name, steps }) => ({
      file: path,
      line: placeOf(offset + node.start).line + 1,
      name,
      entity: entity.name,
      ...(first === undefined ? {} : { first }),
      ...(at === undefined ? {} : { at }),
      steps: steps.map(({ start, end: _, ...step }) => {
        const place = placeOf(offset + start);
        return { line: place.line + 1, column: place.column + 1, ...step };
      }),
    }));
  });
}

/** Whether a file has nothing in it that runs: only tests, and what they import. */
export function holdsOnlyTests({ declarations }: Pick<FileOfTests, "declarations">): boolean {
  const kinds = declarations.map(({ declaration }) => declaration.kind);
  return kinds.includes("test") && kinds.every((kind) => kind === "test" || kind === "import");
}
