/**
 * The parts of SARIF 2.1.0 that a report of ours may have, as the standard requires them: nothing beside what it
 * names, what it calls required, and its limits of numbers.
 */

const text = { type: "string" } as const;
const index = { type: "integer", minimum: 0 } as const;
const ordinal = { type: "integer", minimum: 1 } as const;

/** An object with these properties and no others. */
function only(properties: Readonly<Record<string, object>>, required: readonly string[] = []) {
  return { type: "object", additionalProperties: false, properties, required } as const;
}

const list = (items: object, minItems = 0) => ({ type: "array", items, minItems }) as const;

const message = only({ text, markdown: text }, ["text"]);
const level = { enum: ["none", "note", "warning", "error"] } as const;
const artifactLocation = only({ uri: text, uriBaseId: text, index });
const region = only(
  {
    startLine: ordinal,
    startColumn: ordinal,
    endLine: ordinal,
    endColumn: ordinal,
    snippet: only({ text }),
  },
  ["startLine", "startColumn", "endLine", "endColumn"],
);

const rule = only(
  {
    id: text,
    name: text,
    shortDescription: message,
    fullDescription: message,
    help: message,
    defaultConfiguration: only({ level }),
  },
  ["id"],
);

const replacement = only({ deletedRegion: region, insertedContent: only({ text }) }, ["deletedRegion"]);
const change = only({ artifactLocation, replacements: list(replacement, 1) }, [
  "artifactLocation",
  "replacements",
]);
const fix = only({ description: message, artifactChanges: list(change, 1) }, ["artifactChanges"]);

const result = only(
  {
    ruleId: text,
    ruleIndex: index,
    level,
    message,
    locations: list(only({ physicalLocation: only({ artifactLocation, region }) })),
    partialFingerprints: { type: "object", additionalProperties: text },
    fixes: list(fix),
    properties: { type: "object" },
  },
  ["message"],
);

const driver = only({ name: text, version: text, rules: list(rule) }, ["name"]);

const run = only(
  {
    tool: only({ driver }, ["driver"]),
    columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
    originalUriBaseIds: { type: "object", additionalProperties: only({ description: message }) },
    artifacts: { ...list(only({ location: artifactLocation })), uniqueItems: true },
    results: list(result),
  },
  ["tool"],
);

export const sarifSchema = only({ $schema: text, version: { const: "2.1.0" }, runs: list(run) }, [
  "version",
  "runs",
]);
