import { parse } from "@onstage/compiler";

/** Numbers that look random, the same for the same seed. */
export interface Dice {
  /** A whole number from 0 up to one below `sides`. */
  readonly roll: (sides: number) => number;
  readonly pick: <T>(of: readonly [T, ...T[]]) => T;
}

export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    // Mulberry32: small, and good enough to shake texts with.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const roll = (sides: number): number => Math.floor(next() * sides);
  return { roll, pick: (of) => of[roll(of.length)] ?? of[0] };
}

/** What is put into texts: everything that turns the meaning of what stands around it. */
const bits = [
  ..."<>(){}[];,.:?=\"'/*#@ \n-+",
  "\r\n",
  "//",
  "/*",
  "*/",
  "/// d\n",
  "..",
  "??",
  "“",
  "\u202e",
  "😀",
  "\uFEFF",
  "on ",
  "on stage ",
  'on stage "New" in deals < ',
  "every ",
  "every weekday in deals < ",
  "every 5 days up to 3 times ",
  "const x = ",
  "function f(a: List<Text>) = ",
  "import { ",
  "rules r() in deals < ",
  "include ",
  "disabled ",
  "let ",
  "after ",
  "at 09:00 ",
  "within working hours ",
  "when ",
  "where (",
  "until (",
  "move to ",
  "if ",
  "then ",
  "else ",
  "not ",
  "in ",
  "is set",
  "and ",
  "contains ",
  "starts ",
  "as ",
  "once ",
  "retry ",
  "skip if late",
  "name",
  "name: ",
  "50000 EUR",
  "50.000",
  "2 hours",
  "2026-12-24",
  '"text {hole}"',
  "'",
] as const;

type Change = (text: string, dice: Dice) => string;

function cut(text: string, dice: Dice): string {
  const at = dice.roll(text.length + 1);
  return text.slice(0, at) + text.slice(at + 1 + dice.roll(dice.roll(4) === 0 ? 80 : 4));
}

function put(text: string, dice: Dice): string {
  const at = dice.roll(text.length + 1);
  return text.slice(0, at) + dice.pick(bits as unknown as readonly [string, ...string[]]) + text.slice(at);
}

function swap(text: string, dice: Dice): string {
  const { tokens } = parse(text);
  const at = dice.roll(tokens.length);
  const first = tokens[at];
  const second = tokens[at + 1 + dice.roll(4)];
  if (first === undefined || second === undefined) return text;
  const between = text.slice(first.end, second.start);
  return text.slice(0, first.start) + second.text + between + first.text + text.slice(second.end);
}

function repeat(text: string, dice: Dice): string {
  const at = dice.roll(text.length);
  const piece = text.slice(at, at + 1 + dice.roll(60));
  const to = dice.roll(text.length + 1);
  return text.slice(0, to) + piece + text.slice(to);
}

const changes: readonly [Change, ...Change[]] = [cut, cut, put, put, put, swap, repeat];

/** A text with one change. */
export function changed(text: string, dice: Dice): string {
  return dice.pick(changes)(text, dice);
}
