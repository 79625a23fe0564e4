import type { Code } from "../diagnostics/catalogue.ts";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { CheckedExpression, CheckedRule } from "./checked.ts";
import { someChild } from "./children.ts";
import type { Report } from "./context.ts";
import { scheduleExpressions } from "./schedule.ts";

/** Codes that say: the CRM schema does not know this. */
const ofSchema: ReadonlySet<Code> = new Set<Code>([
  "OS2001",
  "OS2002",
  "OS2003",
  "OS2004",
  "OS2005",
  "OS2007",
  "OS2008",
  "OS2014",
  "OS2015",
  "OS2028",
  "OS2037",
  "OS2045",
  "OS5312",
]);

/** Whether something is wrong only as long as the CRM schema says so. */
export function isOfSchema(found: Diagnostic): boolean {
  return ofSchema.has(found.code);
}

/** The same as a warning that stops no build. */
export function soften(found: Diagnostic): Diagnostic {
  if (found.severity !== "error") return found;
  const { code, start, end, witness } = found;
  return {
    code,
    severity: "warning",
    start,
    end,
    ...(witness && { witness }),
    get message() {
      return found.message;
    },
    get help() {
      return `${found.help} (what needs it is left out of the build until then)`;
    },
    get fixes() {
      return found.fixes;
    },
  };
}

/** Whether an expression holds something that means nothing. */
export function isBroken(value: CheckedExpression): boolean {
  return value.kind === "broken" || someChild(value, isBroken);
}

function isBrokenRule({ args, condition, schedule, modifiers }: CheckedRule): boolean {
  return [
    ...args.map((argument) => argument.value),
    ...scheduleExpressions(schedule),
    ...[condition, modifiers.as].filter((value) => value !== undefined),
  ].some(isBroken);
}

/** What a rule cannot do without, of what is left out. */
function missingFor(rule: CheckedRule, leftOut: ReadonlySet<string>): string | undefined {
  const waited = rule.after.flatMap((one) => (one.when === "ended" ? [] : [one.rule]));
  return [...rule.uses, ...waited].find((name) => leftOut.has(name));
}

/**
 * The rules of a block that can run although the schema does not know everything that the block names. Others that
 * need what is left out are left out as well, and told about; those that only wait for its end do not wait.
 */
export function withoutLeftOut(
  rules: readonly CheckedRule[],
  unresolved: ReadonlySet<string>,
  report: Report,
): readonly CheckedRule[] {
  const leftOut = new Set(unresolved);
  let kept = rules;
  const leave = (rule: CheckedRule, because: string): void => {
    leftOut.add(rule.name);
    if (rule.origin === undefined) report(diagnostic("OS3059", rule.node.action, { what: "rule", because }));
  };
  for (const rule of rules) if (isBrokenRule(rule)) leave(rule, "something that it uses is left out");
  for (let before = -1; before !== leftOut.size; ) {
    before = leftOut.size;
    kept = kept.filter((rule) => !leftOut.has(rule.name));
    for (const rule of kept) {
      const missing = missingFor(rule, leftOut);
      if (missing !== undefined) leave(rule, `it needs \`${missing}\`, which is left out`);
    }
  }
  if (leftOut.size === 0) return rules;
  return kept.map((rule) => ({ ...rule, after: rule.after.filter((one) => !leftOut.has(one.rule)) }));
}
