import { diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { CheckedExpression, CheckedRule, CheckedTrigger } from "../../checked.ts";
import { childrenOf } from "../../children.ts";
import type { BlockFacts } from "../facts.ts";
import type { Found } from "../knowledge.ts";

type Named = Extract<CheckedExpression, { kind: "user" }>;

function inactiveIn(value: CheckedExpression): readonly Named[] {
  if (value.kind === "user") return value.user.active === false ? [value] : [];
  return childrenOf(value).flatMap(inactiveIn);
}

/** Every expression of a rule but the condition of its header. */
function expressionsOf({ args, schedule, modifiers }: CheckedRule): readonly CheckedExpression[] {
  const { at, within, repeat } = schedule;
  return [
    ...args.map((one) => one.value),
    ...[at?.time, at?.anchor, within?.of, repeat?.until, modifiers.as].filter((one) => one !== undefined),
  ];
}

function told(values: readonly CheckedExpression[]): readonly Found["diagnostic"][] {
  return values.flatMap(inactiveIn).map((one) => diagnostic("OS3023", one, { user: one.user.name }));
}

/** Users that rules name and that are no longer active. */
export function userFindings({ header, rules, reader }: BlockFacts): readonly Found[] {
  if (reader.schema.users?.some((user) => user.active === false) !== true) return [];
  const ofHeader = told(header === undefined ? [] : [header.source]);
  const ofRules = rules.flatMap(({ rule, own }) =>
    told([...expressionsOf(rule), ...(own === undefined ? [] : [own.source])]).map(
      (one): Found => ({ ...(rule.origin && { origin: rule.origin }), diagnostic: one }),
    ),
  );
  return [...ofHeader.map((one): Found => ({ diagnostic: one })), ...ofRules];
}

/** Users that a trigger names and that are no longer active. */
export function usersOfTrigger({ event, condition, as }: CheckedTrigger): readonly Found[] {
  const values = [...event.args.map((one) => one.value), condition, as].filter((one) => one !== undefined);
  return told(values).map((one): Found => ({ diagnostic: one }));
}

/** Users that a constant or a function names and that are no longer active. */
export function usersOfValue(value: CheckedExpression): readonly Found[] {
  return told([value]).map((one): Found => ({ diagnostic: one }));
}
