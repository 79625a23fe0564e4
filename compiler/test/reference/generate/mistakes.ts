import type { Program, ProgramFile } from "@onstage/compiler";
import type { CheckedArgument } from "../../../src/check/checked.ts";
import type { Argument, Call, Expression, Name, Quoted, Rule } from "../../../src/syntax/tree.ts";
import { present, type Type } from "../../../src/types/types.ts";
import type { Draw } from "./draw.ts";
import { quotedTitle } from "./expressions.ts";
import type { World } from "./schema.ts";

/** A change of the text of one file that makes a program wrong. */
export interface Mistake {
  /** What is wrong, for people. */
  readonly what: string;
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Anything of a tree that has a place; its place counts from the start of the file here. */
interface Found {
  readonly node: Readonly<Record<string, unknown>> & { readonly kind: string };
  readonly start: number;
  readonly end: number;
}

function isNode(value: unknown): value is Found["node"] & { readonly start: number; readonly end: number } {
  return (
    typeof value === "object" &&
    value !== null &&
    "kind" in value &&
    typeof value.kind === "string" &&
    "start" in value &&
    "end" in value
  );
}

/** Everything in the trees of a file, in order. */
function nodesOf({ parsed }: ProgramFile): readonly Found[] {
  const found: Found[] = [];
  const visit = (value: unknown, offset: number): void => {
    if (typeof value !== "object" || value === null) return;
    if (isNode(value)) found.push({ node: value, start: offset + value.start, end: offset + value.end });
    for (const part of Object.values(value)) visit(part, offset);
  };
  for (const { offset, section } of parsed.sections) visit(section.node, offset);
  return found;
}

/** What a maker of mistakes has to choose from. */
interface Material {
  readonly draw: Draw;
  readonly world: World;
  readonly program: Program;
  readonly file: ProgramFile;
  readonly nodes: readonly Found[];
}

type Change = Omit<Mistake, "what" | "file">;
type Maker = (material: Material) => Change | undefined;

const ofKind = ({ nodes }: Material, ...kinds: readonly string[]): readonly Found[] =>
  nodes.filter(({ node }) => kinds.includes(node.kind));

/** One of the nodes, or nothing where there is none. */
function anyOf(draw: Draw, found: readonly Found[]): Found | undefined {
  return found.length === 0 ? undefined : draw.one(found);
}

const instead = ({ start, end }: { readonly start: number; readonly end: number }, text: string): Change => ({
  start,
  end,
  text,
});

const before = (start: number, text: string): Change => ({ start, end: start, text });

// The kind of a node says what it is: what the tree is made of stands in `tree.ts`.
const asReference = ({ node }: Found): Extract<Expression, { kind: "Reference" }> => node as never;
const asCall = ({ node }: Found): Call => node as never;
const asArgument = ({ node }: Found): Argument => node as never;
const asRule = ({ node }: Found): Rule => node as never;

/** A part of a node, with its place in the file. */
function within(
  found: Found,
  part: Name | Quoted | Expression | { readonly start: number; readonly end: number },
) {
  const offset = found.start - Number(found.node.start);
  return { start: offset + part.start, end: offset + part.end };
}

const unknownName: Maker = (material) => {
  const found = anyOf(material.draw, ofKind(material, "Reference"));
  return found && instead(within(found, material.draw.one(asReference(found).path)), "noSuchName");
};

const unknownCall: Maker = (material) => {
  const found = anyOf(material.draw, ofKind(material, "Call"));
  return found && instead(within(found, asCall(found).callee), "noSuchCall");
};

const unknownArgument: Maker = (material) => {
  const named = ofKind(material, "Argument").filter((found) => asArgument(found).name !== undefined);
  const found = anyOf(material.draw, named);
  const name = found && asArgument(found).name;
  return name && instead(within(found, name), "noSuchArgument");
};

const unknownTitle: Maker = (material) => {
  const found = anyOf(material.draw, ofKind(material, "Quoted"));
  return found && instead(found, '"There is nothing of that name"');
};

const unknownFormat: Maker = (material) => {
  const texts = ofKind(material, "Text").filter(({ node }) =>
    JSON.stringify(node.parts).includes('"format"'),
  );
  const found = anyOf(material.draw, texts);
  if (found === undefined) return undefined;
  const parts: readonly { readonly format?: Name }[] = (found.node.parts ?? []) as never;
  const [format] = parts.flatMap((part) => part.format ?? []);
  return format && instead(within(found, format), "noSuchFormat");
};

/** What no value of a type can be. */
function nothingOf(type: Type): string | undefined {
  const wanted = present(type);
  if (wanted.kind === "list") return "true";
  if (wanted.kind === "record") return "[1]";
  if (wanted.kind === "union") return "[1]";
  if (wanted.kind === "choice") return '"none of them"';
  if (wanted.kind !== "plain") return undefined;
  return wanted.name === "Boolean" ? "5" : "true";
}

function argumentsOf({
  declarations,
}: ProgramFile): readonly { readonly offset: number; readonly argument: CheckedArgument }[] {
  return declarations.flatMap(({ offset, declaration }) =>
    declaration.kind === "block"
      ? declaration.block.rules
          .filter((rule) => rule.origin === undefined)
          .flatMap((rule) => rule.args.map((argument) => ({ offset, argument })))
      : [],
  );
}

const wrongArgument: Maker = ({ draw, file }) => {
  const all = argumentsOf(file).filter(({ argument }) => nothingOf(argument.parameter.type) !== undefined);
  if (all.length === 0) return undefined;
  const { offset, argument } = draw.one(all);
  const { value, parameter } = argument;
  return instead({ start: offset + value.start, end: offset + value.end }, nothingOf(parameter.type) ?? "");
};

const wrongOperand: Maker = (material) => {
  const found = anyOf(
    material.draw,
    ofKind(material, "Arithmetic", "Comparison", "And", "Or", "Not", "If", "Test").filter(
      ({ node }) => node.operator !== "??",
    ),
  );
  if (found === undefined) return undefined;
  const replaced = (part: unknown, text: string): Change | undefined =>
    isNode(part) ? instead(within(found, part), text) : undefined;
  const { node } = found;
  switch (node.kind) {
    case "Arithmetic":
      return replaced(node.right, "true");
    case "Comparison":
      return replaced(node.right, "[1]");
    case "And":
    case "Or":
      return replaced(material.draw.one(node.operands as readonly unknown[]), "5");
    case "Not":
      return replaced(node.operand, "5");
    case "If":
      return replaced(node.condition, "5");
    default:
      // A number can stand beside money; a length of time stands beside nothing that is looked into.
      return replaced(node.right, node.operator === "matches" ? '"(["' : "5 days");
  }
};

const wrongLiteral: Maker = (material) => {
  const found = anyOf(material.draw, ofKind(material, "Date", "Time", "DateTime", "Duration", "Money"));
  switch (found?.node.kind) {
    case "Date":
      return instead(found, "2026-02-30");
    case "Time":
      return instead(found, "25:00");
    case "DateTime":
      return instead(found, "2026-13-01T09:00");
    case "Duration":
      return instead(found, "0.5 days");
    case "Money":
      return instead(found, "5 QQQ");
    default:
      return undefined;
  }
};

const blocks = ["StageBlock", "EventBlock", "CalendarBlock", "RuleGroup"];

/** A rule that is wrong, as the first of a block. */
function firstRule(rule: (material: Material, block: Found) => string | undefined): Maker {
  return (material) => {
    const found = anyOf(material.draw, ofKind(material, ...blocks));
    const open = found?.node.open;
    if (found === undefined || typeof open !== "object" || open === null) return undefined;
    const text = rule(material, found);
    const sign = open as { readonly start: number; readonly end: number };
    return text === undefined ? undefined : before(within(found, sign).end, ` ${text}; `);
  };
}

function entityOf({ node }: Found): string {
  const entity = node.entity as { readonly text?: string };
  return entity.text ?? "preps";
}

const missingValue = firstRule(({ world, draw }, block) => {
  const fields = Object.entries(world.schema.entities[entityOf(block)]?.fields ?? {});
  const empty = fields.filter(([, one]) => one.type === "Text" && one.required !== true && one.many !== true);
  const user = quotedTitle(draw.one(world.schema.users ?? []).name);
  const others = `1, 2, 2026-06-12, 2026-06-12T09:00, ${user}`;
  return empty.length === 0 ? undefined : `need(${draw.one(empty)[0]}, ${others})`;
});

/** A value of a type, as rules write it. */
const written: Readonly<Record<string, string>> = {
  Text: '"x"',
  Number: "1",
  Integer: "1",
  Boolean: "true",
  Date: "2026-06-12",
  DateTime: "2026-06-12T09:00",
  Time: "09:00",
  Money: "5 EUR",
};

const readOnly = firstRule(({ world, draw }, block) => {
  const fields = Object.entries(world.schema.entities[entityOf(block)]?.fields ?? {});
  const fixed = fields.flatMap(([name, { type, readOnly, many }]) => {
    const value = written[type];
    return readOnly === true && many !== true && value !== undefined ? [`note(${name}, ${value})`] : [];
  });
  return fixed.length === 0 ? undefined : draw.one(fixed);
});

const timing: Maker = (material) => {
  const bare = ofKind(material, "Rule").filter((found) => {
    const { schedule, action } = asRule(found);
    return schedule.length === 0 && action.kind === "Call";
  });
  const found = anyOf(material.draw, bare);
  if (found === undefined) return undefined;
  const wrong = [
    "after noSuchRule",
    "every 2 days",
    "every 1 day up to 0 times",
    "at 5",
    "after 5",
    "within working hours of 5",
    "after 1 day, after 2 days",
  ];
  return before(within(found, asRule(found).action).start, `${material.draw.one(wrong)} `);
};

const chained: Maker = (material) => {
  const found = anyOf(material.draw, ofKind(material, "Comparison"));
  return found && before(found.end, " == 5");
};

const signs: ReadonlySet<string> = new Set(["(", ")", "[", "]", "<", ">", "in", "on", "stage", "=", ":"]);

const lostSign: Maker = ({ draw, file }) => {
  const all = file.parsed.tokens.filter((token) => signs.has(file.text.slice(token.start, token.end)));
  return all.length === 0 ? undefined : instead(draw.one(all), " ");
};

const straySign: Maker = ({ draw, file }) => {
  const all = file.parsed.tokens.filter((token) => token.kind !== "Comment" && token.kind !== "DocComment");
  return all.length === 0
    ? undefined
    : before(draw.one(all).start, ` ${draw.one([")", "]", "%", "]]", "..", "@"])} `);
};

const atTheEnd =
  (...texts: readonly string[]): Maker =>
  ({ draw, file }) =>
    before(file.text.length, `\n${draw.one(texts)}\n`);

const makers: Readonly<Record<string, Maker>> = {
  "a name that stands for nothing": unknownName,
  "a call of nothing": unknownCall,
  "an argument that nobody takes": unknownArgument,
  "a title that the schema does not have": unknownTitle,
  "a format that there is not": unknownFormat,
  "an argument of another type": wrongArgument,
  "an operand of another type": wrongOperand,
  "a literal of nothing": wrongLiteral,
  "a value that may be missing": missingValue,
  "a field that nobody may write": readOnly,
  "two rules of one name": firstRule(() => "noDouble: take(); noDouble: take()"),
  "an argument too many": firstRule(() => "open(1)"),
  "an argument too few": firstRule(() => "need()"),
  "a result of what returns nothing": firstRule(() => "let noResult = take()"),
  "an include of nothing": firstRule(() => "include noSuchGroup()"),
  "a time that says nothing": timing,
  "comparisons that chain": chained,
  "a sign that is not there": lostSign,
  "a sign too many": straySign,
  "a declaration that is wrong": atTheEnd(
    "function noEnd(a: Number) = noEnd(a)",
    "function noType(a: Nothing) = a",
    "const noItem = this",
    "const noValue = noOther",
    'import { noName } from "./no-file.rules"',
    "const noConst = 1\nconst noConst = 2",
    "const one = two\nconst two = one",
    "on noEvent in deals < take() >",
    "on created in nowhere < take() >",
    "every fortnight in deals < take() >",
    "every monday at 25:00 in deals < take() >",
    'on stage "New" in contacts < take() >',
    "rules noOpen() in deals take() >",
    'on created in deals move to "There is nothing of that name"',
    "this is no declaration",
  ),
};

/** Draws a mistake in a program that is right; nothing where the program has no place for it. */
export function drawMistake(draw: Draw, world: World, program: Program): Mistake | undefined {
  const what = draw.one(Object.keys(makers));
  const file = draw.one(program.files);
  const change = makers[what]?.({ draw, world, program, file, nodes: nodesOf(file) });
  return change && { what, file: file.path, ...change };
}

/** All kinds of mistakes. */
export const kindsOfMistakes: readonly string[] = Object.keys(makers);
