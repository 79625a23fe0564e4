import type { CheckedBlock, CheckedRule } from "../check/checked.ts";
import { present, type Type } from "../types/types.ts";
import { type EmittedCondition, type ExpressionScope, emitCondition, emitExpression } from "./expressions.ts";
import { comment, key, literal, member } from "./literals.ts";
import { type CodeWriter, createWriter, placesOf } from "./writer.ts";

/** A checked file, as the emitter takes it. */
export interface RulesToEmit {
  /** Path in the project, with `/`. */
  readonly file: string;
  readonly source: string;
  readonly blocks: readonly CheckedBlock[];
}

export interface EmittedFile {
  /** Path in the output folder, with `/`. */
  readonly path: string;
  readonly code: string;
  /** Source map to the `.rules` file, as JSON. */
  readonly map?: string;
}

/**
 * Where the TypeScript of a file of rules lies in the output folder. Rules may lie outside their project; what is
 * written never lies outside the output.
 */
export function outputPath(file: string): string {
  return `${file.replace(/^([A-Za-z]:)?\/+/, "_root/").replaceAll("../", "_up/")}.ts`;
}

const steps = (path: string): string => "../".repeat(path.split("/").length - 1);

/** The JSON type of a helper's result. */
function resultType(type: Type): string {
  switch (type.kind) {
    case "plain":
      if (type.name === "Number" || type.name === "Integer") return "number";
      if (type.name === "Boolean") return "boolean";
      if (type.name === "Money") return "{ readonly amount: string; readonly currency: string }";
      if (type.name === "User")
        return "{ readonly id: number; readonly name: string; readonly email?: string }";
      return "string";
    case "record":
      return `{ ${Object.entries(type.fields)
        .map(
          ([name, of]) =>
            `readonly ${key(name)}${of.kind === "optional" ? "?" : ""}: ${resultType(present(of))};`,
        )
        .join(" ")} }`;
    case "list":
      return `readonly ${/[ |]/.test(resultType(type.of)) ? `(${resultType(type.of)})` : resultType(type.of)}[]`;
    case "optional":
      return `${resultType(type.of)} | undefined`;
    case "union":
      return type.of.map(resultType).join(" | ");
    default:
      return "unknown";
  }
}

function writeCondition(
  writer: CodeWriter,
  condition: EmittedCondition,
  scope: string,
  use: (name: string) => string,
): void {
  switch (condition.kind) {
    case "check": {
      writer
        .write(`${use("check")}(${literal(condition.text)}, (s: ${scope}) => `)
        .mark(condition.start)
        .write(condition.test);
      if (condition.values !== "") writer.write(`, (s: ${scope}) => ({ ${condition.values} })`);
      writer.write(")");
      break;
    }
    case "not":
      writer.write(`${use("not")}(`);
      writeCondition(writer, condition.part, scope, use);
      writer.write(")");
      break;
    default: {
      writer.line(`${use(condition.kind)}(`);
      writer.indented(() => {
        for (const part of condition.parts) {
          writeCondition(writer, part, scope, use);
          writer.line(",");
        }
      });
      writer.write(")");
    }
  }
}

interface BlockNames {
  readonly rules: string;
  readonly scope: string;
}

interface FileContext {
  readonly writer: CodeWriter;
  readonly input: RulesToEmit;
  readonly lineOf: (offset: number) => number;
  readonly use: (helper: string) => string;
  readonly modules: ReadonlyMap<string, string>;
}

/** The one name of a rule in the whole rule set, and the key of its call. */
function ruleId(file: string, blockNumber: number, rule: CheckedRule): string {
  return `${file}#${blockNumber}.${rule.name}`;
}

function expressionScope(block: CheckedBlock, context: FileContext): ExpressionScope {
  const ruleOf = new Map(
    block.rules.flatMap((rule) =>
      rule.node.binding === undefined ? [] : ([[rule.node.binding.text, rule.name]] as const),
    ),
  );
  return { source: context.input.source, use: context.use, ruleOf: (value) => ruleOf.get(value) ?? value };
}

