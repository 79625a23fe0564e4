/** Parameters that several addresses take. */
import { anObject, aText, aWhole } from "./schema.ts";

const largestPage = 1000;

export const limit = aWhole({
  minimum: 1,
  maximum: largestPage,
  default: 100,
  description: "How many entries a page has at most. One whose entries are large may have fewer.",
});

export const entity = aText({ minLength: 1, maxLength: 128, examples: ["deals"] });
export const id = aWhole({ minimum: 1, examples: [42] });
export const itemText = aText({
  pattern: "^[^/]{1,128}/[1-9][0-9]{0,14}$",
  description: "An item, with its entity and its id.",
  examples: ["deals/42"],
});
export const ofItem = anObject({ entity, id });
export const runId = aText({
  minLength: 1,
  maxLength: 500,
  examples: ["deals-42-1-link"],
  description: "Id of a run.",
});
export const ofRun = anObject({ id: runId });

/** A moment as people and programs write it: with its zone, so that everybody reads it alike. */
export function momentText(description: string) {
  return aText({
    pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?(Z|[+-]\\d{2}:\\d{2})$",
    description,
    examples: ["2026-03-02T10:00:00+01:00"],
  });
}
