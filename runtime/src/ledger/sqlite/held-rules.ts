import type { Deed, HeldRule } from "../../engine/state.ts";
import type { RuleChange } from "../port.ts";
import { deedOf, heldOf } from "./rows.ts";
import type { Statements } from "./statements.ts";
import { writeMark } from "./write.ts";

/** Rules that are disabled in the running service, in order of their keys. */
export function findHeld(sql: Statements): readonly HeldRule[] {
  return sql.all("SELECT * FROM held_rules ORDER BY rule_key").map(heldOf);
}

/** Finds out whether one rule is disabled. They are read once: most transactions ask for several. */
export function heldRules(sql: Statements): (ruleKey: string) => HeldRule | null {
  let held: ReadonlyMap<string, HeldRule> | undefined;
  return (ruleKey) => {
    held ??= new Map(findHeld(sql).map((one) => [one.ruleKey, one]));
    return held.get(ruleKey) ?? null;
  };
}

/** Remembers what somebody did. */
export function writeDeed(sql: Statements, { at, what, subject, by, data }: Deed): void {
  const text = data === null ? null : JSON.stringify(data);
  sql.run(
    "INSERT INTO deeds (at, what, subject, by, data) VALUES (?, ?, ?, ?, ?)",
    at,
    what,
    subject,
    by,
    text,
  );
}

/** Disables rules and enables them, and remembers who did. */
export function changeRules<T>(
  sql: Statements,
  work: (held: readonly HeldRule[]) => RuleChange & { readonly answer: T },
): T {
  const { disable = [], enable = [], deeds, mark, answer } = work(findHeld(sql));
  for (const { ruleKey, at, by } of disable) {
    sql.run(
      "INSERT INTO held_rules (rule_key, at, by) VALUES (?, ?, ?) ON CONFLICT (rule_key) DO NOTHING",
      ruleKey,
      at,
      by,
    );
  }
  for (const ruleKey of enable) sql.run("DELETE FROM held_rules WHERE rule_key = ?", ruleKey);
  for (const deed of deeds) writeDeed(sql, deed);
  if (mark !== undefined) writeMark(sql, mark.name, mark.value);
  return answer;
}

/** What people did with rules and rule sets, the latest first. */
export function findDeeds(sql: Statements, limit: number): readonly Deed[] {
  return sql.all("SELECT * FROM deeds ORDER BY seq DESC LIMIT ?", limit).map(deedOf);
}
