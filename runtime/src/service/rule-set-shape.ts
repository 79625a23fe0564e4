import type { RuleSet } from "../rules/ruleset.ts";
import { isRecord } from "../unknown.ts";

type Path = string;

function texts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function isZone(value: unknown): boolean {
  if (typeof value !== "string") return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function wrongInRule(rule: unknown, at: Path): Path | undefined {
  if (!isRecord(rule)) return at;
  for (const key of ["id", "name", "action"]) {
    if (typeof rule[key] !== "string" || rule[key] === "") return `${at}.${key}`;
  }
  if (!isRecord(rule.source)) return `${at}.source`;
  if (!Array.isArray(rule.after)) return `${at}.after`;
  if (!texts(rule.uses)) return `${at}.uses`;
  if (typeof rule.repeatable !== "boolean") return `${at}.repeatable`;
  if (typeof rule.args !== "function") return `${at}.args`;
  if (rule.when !== undefined && !isRecord(rule.when)) return `${at}.when`;
  return undefined;
}

function wrongInBlock(block: unknown, at: Path): Path | undefined {
  if (!isRecord(block)) return at;
  for (const key of ["entity", "pipeline"]) if (typeof block[key] !== "string") return `${at}.${key}`;
  if (!texts(block.stages)) return `${at}.stages`;
  if (!Array.isArray(block.rules)) return `${at}.rules`;
  for (const [index, rule] of block.rules.entries()) {
    const wrong = wrongInRule(rule, `${at}.rules[${index}]`);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/**
 * Where a value is not what a rule set has to be; undefined where it is one. It guards against builds of another
 * version and half-written ones, not against rules that mean something wrong: the compiler has checked those.
 */
function wrongIn(value: unknown): Path | undefined {
  if (!isRecord(value)) return "ruleSet";
  if (!isRecord(value.schema) || !isRecord(value.schema.entities)) return "ruleSet.schema";
  if (!isZone(value.timezone)) return "ruleSet.timezone";
  if (typeof value.currency !== "string") return "ruleSet.currency";
  if (!Array.isArray(value.blocks)) return "ruleSet.blocks";
  for (const [index, block] of value.blocks.entries()) {
    const wrong = wrongInBlock(block, `ruleSet.blocks[${index}]`);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** What a value is: a rule set, or the place in it that is wrong. */
export type RuleSetShape =
  | { readonly ok: true; readonly ruleSet: RuleSet }
  | { readonly ok: false; readonly at: Path };

/** Reads what `rules.js` of a build exports as a rule set. */
export function readRuleSet(value: unknown): RuleSetShape {
  const at = wrongIn(value);
  // Every part that the engine relies on has just been looked at.
  return at === undefined ? { ok: true, ruleSet: value as RuleSet } : { ok: false, at };
}

/** Ids of all rules of a rule set. */
export function ruleIds(ruleSet: RuleSet): readonly string[] {
  return ruleSet.blocks.flatMap((block) => block.rules.map((rule) => rule.id));
}
