import type { CheckedExpression, CheckedRule, CheckedSchedule, Origin } from "../check/checked.ts";
import { tidied } from "../syntax/spacing.ts";
import { is, isNumber, present, type Type, unknownType } from "../types/types.ts";
import { type Code, call, joined } from "./code.ts";
import { lookingAt, writeCondition } from "./conditions.ts";
import { emitAs, emitId } from "./conversions.ts";
import { bare, emitExpression, emitRaw } from "./expressions.ts";
import type { FileScope } from "./file-scope.ts";
import { keptDuration } from "./kept.ts";
import { key, literal } from "./literals.ts";
import { type ExpressionScope, placed } from "./scope.ts";
import type { CodeWriter } from "./writer.ts";

/** A rule with what it stands in. */
export interface RuleToEmit {
  readonly rule: CheckedRule;
  /** Unique in the rule set. */
  readonly id: string;
  /** Names of the rules that it waits for, those among them that run. */
  readonly after: CheckedRule["after"];
  /** What each rule of its block returns. */
  readonly results: ReadonlyMap<string, Type>;
  /** The section that the rule is written in. */
  readonly origin: Origin;
  readonly eventType: Type;
  /** The type of the scope that its functions take. */
  readonly scopeType: string;
}

/** What the expressions of a rule are written in. */
export function ruleScope(one: RuleToEmit, file: FileScope): ExpressionScope {
  const { origin, rule, results, eventType } = one;
  const resultType = (name: string): Type => results.get(name) ?? unknownType;
  return file.expressions(origin, { frame: rule.name, resultType, eventType });
}

/** The clause `at …` as it stands in the rule. */
function atText({ rule, origin }: RuleToEmit): string {
  const clause = rule.node.schedule.find((one) => one.kind === "At");
  const { offset, source } = origin;
  return clause === undefined ? "" : tidied(source.slice(offset + clause.start, offset + clause.end));
}

function writeAt(
  writer: CodeWriter,
  at: NonNullable<CheckedSchedule["at"]>,
  one: RuleToEmit,
  scope: ExpressionScope,
): void {
  writer.line("at: {").indented(() => {
    for (const part of ["time", "anchor"] as const) {
      const value = at[part];
      if (value === undefined) continue;
      writer.line([
        `${part}: `,
        lookingAt(value, scope, one.scopeType, (inner) => emitExpression(value, inner)),
        ",",
      ]);
    }
    if (at.offset !== undefined) {
      const { duration, direction } = at.offset;
      writer.line(
        `offset: { duration: ${keptDuration(duration, scope)}, direction: ${literal(direction)} },`,
      );
    }
    writer.line(`fields: [${at.fields.map(literal).join(", ")}],`);
    writer.line(`text: ${literal(atText(one))},`);
  });
  writer.line("},");
}

function writeSchedule(writer: CodeWriter, one: RuleToEmit, scope: ExpressionScope): void {
  const { delay, at, within, repeat } = one.rule.schedule;
  if (delay === undefined && at === undefined && within === undefined && repeat === undefined) return;
  writer.line("schedule: {").indented(() => {
    if (delay !== undefined) writer.line(`delay: ${keptDuration(delay, scope)},`);
    if (at !== undefined) writeAt(writer, at, one, scope);
    if (within?.of !== undefined) {
      writer.line(["within: { of: ", actorOf(within.of, scope, one.scopeType), " },"]);
    } else if (within !== undefined) writer.line("within: {},");
    if (repeat !== undefined) {
      const { every, times, until } = repeat;
      writer.write(`repeat: { every: ${keptDuration(every, scope)}, times: ${times}`);
      if (until !== undefined) {
        writer.write(", until: ");
        writeCondition(writer, until, scope, one.scopeType);
      }
      writer.line(" },");
    }
  });
  writer.line("},");
}

