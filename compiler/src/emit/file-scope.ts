import type { DeclaredName, Origin } from "../check/checked.ts";
import type { CrmSchema } from "../schema/format.ts";
import { type Type, unknownType } from "../types/types.ts";
import type { Forms } from "./forms.ts";
import { comment, literal } from "./literals.ts";
import { namesLike, safeName } from "./names.ts";
import { outputPath, pathBetween } from "./paths.ts";
import { itemTypes } from "./schema-types.ts";
import type { ExpressionScope } from "./scope.ts";
import { type PlaceOf, placesOf } from "./writer.ts";

/** What the code of one emitted file has in common: what it imports, and what it keeps beside the rules. */
export interface FileScope {
  /** Path of the file of rules. */
  readonly file: string;
  /** Notes that something of `@onstage/runtime/rules` is used; a type is noted as `type Name`. */
  readonly use: (name: string) => string;
  /** A scope for expressions of a section. */
  readonly expressions: (
    origin: Origin,
    of?: {
      readonly frame?: string;
      readonly resultType?: (rule: string) => Type;
      readonly eventType?: Type;
      /** Told where the scope is used. */
      readonly onLook?: () => void;
      /** Values that never change are made where they stand. */
      readonly inPlace?: boolean;
    },
  ) => ExpressionScope;
  /** The interface of an item, by its entity. */
  readonly itemType: (entity: string) => string;
  /** A module of actions or events, by the name under which it is imported whole. */
  readonly module: (kind: "actions" | "events", module: string) => string;
  /** Where something of a section stands, for people. */
  readonly sourceOf: (origin: Origin, start: number) => string;
  /** The lines that stand before all others. */
  readonly head: () => readonly string[];
}

/** What code imports a module of actions from, seen from an emitted file. */
function modulePath(module: string, from: string): string {
  return module.startsWith("./") ? `${"../".repeat(from.split("/").length)}${module.slice(2)}` : module;
}

/** An import of several names, on several lines where it is long. */
function importLines(names: ReadonlySet<string>, from: string): readonly string[] {
  if (names.size === 0) return [];
  const isType = (name: string): boolean => name.startsWith("type ");
  const values = [...names].filter((name) => !isType(name)).toSorted();
  const types = [...names].filter(isType).toSorted();
  const onlyTypes = values.length === 0;
  const listed = onlyTypes ? types.map((name) => name.replace(/^type /, "")) : [...values, ...types];
  const start = onlyTypes ? "import type" : "import";
  const line = `${start} { ${listed.join(", ")} } from "${from}";`;
  return line.length <= 110
    ? [line]
    : [`${start} {`, ...listed.map((name) => `  ${name},`), `} from "${from}";`];
}

/** Makes the scope of one file. */
export function createFileScope(file: string, forms: Forms, schema: CrmSchema): FileScope {
  const path = outputPath(file);
  const helpers = new Set<string>();
  const kept = new Map<string, { readonly name: string; readonly remark: string }>();
  const modules = { actions: new Map<string, string>(), events: new Map<string, string>() };
  const files = new Map<string, string>();
  const nameLike = namesLike();
  const typeOf = itemTypes(schema);
  const places = new Map<string, PlaceOf>();
  let needsTypes = false;
  let needsSchema = false;

  const use = (name: string): string => {
    helpers.add(name);
    return name.replace(/^type /, "");
  };
  const keep = (wanted: string, code: string, remark = ""): string => {
    const known = kept.get(code) ?? { name: nameLike(wanted), remark };
    kept.set(code, known);
    return known.name;
  };
  const declared = (of: DeclaredName) => {
    const form = forms(of);
    if (of.file === file) return { code: safeName(of.name), form };
    const base = of.file.replace(/^.*\//, "").replace(/\.rules$/, "");
    const known = files.get(of.file) ?? nameLike(base === "" ? "file" : base);
    files.set(of.file, known);
    return { code: `${known}.${safeName(of.name)}`, form };
  };
  const module = (kind: "actions" | "events", name: string): string => {
    const known = modules[kind];
    const found = known.get(name) ?? `${kind}${known.size === 0 ? "" : known.size + 1}`;
    known.set(name, found);
    return found;
  };

  return {
    file,
    use,
    module,
    itemType: (entity) => {
      needsTypes = true;
      return `crm.${typeOf(entity)}`;
    },
    expressions: (origin, { frame, resultType, eventType, onLook, inPlace } = {}) => ({
      origin,
      ...(frame === undefined ? {} : { frame }),
      use,
      looking: () => {
        onLook?.();
        return "s";
      },
      keep: inPlace === true ? (_wanted, code) => code : keep,
      declared,
      resultType: resultType ?? (() => unknownType),
      eventType: eventType ?? unknownType,
      schema: () => {
        needsSchema = true;
        return "schema";
      },
    }),
    sourceOf: ({ file: written, source, offset }, start) => {
      const placeOf = places.get(written) ?? placesOf(source);
      places.set(written, placeOf);
      return `{ file: ${literal(written)}, line: ${placeOf(offset + start).line + 1} }`;
    },
    head: () => {
      const wholes = [...modules.actions, ...modules.events].map(
        ([name, as]) => `import * as ${as} from ${literal(modulePath(name, path))};`,
      );
      const others = [...files].map(
        ([other, as]) => `import * as ${as} from ${literal(pathBetween(path, outputPath(other)))};`,
      );
      const own = pathBetween(path, "schema.ts");
      const constants = [...kept].map(
        ([code, { name, remark }]) =>
          `const ${name} = ${code};${remark === "" ? "" : ` // ${comment(remark)}`}`,
      );
      return [
        `// Made by onstage from ${comment(file)}. Changes made here are lost at the next build.`,
        `import type { ${modules.actions.size > 0 ? "ActionContext, " : ""}Calls } from "@onstage/runtime/actions";`,
        ...importLines(helpers, "@onstage/runtime/rules"),
        ...wholes,
        ...others.toSorted(),
        ...(needsTypes ? [`import type * as crm from "${own}";`] : []),
        ...(needsSchema ? [`import { schema } from "${own}";`] : []),
        ...(constants.length === 0 ? [] : ["", ...constants]),
      ];
    },
  };
}
