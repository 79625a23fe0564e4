import type { Condition, Duration, LoadedRuleSet } from "@onstage/runtime/rules";

/** What rules compare with and wait for: the values at whose edges they do this or that. */
export interface Constants {
  /** The comparisons of all conditions, as they stand in the rules. */
  readonly comparisons: readonly string[];
  /** Lengths of time after which something happens, in milliseconds; working time and months as they are in general. */
  readonly lengths: readonly number[];
}

const DAY = 24 * 60 * 60 * 1000;

function comparisonsOf(condition: Condition<never>): readonly string[] {
  switch (condition.kind) {
    case "check":
      return [condition.text];
    case "not":
      return comparisonsOf(condition.part);
    default:
      return condition.parts.flatMap(comparisonsOf);
  }
}

function millisecondsOf(one: Duration): number {
  const days = one.months * 30 + one.days + one.workingDays;
  return days * DAY + one.milliseconds + one.workingMilliseconds;
}

/** The constants of all rules. */
export function constantsOf({ blocks, triggers }: LoadedRuleSet): Constants {
  const rules = blocks.flatMap((block) => block.rules);
  const conditions = [
    ...rules.flatMap(({ when, schedule }) => [when, schedule?.repeat?.until]),
    ...blocks.map((block) => (block.kind === "calendar" ? block.where : undefined)),
    ...triggers.map(({ when }) => when),
  ].filter((condition) => condition !== undefined);
  const lengths = rules
    .flatMap(({ schedule }) => [schedule?.delay, schedule?.at?.offset?.duration, schedule?.repeat?.every])
    .filter((length) => length !== undefined);
  return {
    comparisons: [...new Set(conditions.flatMap(comparisonsOf))],
    lengths: [...new Set(lengths.map(millisecondsOf))],
  };
}

/** The comparisons that speak of a field. */
function about(field: string, { comparisons }: Constants): readonly string[] {
  const name = new RegExp(`(?<![\\w"])${field}(?![\\w"])`, "u");
  return comparisons.filter((text) => name.test(text));
}

/** Numbers that a field is compared with. */
export function numbersOf(field: string, constants: Constants): readonly number[] {
  const found = about(field, constants).flatMap((text) =>
    Array.from(text.replace(/"[^"]*"/gu, "").matchAll(/(?<![\w.])\d+(?:\.\d+)?(?![\w.])/gu), ([number]) =>
      Number(number),
    ),
  );
  return [...new Set(found)];
}

/** Texts that a field is compared with. */
export function textsOf(field: string, constants: Constants): readonly string[] {
  const found = about(field, constants).flatMap((text) =>
    Array.from(text.matchAll(/"([^"]*)"/gu), ([, inner = ""]) => inner),
  );
  return [...new Set(found)];
}
