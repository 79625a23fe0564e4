import type { Pipeline } from "../../../src/schema/format.ts";
import { drawCondition } from "./conditions.ts";
import type { Draw } from "./draw.ts";
import {
  type DrawnFunction,
  drawNeeded,
  drawPiece,
  escaped,
  levels,
  type Place,
  tight,
} from "./expressions.ts";
import { ownNames } from "./pools.ts";
import { type BlockPlace, type DrawnGroup, drawOpen, drawRules, eventSources } from "./rules.ts";
import type { World } from "./schema.ts";
import { fieldSources, type Kind, type Simple, type Source, sourcesOf, withParts } from "./sources.ts";

const typeNames: Readonly<Partial<Record<Kind["is"], string>>> = {
  text: "Text",
  number: "Number",
  integer: "Integer",
  flag: "Boolean",
  date: "Date",
  moment: "DateTime",
  time: "Time",
  length: "Duration",
  money: "Money",
  email: "Email",
  user: "User",
};

const parameterKinds: readonly Simple[] = [
  "text",
  "number",
  "integer",
  "flag",
  "date",
  "moment",
  "time",
  "length",
  "money",
  "email",
  "user",
];

interface Declarations {
  readonly texts: string[];
  readonly constants: Source[];
  readonly functions: DrawnFunction[];
  readonly groups: DrawnGroup[];
  readonly names: string[];
}

function drawConstant(name: string, place: Place): Source | undefined {
  const kind: Kind = {
    is: place.draw.one(["text", "number", "integer", "flag", "date", "time", "length", "money"] as const),
  };
  const value = drawPiece(kind, place, false);
  if (value === undefined) return undefined;
  return { path: `const ${name} = ${value.text}`, kind, mayBeMissing: value.mayBeMissing };
}

function drawParameters(draw: Draw, names: string[], most: number) {
  return draw.many(0, most, () => ({
    name: names.shift() ?? "last_one",
    kind: { is: draw.one(parameterKinds) } satisfies Kind,
    mayBeMissing: draw.chance(40),
  }));
}

type Parameters = ReturnType<typeof drawParameters>;

const parameterList = (parameters: Parameters): string =>
  parameters
    .map(({ name, kind, mayBeMissing }) => `${name}: ${typeNames[kind.is]}${mayBeMissing ? "?" : ""}`)
    .join(", ");

function parameterSources(parameters: Parameters, world: World): readonly Source[] {
  return parameters.flatMap(({ name, kind, mayBeMissing }) =>
    withParts({ path: name, kind, mayBeMissing }, world.schema, 1),
  );
}

function drawFunction(
  name: string,
  place: Place,
  names: string[],
): { readonly text: string; readonly drawn: DrawnFunction } | undefined {
  const { draw, world } = place;
  const parameters = drawParameters(draw, names, 3);
  const kind: Kind = {
    is: draw.one(["text", "number", "flag", "date", "moment", "length", "money"] as const),
  };
  const inside: Place = { ...place, sources: [...place.sources, ...parameterSources(parameters, world)] };
  const body = drawPiece(kind, inside, false);
  if (body === undefined) return undefined;
  return {
    text: `function ${name}(${parameterList(parameters)}) = ${body.text}`,
    drawn: { name, parameters, kind, mayBeMissing: body.mayBeMissing },
  };
}

const quoted = (title: string): string => `"${escaped(title)}"`;

const entityNames = ["deals", "preps", "contacts"] as const;

function stageHeader(draw: Draw, entity: string, { title, stages }: Pipeline): string {
  const named = draw.some(stages, 1, 2).map((stage) => quoted(stage.title));
  const where = entity === "preps" && draw.chance(50) ? '"Contract preparation"' : entity;
  return `on stage ${named.join(", ")} in ${where} pipeline ${quoted(title)}`;
}

const recurrences: readonly string[] = [
  "every day at 09:00",
  "every weekday at 09:30",
  "every working day",
  "every monday, thursday at 18:00",
  "every month on 31 at 00:00",
  "every month on last day",
  "every 2 hours",
  "every 3 weeks",
];

function drawEvent(place: Place): { readonly text: string; readonly sources: readonly Source[] } {
  const { draw, world, entity = "" } = place;
  const fields = Object.keys(world.schema.entities[entity]?.fields ?? {});
  switch (draw.int(0, 2)) {
    case 0:
      return { text: "created", sources: [] };
    case 1: {
      const listed = draw.some(fields, 0, 3);
      const sources = fields.includes("previous") ? [] : fieldSources(entity, world.schema, "previous.");
      return { text: `fieldChanged(${listed.join(", ")})`, sources };
    }
    default: {
      const shallow: Place = { ...place, depth: 1 };
      const name = draw.chance(50) ? drawNeeded({ is: "text" }, shallow) : undefined;
      const least = draw.chance(50) ? drawNeeded({ is: "integer" }, shallow) : undefined;
      const args = [
        ...(name === undefined ? [] : [`name: ${name.text}`]),
        ...(least === undefined ? [] : [`least: ${least.text}`]),
      ];
      return {
        text: args.length === 0 ? "happened" : `happened(${args.join(", ")})`,
        sources: fields.includes("event") ? [] : eventSources(place),
      };
    }
  }
}

