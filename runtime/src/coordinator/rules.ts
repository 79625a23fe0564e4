import type { Answer, CoordinatorParts, RuleView, SwitchedRule } from "../coordinator.ts";
import { shown, suggest } from "../crm/suggest.ts";
import { allRules, type FoundRule } from "../engine/rule-lookup.ts";
import { startOf } from "../engine/rule-place.ts";
import type { HeldRule } from "../engine/state.ts";
import { isoOf } from "../time/instant.ts";
import { type Holding, LOOK_ANEW } from "./holding.ts";

/** Keys that a message lists, before it counts the rest. */
const MOST_LISTED = 5;

function listed(keys: readonly string[]): string {
  const rest = keys.length - MOST_LISTED;
  const first = keys.slice(0, MOST_LISTED).map((key) => `“${key}”`);
  return [...first, ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
}

/** A rule by its key, or by its name where no other has it. */
export function chooseRule<T extends { readonly key: string; readonly rule: string }>(
  text: string,
  known: readonly T[],
): Answer<T> {
  const exact = known.find((one) => one.key === text);
  if (exact !== undefined) return { ok: true, value: exact };
  const named = known.filter((one) => one.rule === text);
  const [first, second] = named;
  if (first !== undefined && second === undefined) return { ok: true, value: first };
  const detail =
    first === undefined
      ? `There is no rule “${shown(text)}”. ${suggest(text, [...new Set(known.map(({ rule }) => rule))])}`
      : `Several rules are named “${shown(text)}”: say which one by its key, ${listed(named.map(({ key }) => key))}.`;
  return { ok: false, problem: first === undefined ? "not-found" : "conflict", detail, field: "key" };
}

/** The name that a key ends with. */
export function nameInKey(key: string): string {
  return key.slice(key.lastIndexOf("#") + 1);
}

function viewRule(
  { rule, block, ruleSet, key }: FoundRule,
  held: HeldRule | null,
  waiting: number,
): RuleView {
  const { action, source, description = null } = rule;
  const place = { action, source, on: startOf(block, ruleSet), description };
  const disabled = held === null ? null : { at: held.at, by: held.by };
  return { key, rule: rule.name, place, disabled, waiting };
}

/** All rules that can be spoken of. */
export async function viewRules({ ledger, ruleSets }: CoordinatorParts): Promise<readonly RuleView[]> {
  const waiting = new Map<string, number>();
  for (const { status, ruleKey, count } of await ledger.countRuns()) {
    if (status === "waiting") waiting.set(ruleKey, (waiting.get(ruleKey) ?? 0) + count);
  }
  const held = new Map((await ledger.held()).map((one) => [one.ruleKey, one]));
  const current = new Map(allRules(ruleSets.current()).map((found) => [found.key, found]));
  const gone = [...new Set([...held.keys(), ...waiting.keys()])].filter((key) => !current.has(key)).sort();
  return [
    ...[...current.values()].map((found) =>
      viewRule(found, held.get(found.key) ?? null, waiting.get(found.key) ?? 0),
    ),
    ...gone.map((key) => {
      const hold = held.get(key);
      const disabled = hold === undefined ? null : { at: hold.at, by: hold.by };
      return { key, rule: nameInKey(key), place: null, disabled, waiting: waiting.get(key) ?? 0 };
    }),
  ];
}

/** Disables a rule or enables it, and remembers who did. What is so already stays as it is. */
export async function switchRule(
  parts: CoordinatorParts,
  holding: Holding,
  text: string,
  what: "disable" | "enable",
  by: string,
): Promise<Answer<SwitchedRule>> {
  const { ledger, world } = parts;
  const chosen = chooseRule(text, await viewRules(parts));
  if (!chosen.ok) return chosen;
  const { key } = chosen.value;
  const at = isoOf(world.now());
  interface Switched {
    readonly hold: HeldRule | null;
    readonly already: boolean;
  }
  const { hold, already } = await ledger.changeRules<Switched>((held) => {
    const known = held.find((one) => one.ruleKey === key) ?? null;
    if ((known !== null) === (what === "disable"))
      return { deeds: [], answer: { hold: known, already: true } };
    const deeds = [{ at, what, subject: key, by, data: null }];
    if (what === "enable") {
      return { enable: [key], deeds, mark: LOOK_ANEW, answer: { hold: null, already: false } };
    }
    const made = { ruleKey: key, at, by };
    return { disable: [made], deeds, mark: LOOK_ANEW, answer: { hold: made, already: false } };
  });
  holding.begin();
  parts.wake?.();
  const disabled = hold === null ? null : { at: hold.at, by: hold.by };
  return { ok: true, value: { ...chosen.value, disabled, already } };
}
