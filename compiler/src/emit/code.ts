/** Where a piece of code comes from. */
export interface SourcePlace {
  /** Path of a file of rules, as the project knows it. */
  readonly file: string;
  /** Counted from the start of that file. */
  readonly offset: number;
  /** What a stack frame there is called: the name of a rule. */
  readonly name?: string;
}

/** Code with the places that its pieces come from. None of it has a line break. */
export type Code = string | { readonly origin: SourcePlace; readonly code: Code } | readonly Code[];

/** Pieces of code with something between them. */
export function joined(pieces: readonly Code[], between: string): Code {
  return pieces.flatMap((piece, index) => (index === 0 ? [piece] : [between, piece]));
}

/** A call: `add(a, b)`. */
export function call(callee: Code, args: readonly Code[]): Code {
  return [callee, "(", joined(args, ", "), ")"];
}

/** How wide code is. */
export function widthOf(code: Code): number {
  let width = 0;
  const left: Code[] = [code];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (typeof next === "string") width += next.length;
    else if ("origin" in next) left.push(next.code);
    else left.push(...next);
  }
  return width;
}