/** A trigger, and blocks of each kind. */
type BlockForm = "stage" | "event" | "calendar" | "trigger";

function drawBlock(entity: string, declared: Declarations, place: Place): string {
  const { draw, world } = place;
  const { fields = {}, pipelines = [] } = world.schema.entities[entity] ?? {};
  const form = draw.one<BlockForm>(
    pipelines.length > 0 ? ["stage", "event", "calendar", "trigger"] : ["event", "calendar"],
  );
  const isNamed = form === "stage" || form === "trigger" || (pipelines.length > 0 && draw.chance(20));
  const pipeline = isNamed ? draw.one(pipelines) : undefined;
  const visible = place.sources.filter(({ path }) => !Object.hasOwn(fields, path));
  const inside: BlockPlace = {
    ...place,
    entity,
    sources: [...sourcesOf(entity, world.schema, pipeline?.title), ...visible],
    groups: declared.groups,
    freeNames: declared.names.filter((name) => !Object.hasOwn(fields, name)).map((name) => `${name}_`),
  };
  const off = draw.chance(5) ? "disabled " : "";
  const of = pipeline === undefined ? "" : ` pipeline ${quoted(pipeline.title)}`;
  const header = (at: Place): string => (draw.chance(30) ? ` when (${drawCondition(at).text})` : "");
  if (form === "stage" && pipeline !== undefined) {
    return `${off}${stageHeader(draw, entity, pipeline)}${header(inside)} <\n${drawRules(inside, 5)}>\n`;
  }
  if (form === "calendar") {
    const where = draw.chance(60) ? ` where (${drawCondition(inside).text})` : "";
    return `${off}${draw.one(recurrences)} in ${entity}${of}${where} <\n${drawRules(inside, 3)}>\n`;
  }
  const { text, sources } = drawEvent(inside);
  const at: BlockPlace = { ...inside, sources: [...inside.sources, ...sources] };
  if (form === "event") {
    return `${off}on ${text} in ${entity}${of}${header(at)} <\n${drawRules(at, 3)}>\n`;
  }
  const stage = draw.one(pipeline?.stages ?? []);
  const when = draw.chance(70) ? ` when ${drawOpen(at)}` : "";
  const user = draw.chance(30) ? drawNeeded({ is: "user" }, { ...at, depth: 0 }) : undefined;
  const as = user === undefined ? "" : ` as ${tight(user, levels.atom)}`;
  const backward = draw.one(["", " allow backward"]);
  return `${off}on ${text} in ${entity}${of} move to ${quoted(stage.title)}${when}${as}${backward}\n`;
}

function drawGroup(name: string, entity: string, declared: Declarations, place: Place): string {
  const { draw, world } = place;
  const parameters = drawParameters(draw, declared.names, 3);
  const fields = Object.keys(world.schema.entities[entity]?.fields ?? {});
  const inside: BlockPlace = {
    ...place,
    entity,
    sources: [
      // A stage that it names need not be one of where it is included.
      ...fieldSources(entity, world.schema),
      ...place.sources.filter(({ path }) => !fields.includes(path)),
      ...parameterSources(parameters, world),
    ],
    groups: [],
    freeNames: declared.names.filter((one) => !fields.includes(one)).map((one) => `${one}_`),
  };
  const when = draw.chance(20) ? ` when (${drawCondition(inside).text})` : "";
  const text = `rules ${name}(${parameterList(parameters)}) in ${entity}${when} <\n${drawRules(inside, 3)}>\n`;
  declared.groups.push({ name, entity, parameters });
  return text;
}

/** Files of rules that are right, by their path. */
export function drawProgram(draw: Draw, world: World): Readonly<Record<string, string>> {
  const declared: Declarations = {
    texts: [],
    constants: [],
    functions: [],
    groups: [],
    names: [...draw.some(ownNames, 20, ownNames.length)],
  };
  const outside = (): Place => ({
    draw,
    world,
    sources: declared.constants.flatMap((one) => withParts(one, world.schema, 1)),
    known: new Set(),
    functions: declared.functions,
    depth: 2,
    inText: false,
  });
  const exported: string[] = [];
  draw.many(0, 3, () => {
    const name = declared.names.shift() ?? "";
    const constant = drawConstant(name, outside());
    if (constant === undefined) return;
    declared.texts.push(`${constant.path}\n`);
    declared.constants.push({ ...constant, path: name });
    exported.push(name);
  });
  draw.many(0, 2, () => {
    const name = declared.names.shift() ?? "";
    const found = drawFunction(name, outside(), declared.names);
    if (found === undefined) return;
    declared.texts.push(`${found.text}\n`);
    declared.functions.push(found.drawn);
    exported.push(name);
  });
  draw.many(0, 2, () => {
    const name = declared.names.shift() ?? "";
    declared.texts.push(drawGroup(name, draw.one(entityNames), declared, outside()));
    exported.push(name);
  });
  const blocks = draw.many(1, 4, () => drawBlock(draw.one(entityNames), declared, outside()));
  if (exported.length === 0 || draw.chance(50))
    return { "a.rules": [...declared.texts, ...blocks].join("\n") };
  const imports = `import { ${exported.join(", ")} } from "./common.rules"\n`;
  return { "common.rules": declared.texts.join("\n"), "a.rules": [imports, ...blocks].join("\n") };
}
