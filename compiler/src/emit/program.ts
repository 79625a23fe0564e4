import { holdsOnlyTests } from "../check/tests/index.ts";
import { providersOf } from "../project/limits.ts";
import type { Project } from "../project/load.ts";
import { formsOf, type RulesToEmit } from "./forms.ts";
import { type EmittedFile, emitRules } from "./rules.ts";
import { emitEntries } from "./ruleset.ts";
import { emitSchema } from "./schema-types.ts";

/**
 * Writes a whole program as TypeScript: a file for each file of rules, the schema, and the two entry points of a build.
 * The same program gives the same bytes.
 *
 * @param all files of a program without errors; those that hold tests alone are left out
 * @param project what the program was made from
 */
export function emitProgram(all: readonly RulesToEmit[], project: Project): readonly EmittedFile[] {
  const files = all.filter((file) => !holdsOnlyTests(file));
  const forms = formsOf(files);
  const { schema } = project.schema;
  const texts = new Map(files.map((file) => [file.path, file.text]));
  const rules = files.map((file) => emitRules(file, forms, schema, (path) => texts.get(path) ?? ""));
  const events = project.triggers.map((trigger) => trigger.name).toSorted();
  const paths = files.map((file) => file.path);
  return [
    ...rules,
    { path: "schema.ts", code: emitSchema(schema) },
    ...emitEntries(paths, project.config, schema, events, providersOf(project.actions)),
  ];
}
