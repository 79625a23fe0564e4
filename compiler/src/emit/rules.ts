import type { CrmSchema } from "../schema/format.ts";
import {
  type BlockToEmit,
  type TriggerToEmit,
  writeBlock,
  writeDisabledBlock,
  writeRules,
  writeTrigger,
  writeTriggerScope,
} from "./blocks.ts";
import { writeCalls } from "./calls.ts";
import { writeConstant, writeFunction } from "./declarations.ts";
import { createFileScope, type FileScope } from "./file-scope.ts";
import type { Forms, RulesToEmit } from "./forms.ts";
import { idsOf, textOf } from "./headers.ts";
import { comment } from "./literals.ts";
import { outputPath, upFrom } from "./paths.ts";
import { type CodeWriter, createWriter } from "./writer.ts";

export interface EmittedFile {
  /** Path in the output folder, with `/`. */
  readonly path: string;
  readonly code: string;
  /** Source map to the `.rules` file, as JSON. */
  readonly map?: string;
}

/** What a file has that runs. Disabled triggers are checked, and nothing more; of disabled blocks it is said what they hold. */
interface Running {
  readonly blocks: readonly BlockToEmit[];
  readonly disabled: readonly Pick<BlockToEmit, "block" | "origin">[];
  readonly triggers: readonly TriggerToEmit[];
}

function runningIn({ path, text, declarations }: RulesToEmit): Running {
  const ids = idsOf(path, text, declarations);
  const blocks: BlockToEmit[] = [];
  const triggers: TriggerToEmit[] = [];
  const disabled: Pick<BlockToEmit, "block" | "origin">[] = [];
  for (const [index, { offset, declaration }] of declarations.entries()) {
    const origin = { file: path, source: text, offset };
    const id = ids[index] ?? "";
    if (declaration.kind === "block" && declaration.block.node.disabled) {
      disabled.push({ block: declaration.block, origin });
    } else if (declaration.kind === "block") {
      blocks.push({ block: declaration.block, id, number: blocks.length + 1, origin });
    } else if (declaration.kind === "trigger" && !declaration.trigger.node.disabled) {
      triggers.push({ trigger: declaration.trigger, id, number: triggers.length + 1, origin });
    }
  }
  return { blocks, disabled, triggers };
}

function writeDeclarations(writer: CodeWriter, rules: RulesToEmit, file: FileScope, forms: Forms): void {
  for (const { offset, declaration } of rules.declarations) {
    const origin = { file: rules.path, source: rules.text, offset };
    if (declaration.kind === "const") {
      writeConstant(writer.line(), declaration.constant, origin, file, forms);
    } else if (declaration.kind === "function") {
      writeFunction(writer.line(), declaration.function, origin, file, forms);
    }
  }
}

function writeStarts(writer: CodeWriter, { blocks, disabled, triggers }: Running, file: FileScope): void {
  const scopes = triggers.map((one) => {
    const { node } = one.trigger;
    writer.line().line(`// ${comment(textOf({ start: node.start, end: node.target.end }, one.origin))}`);
    return writeTriggerScope(writer, one, file);
  });
  writer.line().line("/** When its rules start. Pure: no action is called from here. */");
  const written = [
    ...blocks.map((one) => () => writeBlock(writer, one, file)),
    // Behind the others, which keep their places whether these are there or not.
    ...disabled.map((one) => () => writeDisabledBlock(writer, one, file)),
  ];
  writeList(writer, `export const blocks: readonly ${file.use("type Block")}[] = [`, written, (write) =>
    write(),
  );
  writer.line().line("/** Events that move an item. */");
  writeList(
    writer,
    `export const triggers: readonly ${file.use("type TriggerMove")}[] = [`,
    triggers,
    (one, index) => writeTrigger(writer, one, file, scopes[index] ?? ""),
  );
}

function writeList<T>(
  writer: CodeWriter,
  start: string,
  items: readonly T[],
  write: (item: T, index: number) => void,
): void {
  if (items.length === 0) {
    writer.line(`${start}];`);
    return;
  }
  writer.line(start).indented(() => items.forEach(write));
  writer.line("];");
}

/**
 * Writes the rules of one file as TypeScript that a person can review: data and pure functions in `blocks` and
 * `triggers`, and what touches the world in `calls`. The same rules give the same bytes.
 *
 * @param rules the file
 * @param forms how the constants and functions of all files are written
 * @param textOfFile the text of any file of the program, for source maps: rules of groups come from others
 */
export function emitRules(
  rules: RulesToEmit,
  forms: Forms,
  schema: CrmSchema,
  textOfFile: (path: string) => string,
): EmittedFile {
  const path = outputPath(rules.path);
  const sourceOf = (file: string) => ({ path: `${upFrom(path)}../${file}`, text: textOfFile(file) });
  const writer = createWriter(path, sourceOf);
  const file = createFileScope(rules.path, forms, schema);
  const running = runningIn(rules);
  writeDeclarations(writer, rules, file, forms);
  for (const one of running.blocks) {
    const { node } = one.block;
    const header = textOf({ start: node.start, end: node.open?.start ?? node.entity.end }, one.origin);
    writer.line().line(`// ${comment(header)}`);
    writeRules(writer, one, file);
  }
  writeStarts(writer, running, file);
  writeCalls(writer, running.blocks, file);
  return { path, ...writer.finish(file.head()) };
}
