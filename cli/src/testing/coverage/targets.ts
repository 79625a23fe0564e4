import type { ReadByCondition } from "@onstage/compiler";
import type { SeenRule, SeenRules, SeenTrigger } from "@onstage/stdlib/testing";

/** What there is to be seen by tests. */
export const aspects = ["rules", "conditions", "timers", "failures", "triggers"] as const;
export type Aspect = (typeof aspects)[number];

/** One thing that tests should have seen once. */
export interface Target {
  readonly file: string;
  readonly line: number;
  readonly aspect: Aspect;
  readonly isSeen: boolean;
  /** How often, for what can be counted; 0 or 1 otherwise. */
  readonly count: number;
  /** “no test where contact.email is empty” */
  readonly lacks: string;
}

const target = (
  { file, line }: { readonly file: string; readonly line: number },
  aspect: Aspect,
  seen: boolean | number,
  lacks: string,
): Target => ({ file, line, aspect, isSeen: Number(seen) > 0, count: Number(seen), lacks });

function ofConditions(rule: SeenRule, paths: readonly string[]): readonly Target[] {
  const looked = rule.checks.flatMap((check) => [
    target(rule, "conditions", check.isTrue, `no test where \`${check.text}\` is true`),
    target(rule, "conditions", check.isFalse, `no test where \`${check.text}\` is false`),
  ]);
  const empty = paths.map((path) =>
    target(rule, "conditions", rule.missing.includes(path), `no test where ${path} is empty`),
  );
  // A question of whether it is there is false, or true, just where it is missing: that is told once.
  const asks = (path: string): boolean =>
    rule.checks.some(({ text }) =>
      new RegExp(`^${path.replaceAll(".", "\\.")} is (?:not )?(?:set|empty)$`).test(text),
    );
  return [...looked, ...empty.filter((_, index) => !asks(paths[index] ?? ""))];
}

function ofRule(rule: SeenRule, paths: readonly string[]): readonly Target[] {
  const { name, timer } = rule;
  return [
    target(rule, "rules", rule.done, `no test in which \`${name}\` is carried out`),
    ...ofConditions(rule, paths),
    ...(timer === undefined
      ? []
      : [
          target(rule, "timers", timer.hasFired, `no test in which the time of \`${name}\` comes`),
          target(
            rule,
            "timers",
            timer.wasCancelled,
            `no test in which \`${name}\` is cancelled while it waits`,
          ),
          ...(timer.fields.length === 0
            ? []
            : [
                target(
                  rule,
                  "timers",
                  timer.wasReplanned,
                  `no test in which ${timer.fields.join(" or ")} changes while \`${name}\` waits`,
                ),
              ]),
        ]),
    ...(rule.isCaught
      ? [target(rule, "failures", rule.hasFailed, `no test in which \`${name}\` fails`)]
      : []),
  ];
}

function ofTrigger(trigger: SeenTrigger): readonly Target[] {
  const { name, condition } = trigger;
  return [
    target(trigger, "triggers", trigger.moved, `no test in which \`${name}\` moves an item`),
    ...(condition === undefined
      ? []
      : [
          target(
            trigger,
            "conditions",
            condition.isFalse,
            `no test in which the condition of \`${name}\` is false`,
          ),
        ]),
  ];
}

/**
 * All that tests should have seen of the rules of a project, in the order of the text.
 *
 * @param seen what they have seen
 * @param read what conditions read that may be missing
 * @param files the project's files of rules: rules that tests bring with them do not count
 */
export function targetsOf(
  seen: SeenRules,
  read: readonly ReadByCondition[],
  files: ReadonlySet<string>,
): readonly Target[] {
  const paths = new Map(read.map((one) => [`${one.file}:${one.line}:${one.rule}`, one.paths]));
  const all = [
    ...seen.rules.flatMap((rule) => ofRule(rule, paths.get(`${rule.file}:${rule.line}:${rule.name}`) ?? [])),
    ...seen.triggers.flatMap(ofTrigger),
  ];
  return all
    .filter(({ file }) => files.has(file))
    .toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
}