/** A function that gives a user as the engine takes one. */
export function actorOf(user: CheckedExpression, scope: ExpressionScope, type: string): Code {
  return lookingAt(user, scope, type, (inner) => call(inner.use("actor"), [emitExpression(user, inner)]));
}

function writeModifiers(writer: CodeWriter, one: RuleToEmit, scope: ExpressionScope): void {
  const { as, once, retry, skipIfLate } = one.rule.modifiers;
  if (as !== undefined) writer.line(["as: ", actorOf(as, scope, one.scopeType), ","]);
  if (once !== undefined) {
    writer.line(once.per === undefined ? "once: {}," : `once: { per: ${keptDuration(once.per, scope)} },`);
  }
  if (retry !== undefined) writer.line(`retry: ${retry},`);
  if (skipIfLate) writer.line("skipIfLate: true,");
}

/** An argument. What an action returned is handed on as it is, and a field takes an option by its id. */
function emitArgument({ parameter, value }: CheckedRule["args"][number], scope: ExpressionScope): Code {
  const [wanted, given] = [present(parameter.type), present(value.type)];
  if (wanted.kind === "fieldValue" && given.kind === "option") return emitId(value, scope);
  // An action knows a stage by its id, or by the title that it has in each pipeline.
  const stage = bare(value);
  if (stage.kind === "stage") return placed(literal(stage.id), stage.start, scope);
  // So does it know a pipeline.
  if (given.kind === "place" && given.of === "pipeline") return emitPipelineId(value, scope);
  const becomesMoney = is(wanted, "Money") && isNumber(given);
  return value.kind === "result" && !becomesMoney ? emitRaw(value, scope) : emitAs(value, wanted, scope);
}

function emitPipelineId(value: CheckedExpression, scope: ExpressionScope): Code {
  const one = bare(value);
  return one.kind === "pipeline" ? placed(literal(one.id), one.start, scope) : emitId(value, scope);
}

function writeArguments(writer: CodeWriter, one: RuleToEmit, scope: ExpressionScope): void {
  const { args, node } = one.rule;
  if (args.length === 0) {
    writer.line("args: () => ({}),");
    return;
  }
  const looked = lookingAt(node.action, scope, one.scopeType, (inner) => {
    const codes = args.map(
      (argument): Code => [`${key(argument.parameter.name)}: `, emitArgument(argument, inner)],
    );
    return call(inner.use("pass"), [["{ ", joined(codes, ", "), " }"]]);
  });
  writer.line(["args: ", looked, ","]);
}

/** Writes one rule as data and pure functions. */
export function writeRule(writer: CodeWriter, one: RuleToEmit, file: FileScope): void {
  const { rule, id, after, scopeType } = one;
  const scope = ruleScope(one, file);
  writer.line(placed("{", rule.node.start, scope));
  writer.indented(() => {
    writer.line(`id: ${literal(id)},`);
    writer.line(`name: ${literal(rule.name)},`);
    writer.line(`action: ${literal(rule.action.name)},`);
    if (rule.node.description !== undefined) writer.line(`description: ${literal(rule.node.description)},`);
    writer.line(`source: ${file.sourceOf(one.origin, rule.node.start)},`);
    const waits = after.map((other) => `{ rule: ${literal(other.rule)}, when: ${literal(other.when)} }`);
    writer.line(`after: [${waits.join(", ")}],`);
    writer.line(`uses: [${rule.uses.map(literal).join(", ")}],`);
    writer.line(`repeatable: ${rule.action.repeatable},`);
    const { awaits = [] } = rule.action;
    if (awaits.length > 0) writer.line(`awaits: [${awaits.map(literal).join(", ")}],`);
    writeSchedule(writer, one, scope);
    writeModifiers(writer, one, scope);
    if (rule.condition !== undefined) {
      writer.write("when: ");
      writeCondition(writer, rule.condition, scope, scopeType);
      writer.line(",");
    }
    writeArguments(writer, one, scope);
  });
  writer.line("},");
}
