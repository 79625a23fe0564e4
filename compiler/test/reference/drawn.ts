import fc from "fast-check";
import { type Draw, drawFrom } from "./generate/draw.ts";
import { drawProgram } from "./generate/program.ts";
import { drawWorld, type World } from "./generate/schema.ts";

/** A project that is right: what its rules are checked against, and the rules. */
export interface DrawnProject {
  /** For what is drawn beside the project: items, mistakes. */
  readonly draw: Draw;
  readonly world: World;
  readonly rules: Readonly<Record<string, string>>;
}

/** Projects whose rules are right, small ones first. */
export const projects = (): fc.Arbitrary<() => DrawnProject> =>
  fc.gen().map((value) => () => {
    const draw = drawFrom(value);
    const world = drawWorld(draw);
    return { draw, world, rules: drawProgram(draw, world) };
  });

/**
 * How many programs are drawn, and of which seed: `REFERENCE_RUNS=10000 REFERENCE_SEED=7`. With `REFERENCE_SHRINK=60`,
 * a smaller program that fails is looked for, for so many seconds.
 */
export function runs(usual: number) {
  const { REFERENCE_RUNS, REFERENCE_SEED, REFERENCE_SHRINK } = process.env;
  return {
    seed: REFERENCE_SEED === undefined ? 1 : Number(REFERENCE_SEED),
    numRuns: REFERENCE_RUNS === undefined ? usual : Number(REFERENCE_RUNS),
    ...(REFERENCE_SHRINK === undefined
      ? { endOnFailure: true }
      : { interruptAfterTimeLimit: Number(REFERENCE_SHRINK) * 1000, markInterruptAsFailure: true }),
  };
}

/** The text of a program, for whoever has to find out what is wrong with it. */
export function shownRules(rules: Readonly<Record<string, string>>): string {
  return Object.entries(rules)
    .map(([path, text]) => `--- ${path}\n${text}`)
    .join("\n");
}
