import { diagnostic, type Edit, type Fix, type Witness } from "../../../diagnostics/diagnostic.ts";
import type { CheckedExpression } from "../../checked.ts";
import { childrenOf, someChild } from "../../children.ts";
import type { BlockFacts, RuleFacts } from "../facts.ts";
import { type Condition, type Found, type Knowledge, never, sampleFor } from "../knowledge.ts";
import { holds } from "../logic/evaluate.ts";
import { all, not } from "../logic/formula.ts";
import { lookingAt } from "../logic/sample.ts";
import { actorFor } from "../occasions.ts";
import { scenarioOf } from "../scenario.ts";
import { play, type Scene } from "../scenes.ts";
import { type Site, siteOf } from "../site.ts";
import { fieldPaths, sampleWords, sourceOf } from "../words.ts";

function readsResult(value: CheckedExpression): boolean {
  return value.kind === "result" || someChild(value, readsResult);
}

/** The rules whose result an expression reads. */
function collectResults(value: CheckedExpression, found: Set<string>): void {
  if (value.kind === "result") found.add(value.rule);
  for (const child of childrenOf(value)) collectResults(child, found);
}

/** Rules that do something with what another returned, or with how it ended, by the name of that one. */
function usersByRule({ rules }: BlockFacts): ReadonlyMap<string, readonly RuleFacts[]> {
  const users = new Map<string, RuleFacts[]>();
  for (const facts of rules) {
    const { after, uses, condition, args } = facts.rule;
    if (after.length + uses.length === 0) continue;
    const names = new Set([...after.flatMap((one) => (one.when === "ended" ? [] : one.rule)), ...uses]);
    // What can be done without is waited for like what only comes before: the expressions say which it is.
    if (after.some((one) => one.when === "ended")) {
      if (condition !== undefined) collectResults(condition, names);
      for (const { value } of args) collectResults(value, names);
    }
    for (const name of names) {
      const others = users.get(name);
      if (others === undefined) users.set(name, [facts]);
      else others.push(facts);
    }
  }
  return users;
}

/** The one condition under which a result is used; undefined where it is used under several, or under none. */
function conditionOfUse(users: readonly RuleFacts[]): Condition | undefined {
  const [first, ...others] = users;
  const own = first?.own;
  if (own === undefined || others.length > 0 || readsResult(own.source)) return undefined;
  return own;
}

/** Takes the condition from the rule that uses the result to the one that makes it. */
function moveUp(helper: RuleFacts, user: RuleFacts, condition: Condition, site: Site): readonly Fix[] {
  const { node } = user.rule;
  const { action } = helper.rule.node;
  const place = node.condition;
  if (helper.rule.origin !== undefined || action.kind !== "Call" || place === undefined) return [];
  const before = site.text.slice(0, site.offset + place.start);
  const keyword = before.lastIndexOf("when") - site.offset;
  const gap = /\s*$/.exec(site.text.slice(0, site.offset + keyword))?.[0].length ?? 0;
  const text = condition.source.text ?? site.text.slice(site.offset + place.start, site.offset + place.end);
  const edits = (): readonly Edit[] => [
    { start: action.end, end: action.end, text: ` when ${text}` },
    { start: keyword - gap, end: place.end, text: "" },
  ];
  return [{ title: "Move the condition up", safe: false, edits }];
}

function witnessFor(
  facts: RuleFacts,
  user: RuleFacts,
  block: BlockFacts,
  condition: Condition,
  scene: Scene,
  knowledge: Knowledge,
): Witness | undefined {
  const { reader } = block;
  const sample = sampleFor(
    block.header === undefined ? [] : [block.header],
    all(block.place, not(condition.formula)),
    reader,
    knowledge,
    (one) => {
      if (holds(condition.expanded, lookingAt(one, { reader, now: one.now })) !== false) return false;
      const way = play(scene, [block], one, knowledge);
      return way?.ran.has(facts) === true && !way.ran.has(user);
    },
  );
  if (sample === undefined) return undefined;
  const actor = actorFor(block, sample);
  const words = sampleWords(sample, fieldPaths(condition.formula), reader);
  return {
    text: `it is made for ${words}, and nothing uses it`,
    ...(actor && { scenario: scenarioOf(reader.schema, sample.now, [actor], "+7d") }),
  };
}

/** Helper actions that run for every item although what they return is used for some only. */
export function helperFindings(
  block: BlockFacts,
  site: Site,
  scene: Scene,
  knowledge: Knowledge,
): readonly Found[] {
  const usersOf = usersByRule(block);
  return block.rules.flatMap((facts): readonly Found[] => {
    const { rule, own, writes, message, moves } = facts;
    const { binding } = rule.node;
    const doesMore = writes !== undefined || message !== undefined || moves !== undefined;
    if (binding === undefined || own !== undefined || doesMore || rule.schedule.repeat !== undefined)
      return [];
    const users = usersOf.get(rule.name) ?? [];
    const condition = conditionOfUse(users);
    const [user] = users;
    if (condition === undefined || user === undefined || user.start !== facts.start) return [];
    if (never(all(block.place, user.guard), knowledge)) return [];
    const witness = witnessFor(facts, user, block, condition, scene, knowledge);
    if (witness === undefined) return [];
    const place = siteOf(rule, site);
    const words = {
      name: binding.text,
      users: users.map((one) => `\`${one.rule.name}\``),
      condition: sourceOf(condition.source, place),
    };
    const said = diagnostic("OS3021", binding, words, moveUp(facts, user, condition, place));
    return [{ ...(rule.origin && { origin: rule.origin }), diagnostic: { ...said, witness } }];
  });
}
