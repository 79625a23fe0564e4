import { diagnostic, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import type { Expression, Missing, Name, Recurrence } from "../syntax/tree.ts";
import { describeType, is, plain, present } from "../types/types.ts";
import type { CheckedExpression, CheckedRecurrence, DurationValue } from "./checked.ts";
import { checkExpression } from "./expressions.ts";
import { checkLength } from "./fixed.ts";
import type { RuleScope } from "./scope.ts";
import { isBroken } from "./soften.ts";

const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

function namedDays(names: readonly Name[], { report }: RuleScope): readonly number[] {
  const days = new Set<number>();
  for (const name of names) {
    const day = weekdays.indexOf(name.text) + 1;
    if (day === 0) {
      const near = didYouMeanName(name.text, weekdays);
      const fixes = near === undefined ? [] : [replace(`Write \`${near}\``, name, near, false)];
      report(diagnostic("OS2047", name, { name: name.text, twice: false, near }, fixes));
    } else if (days.has(day)) {
      report(diagnostic("OS2047", name, { name: name.text, twice: true, near: undefined }));
    } else days.add(day);
  }
  return [...days].toSorted((a, b) => a - b);
}

/** Each time, every item is looked at: more often than that, nobody asks for it. */
function isUnderAMinute({
  months,
  days,
  workingDays,
  milliseconds,
  workingMilliseconds,
}: DurationValue): boolean {
  return months === 0 && days === 0 && workingDays === 0 && milliseconds + workingMilliseconds < 60_000;
}

/** When a block of the calendar comes round. Undefined where that means nothing, which is reported. */
export function checkRecurrence(node: Recurrence | Missing, scope: RuleScope): CheckedRecurrence | undefined {
  if (node.kind === "Missing" || node.broken === true) return undefined;
  switch (node.kind) {
    case "EveryDay":
      return { kind: "day" };
    case "EveryWeekday":
      return { kind: "weekday" };
    case "EveryWorkingDay":
      return { kind: "workingDay" };
    case "EveryNamedDay": {
      const days = namedDays(node.days, scope);
      return days.length === 0 ? undefined : { kind: "namedDays", days };
    }
    case "EveryMonth": {
      if (node.day === "last") return { kind: "month", day: "last" };
      if (node.day.kind === "Missing") return undefined;
      const day = Number(node.day.value);
      if (Number.isInteger(day) && day >= 1 && day <= 31) return { kind: "month", day };
      scope.report(diagnostic("OS2048", node.day, { found: node.day.value }));
      return undefined;
    }
    case "EveryInterval": {
      const every = checkLength(node.duration, "`every`", scope);
      if (every !== undefined && isUnderAMinute(every)) {
        scope.report(diagnostic("OS2057", node.duration, { limit: "minute" }));
        return undefined;
      }
      return every && { kind: "interval", every };
    }
  }
}

function fixedTime(value: CheckedExpression): string | undefined {
  switch (value.kind) {
    case "time":
      return value.value;
    case "group":
      return fixedTime(value.inner);
    case "constant":
      return fixedTime(value.value);
    default:
      return undefined;
  }
}

/** The time of day at which a block of the calendar comes round: midnight where none is said. */
export function checkTimeOfDay(
  node: Expression | undefined,
  every: Recurrence | Missing,
  scope: RuleScope,
): string | undefined {
  const midnight = "00:00:00";
  if (node === undefined) return midnight;
  if (every.kind === "EveryInterval") {
    scope.report(diagnostic("OS2054", node, {}));
    return midnight;
  }
  const checked = checkExpression(node, scope, plain("Time"));
  const type = present(checked.type);
  if (type.kind === "unknown") return undefined;
  const time = is(type, "Time") ? fixedTime(checked) : undefined;
  // What is wrong with a time that there is not has been told.
  if (time === undefined && !isBroken(checked)) {
    const found = is(type, "Time") ? undefined : describeType(type);
    scope.report(diagnostic("OS2055", node, { found }));
  }
  return time;
}
