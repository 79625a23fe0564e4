import type { CheckedConst, CheckedFunction, Origin } from "../check/checked.ts";
import { present } from "../types/types.ts";
import { emitExpression } from "./expressions.ts";
import type { FileScope } from "./file-scope.ts";
import type { Forms } from "./forms.ts";
import { blockComment } from "./literals.ts";
import { safeName } from "./names.ts";
import { placed } from "./scope.ts";
import { valueType } from "./value-types.ts";
import type { CodeWriter } from "./writer.ts";

function writeDescription(writer: CodeWriter, description: string | undefined): void {
  if (description !== undefined) writer.line(`/** ${blockComment(description)} */`);
}

/** Writes a constant: a value where it stands on nothing else, and a function of what it depends on otherwise. */
export function writeConstant(
  writer: CodeWriter,
  { name, value, node }: CheckedConst,
  origin: Origin,
  file: FileScope,
  forms: Forms,
): void {
  const form = forms({ file: file.file, name });
  const scope = file.expressions(origin, { frame: name, inPlace: form.value });
  const code = emitExpression(value, scope);
  const head = placed([`export const ${safeName(name)} = `], node.start, scope);
  writeDescription(writer, node.description);
  if (form.value) writer.line([head, code, ";"]);
  else if (form.looks) writer.line([head, `(s: ${file.use("type Looking")}) => `, code, ";"]);
  else writer.line([head, `${file.use("once")}(() => `, code, ");"]);
}

/** Writes a function. What it is given may always be missing: a division by zero shows only when it runs. */
export function writeFunction(
  writer: CodeWriter,
  { name, parameters, body, node }: CheckedFunction,
  origin: Origin,
  file: FileScope,
  forms: Forms,
): void {
  const { looks } = forms({ file: file.file, name });
  const scope = file.expressions(origin, { frame: name });
  const code = emitExpression(body, scope);
  const given = parameters.map(
    (one) =>
      `${safeName(one.name)}: ${file.use("type Maybe")}<${valueType(present(one.type), file.itemType, (type) => file.use(`type ${type}`))}>`,
  );
  const all = looks ? [`s: ${file.use("type Looking")}`, ...given] : given;
  writeDescription(writer, node.description);
  writer.line(placed(`export function ${safeName(name)}(${all.join(", ")}) {`, node.start, scope, name));
  writer.indented(() => writer.line(["return ", code, ";"]));
  writer.line("}");
}
