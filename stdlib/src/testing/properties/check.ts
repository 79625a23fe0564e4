import type { LoadedRuleSet } from "@onstage/runtime/rules";
import fc from "fast-check";
import { itemName } from "../record.ts";
import { timelineOf } from "../record-timeline.ts";
import type { TestFunnel } from "../test-funnel.ts";
import { type Life, type LifeOptions, type LifeStep, livesOf } from "./generators.ts";
import { invariants as all, type Invariant } from "./invariants.ts";
import { type Lived, type LiveOptions, live } from "./live.ts";

/** Which lives are lived, and what has to hold in them. */
export interface PropertyOptions extends LifeOptions {
  /** Whose lives: `deals`. */
  readonly entity: string;
  /** What has to hold; all invariants that are ready if left out. */
  readonly invariants?: readonly Invariant[];
  /** How many lives; 100 if left out. */
  readonly lives?: number;
  /** The seed of the lives: the same seed makes the same ones. By chance if left out. */
  readonly seed?: number;
}

interface Broken {
  readonly invariant: Invariant;
  readonly how: string;
}

function findBroken(lived: Lived, invariants: readonly Invariant[]): Broken | undefined {
  for (const invariant of invariants) {
    const how = invariant.broken(lived);
    if (how !== undefined) return { invariant, how };
  }
  return undefined;
}

function stepText(step: LifeStep): string {
  switch (step.kind) {
    case "update":
      return `is changed: ${JSON.stringify(step.fields)}`;
    case "move":
      return `is moved to “${step.stage}”`;
    case "event":
      return `hears of ${step.type}`;
    case "wait":
      return `waits ${lengthText(step.milliseconds)}`;
  }
}

const SECOND = 1000;
const UNITS = [
  ["day", 24 * 60 * 60 * SECOND],
  ["hour", 60 * 60 * SECOND],
  ["minute", 60 * SECOND],
  ["second", SECOND],
] as const;

/** `1 day 2 hours`, of elapsed time. */
function lengthText(milliseconds: number): string {
  let rest = milliseconds;
  const parts: string[] = [];
  for (const [name, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? "" : "s"}`);
  }
  return parts.join(" ");
}

async function message(
  ruleSet: LoadedRuleSet,
  life: Life,
  options: LiveOptions,
  invariants: readonly Invariant[],
  seed: number,
): Promise<string> {
  const lived = await live(ruleSet, life, options);
  const broken = findBroken(lived, invariants);
  return [
    `this does not hold: ${broken?.invariant.name ?? "it did, the second time"} (seed ${seed})`,
    `  ${broken?.how ?? ""}`,
    "",
    `the shortest life that was found, of ${itemName(lived.item)}:`,
    `  begins as ${JSON.stringify(life.fields)}`,
    ...life.steps.map((step) => `  ${stepText(step)}`),
    "",
    "what happened:",
    ...timelineOf(lived.record, ruleSet.timezone),
  ].join("\n");
}

/**
 * Lives many lives of items under the rules of a funnel, with values at the edges of their conditions and waits at the
 * edges of their times, and sees that some things hold in each of them. The mocks do what those of the funnel were told.
 *
 * @throws Error with the shortest life found in which one does not hold, and its timeline
 */
export async function checkProperties(crm: TestFunnel, options: PropertyOptions): Promise<void> {
  const { entity, invariants = all, lives = 100, seed } = options;
  const ruleSet = await crm.ready();
  const how: LiveOptions = { entity, now: crm.now(), steers: crm.steers() };
  const property = fc.asyncProperty(
    livesOf(ruleSet, entity, Date.parse(crm.now()), options),
    async (life) => findBroken(await live(ruleSet, life, how), invariants) === undefined,
  );
  const result = await fc.check(property, { numRuns: lives, ...(seed !== undefined && { seed }) });
  if (!result.failed) return;
  const [life] = result.counterexample ?? [];
  if (life === undefined) throw result.errorInstance ?? new Error("the lives could not be lived");
  throw new Error(await message(ruleSet, life, how, invariants, result.seed));
}
