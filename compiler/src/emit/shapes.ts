import type { CheckedBlock, CheckedRule, CheckedTrigger } from "../check/checked.ts";
import { ruleId } from "./blocks.ts";
import type { RulesToEmit } from "./forms.ts";
import { idsOf } from "./headers.ts";
import { keyOf } from "./names.ts";
import { runningRules } from "./running.ts";

/** What a rule or a trigger says, wherever it stands and however it is laid out: the same text for the same meaning. */
export interface Shape {
  readonly text: string;
  /** The action that it calls; a trigger calls none. */
  readonly action?: CheckedRule["action"];
}

/** Parts that say where something stands, or what follows from the rest. */
const UNSAID: ReadonlySet<string> = new Set([
  "node",
  "origin",
  "start",
  "end",
  "span",
  "type",
  "description",
]);

function isDeclared(value: unknown): value is { readonly file: string; readonly name: string } {
  return (
    typeof value === "object" &&
    value !== null &&
    "file" in value &&
    typeof value.file === "string" &&
    "name" in value &&
    typeof value.name === "string"
  );
}

/** A meaning as text; `named` is told of the constants and functions that it names. */
function textOf(value: unknown, named: (key: string) => void): string {
  const text = JSON.stringify(value, (key, part: unknown) => {
    if (UNSAID.has(key)) return undefined;
    if (key === "of" && isDeclared(part)) {
      named(keyOf(part));
      return `${part.file}#${part.name}`;
    }
    return part;
  });
  return text ?? "";
}

function functionsIn(files: readonly RulesToEmit[]): ReadonlyMap<string, unknown> {
  return new Map(
    files.flatMap(({ path, declarations }) =>
      declarations.flatMap(({ declaration }) => {
        if (declaration.kind !== "function") return [];
        const { name, parameters, body } = declaration.function;
        const names = parameters.map((one) => one.name);
        return [[keyOf({ file: path, name }), { names, body }] as const];
      }),
    ),
  );
}

/** What a rule says beside what its key says already: its own parts, and those of its block that all rules share. */
function ruleParts(block: CheckedBlock, { rule, after }: ReturnType<typeof runningRules>[number]): unknown {
  const { name, action, args, condition, uses, schedule, modifiers } = rule;
  const { module, repeatable } = action;
  const round = block.kind === "calendar" ? [block.every, block.at, block.condition] : [];
  const given = args.map(({ parameter, value }) => [parameter.name, value]);
  const call = [name, action.name, module, repeatable, given];
  return [call, condition, after, uses, schedule, modifiers, round];
}

function triggerParts({ event, condition, as, targets, node }: CheckedTrigger): unknown {
  const { name, fields, args } = event;
  const asked = args.map(({ parameter, value }) => [parameter.name, value]);
  const stages = targets.map(({ pipeline, stage }) => [pipeline.id, stage.id]);
  return [name, fields, asked, condition, as, stages, node.backward];
}

/**
 * What each rule and trigger of a program says, by its id in the rule set, with the functions that it uses. Two builds
 * tell by it what has changed.
 */
export function shapesOf(files: readonly RulesToEmit[]): ReadonlyMap<string, Shape> {
  const functions = functionsIn(files);

  function whole(parts: unknown): string {
    const used = new Set<string>();
    const texts = [textOf(parts, (key) => used.add(key))];
    // A set grows while it is walked over: functions use functions.
    for (const key of used) texts.push(textOf(functions.get(key), (other) => used.add(other)));
    return texts.join("\n");
  }

  const shapes = new Map<string, Shape>();
  for (const { path, text, declarations } of files) {
    const ids = idsOf(path, text, declarations);
    for (const [index, { offset, declaration }] of declarations.entries()) {
      const id = ids[index] ?? "";
      if (declaration.kind === "trigger") {
        shapes.set(id, { text: whole(triggerParts(declaration.trigger)) });
      } else if (declaration.kind === "block" && !declaration.block.node.disabled) {
        const { block } = declaration;
        const one = { block, id, number: 0, origin: { file: path, source: text, offset } };
        for (const running of runningRules(block)) {
          const { action } = running.rule;
          shapes.set(ruleId(one, running), { text: whole(ruleParts(block, running)), action });
        }
      }
    }
  }
  return shapes;
}
