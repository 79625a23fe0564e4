import { PermanentError } from "@onstage/runtime/actions";
import { valueIn } from "../providers/json.ts";
import { cleanLine } from "../text/clean.ts";

/** What a template says is wrong with it, as docxtemplater has it. */
function explanations(error: unknown): readonly string[] {
  const properties = valueIn(error, "properties");
  const inner = valueIn(properties, "errors");
  if (Array.isArray(inner) && inner.length > 0) return inner.flatMap(explanations);
  const explanation = valueIn(properties, "explanation");
  return typeof explanation === "string" ? [cleanLine(explanation, 200)] : [];
}

/** An error of the library, in a sentence for people. */
function unreadable(name: string, error: unknown): unknown {
  if (error instanceof PermanentError) return error;
  const [first, ...others] = explanations(error);
  if (first !== undefined) {
    const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
    return new PermanentError(`The template “${name}” cannot be filled: ${first}${more}`);
  }
  return new PermanentError(`The template “${name}” is no document in the format DOCX.`);
}

/**
 * Fills a template: `{title}` in it becomes the value of that name, as text, with line breaks where it has some. What stands
 * between `{#note}` and `{/note}` is left out where `note` is missing or empty.
 *
 * @param name of the template, for sentences
 * @param template a DOCX
 * @param values texts by the names that the template may ask for
 * @returns a DOCX
 * @throws PermanentError where it is none, or asks for what nothing fills
 */
export async function fillDocx(
  name: string,
  template: Uint8Array,
  values: ReadonlyMap<string, string>,
): Promise<Uint8Array> {
  const [{ default: PizZip }, { default: Docxtemplater }] = await Promise.all([
    import("pizzip"),
    import("docxtemplater"),
  ]);
  const unknown: string[] = [];
  try {
    const document = new Docxtemplater(new PizZip(template), {
      errorLogging: false,
      linebreaks: true,
      paragraphLoop: true,
      parser: (tag: string) => ({
        get: (_scope, context) => {
          const value = values.get(tag.trim());
          // A section is left out where there is nothing to show in it.
          if (value === undefined && context.meta.part.module !== "loop") unknown.push(tag.trim());
          return value;
        },
      }),
    });
    document.render();
    const [first] = unknown;
    if (first !== undefined) {
      const asked = cleanLine(first, 80);
      throw new PermanentError(`The template “${name}” asks for {${asked}}, which nothing fills.`);
    }
    return document.getZip().generate({ type: "uint8array", compression: "DEFLATE" });
  } catch (error) {
    throw unreadable(name, error);
  }
}