function writeRule(
  rule: CheckedRule,
  id: string,
  names: BlockNames,
  block: CheckedBlock,
  context: FileContext,
): void {
  const { writer, use } = context;
  const scope = expressionScope(block, context);
  writer.mark(rule.node.start).line("{");
  writer.indented(() => {
    writer.line(`id: ${literal(id)},`);
    writer.line(`name: ${literal(rule.name)},`);
    writer.line(`action: ${literal(rule.action.name)},`);
    if (rule.node.description !== undefined) writer.line(`description: ${literal(rule.node.description)},`);
    const line = context.lineOf(rule.node.start);
    writer.line(`source: { file: ${literal(context.input.file)}, line: ${line} },`);
    const after = rule.after.map((one) => `{ rule: ${literal(one.rule)}, when: ${literal(one.when)} }`);
    writer.line(`after: [${after.join(", ")}],`);
    const uses = rule.uses.map((value) => literal(value));
    writer.line(`uses: [${uses.join(", ")}],`);
    writer.line(`repeatable: ${rule.action.repeatable === true},`);
    if (rule.condition !== undefined) {
      writer.write("when: ");
      writeCondition(writer, emitCondition(rule.condition, scope), names.scope, use);
      writer.line(",");
    }
    writeArguments(rule, names, scope, context);
  });
  writer.line("},");
}

function writeArguments(
  rule: CheckedRule,
  names: BlockNames,
  scope: ExpressionScope,
  context: FileContext,
): void {
  const { writer, use } = context;
  if (rule.args.length === 0) {
    writer.line("args: () => ({}),");
    return;
  }
  writer.write(`args: (s: ${names.scope}) => ${use("pass")}({ `);
  for (const [index, argument] of rule.args.entries()) {
    if (index > 0) writer.write(", ");
    writer.write(`${key(argument.parameter.name)}: `).mark(argument.value.start);
    writer.write(emitExpression(argument.value, scope));
  }
  writer.line(" }),");
}

function header(block: CheckedBlock): string {
  const stages = block.places.flatMap((place) => place.stages.map((stage) => `"${stage.title}"`));
  return `on stage ${[...new Set(stages)].join(", ")} in ${block.entity.name}`;
}

function writeBlock(block: CheckedBlock, number: number, names: BlockNames, context: FileContext): void {
  const { writer } = context;
  writer.line().line(`// ${comment(header(block))}`);
  const results = block.rules.filter((rule) => rule.node.binding !== undefined);
  if (results.length > 0) {
    writer.line(`interface Results${number} {`).indented(() => {
      for (const rule of results)
        writer.line(`readonly ${key(rule.name)}?: ${resultType(rule.action.result)};`);
    });
    writer.line("}");
  }
  const item = `crm.${block.entity.entity.item}`;
  const generic = results.length > 0 ? `${item}, Results${number}` : item;
  writer.line(`type ${names.scope} = Scope<${generic}>;`);
  writer.line(`const ${names.rules}: readonly Rule[] = [`);
  writer.indented(() => {
    for (const rule of block.rules)
      writeRule(rule, ruleId(context.input.file, number, rule), names, block, context);
  });
  writer.line("];");
}

function writeBlocks(context: FileContext, active: readonly (readonly [CheckedBlock, BlockNames])[]): void {
  const { writer, input } = context;
  writer.line().line("/** When its rules start. Pure: no action is called from here. */");
  writer.line("export const blocks: readonly StageBlock[] = [").indented(() => {
    for (const [block, names] of active) {
      for (const place of block.places) {
        const stages = place.stages.map((stage) => literal(stage.id)).join(", ");
        const source = `{ file: ${literal(input.file)}, line: ${context.lineOf(block.node.start)} }`;
        writer.mark(block.node.start);
        writer.line(
          `{ entity: ${literal(block.entity.name)}, pipeline: ${literal(place.pipeline.id)}, stages: [${stages}], source: ${source}, rules: ${names.rules} },`,
        );
      }
    }
  });
  writer.line("];");
}

