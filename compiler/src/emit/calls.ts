import { type BlockToEmit, ruleId } from "./blocks.ts";
import type { FileScope } from "./file-scope.ts";
import { literal, member, propertyName } from "./literals.ts";
import { type RunningRule, runningRules } from "./running.ts";
import { placed } from "./scope.ts";
import type { CodeWriter } from "./writer.ts";

function writeCall(writer: CodeWriter, running: RunningRule, block: BlockToEmit, file: FileScope): void {
  const { rule } = running;
  const { action } = rule;
  const scope = file.expressions(rule.origin ?? block.origin);
  const called = `${file.module("actions", action.module)}${member(action.name)}`;
  const given = new Set(rule.args.map((argument) => argument.parameter.name));
  const last = action.parameters.findLastIndex((parameter) => given.has(parameter.name));
  const passed = action.parameters.slice(0, last + 1);
  const types = passed
    .map((parameter, index) => [parameter, index] as const)
    .filter(([parameter]) => given.has(parameter.name))
    .map(
      ([parameter, index]) => `${propertyName(parameter.name)}: Parameters<typeof ${called}>[${index + 1}]`,
    );
  const values = passed.map((parameter) =>
    given.has(parameter.name) ? `args${member(parameter.name)}` : "undefined",
  );
  const args = types.length === 0 ? "" : `, args: { ${types.join("; ")} }`;
  const place = rule.node.action.start;
  writer.line([
    `${literal(ruleId(block, running))}: `,
    placed(`async (context: ActionContext${args}) => {`, place, scope, rule.name),
  ]);
  writer.indented(() => {
    const code = `await ${called}(${["context", ...values].join(", ")})`;
    writer.line(["return ", placed(code, place, scope, rule.name), ";"]);
  });
  writer.line("},");
}

/** Writes what touches the world, by the id of the rule. */
export function writeCalls(writer: CodeWriter, blocks: readonly BlockToEmit[], file: FileScope): void {
  writer.line().line("/** What touches the world, by the id of the rule. */");
  if (blocks.length === 0) {
    writer.line("export const calls = {} satisfies Calls;");
    return;
  }
  writer.line("export const calls = {").indented(() => {
    for (const block of blocks) {
      for (const running of runningRules(block.block)) writeCall(writer, running, block, file);
    }
  });
  writer.line("} satisfies Calls;");
}
