import {
  type CatalogEntry,
  type CatalogParameter,
  catalogOf,
  didYouMeanName,
  loadProject,
} from "@onstage/compiler";
import { nodeHost } from "@onstage/compiler/node";
import { colorsFor } from "../output/colors.ts";
import type { catalogFormats } from "../output/format-names.ts";
import { printable, printableJson } from "../output/printable.ts";
import { tableLines } from "../output/table.ts";
import { projectFolder } from "../project/folder.ts";
import { projectRequest } from "../project/open.ts";
import { actionTypes, librarySignatures } from "../project/packages.ts";
import { UsageError } from "../usage-error.ts";

export interface CatalogOptions {
  readonly format: (typeof catalogFormats)[number];
}

type Colors = ReturnType<typeof colorsFor>;

function parameterText({ name, type, optional, default: initial }: CatalogParameter): string {
  return `${name}${optional ? "?" : ""}: ${type}${initial === undefined ? "" : ` = ${initial}`}`;
}

function signature({ name, parameters, result }: CatalogEntry): string {
  const returns = result === null ? "" : `: ${result.type}`;
  return `${name}(${parameters.map(parameterText).join(", ")})${returns}`;
}

/** The first sentence of a description, on one line. */
function brief({ description }: CatalogEntry): string {
  const line = description.replaceAll(/\s+/g, " ");
  return /^.*?[.:;](?= |$)/.exec(line)?.[0].replace(/[.:;]$/, "") ?? line;
}

/** All entries, group by group. */
function listText(entries: readonly CatalogEntry[], colors: Colors): string {
  const groups = [...new Set(entries.map((entry) => entry.group))];
  const rows = tableLines(entries.map((entry) => [entry.name, entry.kind, printable(brief(entry))]));
  const parts = groups.map((group) => {
    const lines = rows.filter((_, index) => entries[index]?.group === group);
    return [colors.bold(printable(group)), ...lines.map((line) => `  ${line}`)].join("\n");
  });
  return `${parts.join("\n\n")}\n`;
}

/** Names with something said of each. */
function namedLines(rows: readonly (readonly [name: string, text: string])[]): readonly string[] {
  return tableLines(rows).map((line) => `  ${printable(line)}`);
}

/** All that is known of one. */
function entryText(entry: CatalogEntry, colors: Colors): string {
  const {
    kind,
    group,
    description,
    parameters,
    result,
    event = {},
    serves,
    awaits,
    uses,
    example,
    file,
  } = entry;
  const records = [...parameters, ...(result === null ? [] : [{ name: "result", ...result }])];
  const fields = records.flatMap((one) =>
    Object.entries(one.fields ?? {}).map(([name, type]) => [`${one.name}.${name}`, type] as const),
  );
  const asked = parameters.map(
    (one) =>
      [
        one.name,
        [one.description ?? "", ...(one.limit === undefined ? [] : [`at most ${one.limit} characters`])]
          .filter((text) => text !== "")
          .join("; "),
      ] as const,
  );
  const facts: readonly (readonly [string, string])[] = [
    ["kind", kind],
    ["group", group],
    ...(result?.description === undefined ? [] : [["returns", result.description] as const]),
    ["serves", serves.length === 0 ? "nothing here" : serves.join(", ")],
    ...(uses === undefined ? [] : [["uses", uses.join(", ")] as const]),
    ...(awaits === undefined ? [] : [["awaits", awaits.join(", ")] as const]),
    ...(entry.repeatable === undefined
      ? []
      : [["after a crash", entry.repeatable ? "repeated" : "asks a person"] as const]),
    ...(file === "" ? [] : [["file", file] as const]),
  ];
  const brought = Object.entries(event).map(([name, type]) => [`event.${name}`, type] as const);
  const blocks = [
    [colors.bold(printable(signature(entry))), printable(description.replaceAll(/\s+/g, " "))],
    namedLines([...asked, ...fields, ...brought]),
    namedLines(facts),
    (example ?? "").split("\n").map((line) => (line === "" ? "" : `  ${printable(line)}`)),
  ];
  return `${blocks
    .map((lines) => lines.join("\n"))
    .filter((text) => text.trim() !== "")
    .join("\n\n")}\n`;
}

function find(entries: readonly CatalogEntry[], name: string): CatalogEntry {
  const found = entries.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const near = didYouMeanName(
    name,
    entries.map((entry) => entry.name),
  );
  throw new UsageError(
    `there is no action, helper or trigger \`${printable(name)}\``,
    near === undefined ? "`onstage catalog` lists them" : `did you mean \`${near}\`?`,
  );
}

/** `onstage catalog`: every action, helper and trigger that rules can use here. Answers the exit code. */
export async function catalog(name: string | undefined, { format }: CatalogOptions): Promise<number> {
  const cwd = process.cwd();
  const library = librarySignatures();
  const project =
    projectFolder(cwd) === undefined
      ? undefined
      : await loadProject(projectRequest([], cwd), library, nodeHost({ packages: actionTypes() }));
  const all = catalogOf(project ?? library, project?.schema.schema ?? { entities: {} });
  const entries = name === undefined ? all : [find(all, name)];
  const colors = colorsFor(process.stdout);
  const [first] = entries;
  if (format === "json") process.stdout.write(`${printableJson({ entries })}\n`);
  else
    process.stdout.write(
      name === undefined || first === undefined ? listText(entries, colors) : entryText(first, colors),
    );
  const wrong = project?.diagnostics.filter((one) => one.severity === "error").length ?? 0;
  if (wrong === 0) return 0;
  process.stderr.write("what is wrong in this project may be missing here: `onstage check` tells it\n");
  return 1;
}
