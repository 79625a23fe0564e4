import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import { inconsistencies } from "./consistency.ts";
import { type CrmSchema, emptySchema } from "./format.ts";
import { readJson, shapeProblems } from "./json.ts";
import { crmValidator } from "./validators.ts";

/** A schema as far as it could be read, and what is wrong with it. */
export interface LoadedSchema {
  /** The text it was read from, by which an unchanged schema is known. */
  readonly text: string;
  readonly schema: CrmSchema;
  /** False where nothing can be checked against it. */
  readonly usable: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the text of a `crm.schema.json`. A schema of a wrong shape is refused whole. */
export function loadSchema(text: string): LoadedSchema {
  const read = readJson(text);
  if (!read.ok) {
    return {
      text,
      schema: emptySchema,
      usable: false,
      diagnostics: [diagnostic("OS5101", read.span, { reason: read.reason })],
    };
  }
  const problems = shapeProblems(read.json, crmValidator());
  if (problems.length > 0) {
    const diagnostics = problems
      .slice(0, 50)
      .map(({ path, problem, span }) => diagnostic("OS5102", span, { path, problem }));
    return { text, schema: emptySchema, usable: false, diagnostics };
  }
  // The JSON Schema has just said that it is one.
  const schema = read.json.value as CrmSchema;
  return { text, schema, usable: true, diagnostics: inconsistencies(schema, read.json) };
}