function writeCall(rule: CheckedRule, id: string, context: FileContext): void {
  const { writer } = context;
  const { action } = rule;
  const call = `${context.modules.get(action.module) ?? "actions"}${member(action.name)}`;
  const given = new Set(rule.args.map((argument) => argument.parameter.name));
  const last = action.parameters.findLastIndex((parameter) => given.has(parameter.name));
  const passed = action.parameters.slice(0, last + 1);
  const types = passed
    .map((parameter, index) => [parameter, index] as const)
    .filter(([parameter]) => given.has(parameter.name))
    .map(([parameter, index]) => `${key(parameter.name)}: Parameters<typeof ${call}>[${index + 1}]`);
  const values = passed.map((parameter) =>
    given.has(parameter.name) ? `args${member(parameter.name)}` : "undefined",
  );
  const args = types.length === 0 ? "" : `, args: { ${types.join("; ")} }`;
  const place = rule.node.action.start;
  writer.mark(place, rule.name).line(`${literal(id)}: async (context: ActionContext${args}) => {`);
  writer.indented(() => {
    writer.write("return ").mark(place, rule.name);
    writer.line(`await ${call}(${["context", ...values].join(", ")});`);
  });
  writer.line("},");
}

/** What emitted code imports a module's actions from, seen from the emitted file. */
function importPath(module: string, path: string): string {
  return module.startsWith("./") ? `${steps(path)}../${module.slice(2)}` : module;
}

/** The names under which modules of actions are imported: whole, so that no action's name can meet another name. */
function actionModules(rules: readonly CheckedRule[]): ReadonlyMap<string, string> {
  const modules = [...new Set(rules.map((rule) => rule.action.module))].toSorted();
  return new Map(modules.map((module, index) => [module, index === 0 ? "actions" : `actions${index + 1}`]));
}

/**
 * Writes the rules of one file as TypeScript that a person can review: data and pure functions in `blocks`, and what
 * touches the world in `calls`. The same rules give the same bytes.
 */
export function emitRules(input: RulesToEmit): EmittedFile {
  const path = outputPath(input.file);
  const origin = { path: `${steps(path)}../${input.file}`, text: input.source };
  const placeOf = placesOf(input.source);
  const helpers = new Set<string>();
  const use = (helper: string): string => {
    helpers.add(helper);
    return helper;
  };
  const active = input.blocks.filter((block) => !block.node.disabled);
  const rules = active.flatMap((block) => block.rules);
  const modules = actionModules(rules);
  const write = (headLines: readonly string[]): CodeWriter => {
    const writer = createWriter(path, origin);
    for (const line of headLines) writer.line(line);
    const context: FileContext = {
      writer,
      input,
      use,
      modules,
      lineOf: (offset) => placeOf(offset).line + 1,
    };
    const numbered = input.blocks.map((block, index) => {
      const names = { rules: `rules${index + 1}`, scope: `Scope${index + 1}` };
      return [block, names] as const;
    });
    const active = numbered.filter(([block]) => !block.node.disabled);
    for (const [block, names] of active)
      writeBlock(block, numbered.findIndex(([one]) => one === block) + 1, names, context);
    writeBlocks(context, active);
    writer.line().line("/** What touches the world, by the id of the rule. */");
    writer.line("export const calls = {").indented(() => {
      for (const [block] of active) {
        const number = numbered.findIndex(([one]) => one === block) + 1;
        for (const rule of block.rules) writeCall(rule, ruleId(input.file, number, rule), context);
      }
    });
    writer.line("} satisfies Calls;");
    return writer;
  };
  // The first pass only finds out what the second has to import.
  write([]);
  const values = [...helpers].toSorted();
  const types = ["type Rule", "type Scope", "type StageBlock"].filter(
    (name) => active.length > 0 || name === "type StageBlock",
  );
  const head = [
    `// Made by onstage from ${comment(input.file)}. Changes made here are lost at the next build.`,
    `import type { ${rules.length > 0 ? "ActionContext, " : ""}Calls } from "@onstage/runtime/actions";`,
    `import { ${[...values, ...types].join(", ")} } from "@onstage/runtime/rules";`,
    ...[...modules].map(([module, name]) => `import * as ${name} from ${literal(importPath(module, path))};`),
    ...(active.length === 0 ? [] : [`import type * as crm from "${steps(path)}schema.ts";`]),
  ];
  return { path, ...write(head).finish() };
}
